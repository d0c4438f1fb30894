"""The pages that are measured, one line each, and how."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from time import perf_counter
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind, User
from accounts.roles import Role
from bench.results import Result, percentile
from casework.models import Alias, CaseFile, Suspect, visible
from casework.operations.search import ask
from metrics.catalogue import CATALOGUE

PEOPLE, REQUESTS, WARM_UP = 8, 48, 6
PAGE_MS, MOST_QUERIES = 50.0, 15
OFFENCES = ("shop", "theft", "assault", "TH68", "abh", "drunk", "knife", "burglery", "harrasment", "class b supply")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

Address = Callable[[User, Random], str]


@dataclass(frozen=True)
class Page:
    """A page, who reads it, and where it is for a reader."""

    name: str
    role: Role
    address: Address


def _plain(name: str) -> Address:
    return lambda user, rng: reverse(name)


def _case_of(user: User, rng: Random) -> CaseFile:
    """Some case that the reader may see, from anywhere in the years."""
    cases = CaseFile.objects.visible_to(user)
    first, last = cases.order_by("id")[:1].get().pk, cases.order_by("-id")[:1].get().pk
    return cases.filter(pk__gte=rng.randint(first, last)).order_by("id")[:1].get()


def _case_page(user: User, rng: Random) -> str:
    return reverse("charging:case_file_detail", args=[_case_of(user, rng).slug])


def _busy(user: User, rng: Random) -> str:
    """The longest queue, from its first page."""
    queue = rng.choice(("rejected", "action_plan", "with_prosecutor"))
    return f"{reverse('charging:worklist')}?queue={queue}"


def _filtered(user: User, rng: Random) -> str:
    """A queue of all that the reader may see, with filters on."""
    return f"{reverse('charging:worklist')}?whose=all&queue=rejected&custody=bail&custody=rui&not_flag=rape"


def _suspect_of(user: User, rng: Random) -> Suspect:
    """The first suspect of some case, or of the next that has one."""
    seen = Suspect.objects.filter(visible(user, through="case_file__"))
    later = seen.filter(case_file__gte=_case_of(user, rng)).order_by("case_file_id", "id").first()
    return later or seen.order_by("-case_file_id")[:1].get()


def _search(text: Callable[[User, Random], str], filters: str = "") -> Address:
    """The results of a search that the reader has just asked for."""

    def address(user: User, rng: Random) -> str:
        asked = ask(text=text(user, rng), by=user, at=timezone.now())
        return reverse("charging:search_results", args=[asked.pk]) + filters

    return address


def _alias(user: User, rng: Random) -> str:
    seen = Alias.objects.filter(suspect__case_file=_case_of(user, rng)).order_by("id")[:1]
    return seen[0].family_name if seen else f"known {_suspect_of(user, rng).family_name}"


def _words(user: User, rng: Random) -> str:
    """What very many cases are about."""
    return rng.choice(("theft", "assault", "drugs supply", "criminal damage"))


FILTERS = "?status=rejected&status=action_plan&not_custody=custody&sort=urgent"


def _offence(user: User, rng: Random) -> str:
    return f"{reverse('casework:offence_search')}?q={quote(rng.choice(OFFENCES))}"


def _figures(name: str, *, with_metric: bool) -> Address:
    def address(user: User, rng: Random) -> str:
        codes = Organisation.objects.filter(kind=OrganisationKind.FORCE).order_by("code").values_list("code", flat=True)
        place = rng.choice(["nation", *(f"force:{code}" for code in codes[:12])])
        path = reverse(name, args=[rng.choice(CATALOGUE).id] if with_metric else [])
        return f"{path}?place={place}"

    return address


PAGES = (
    Page("worklist: file builder", Role.FILE_BUILDER, _plain("charging:worklist")),
    Page("worklist: supervisor", Role.SUPERVISOR, _plain("charging:worklist")),
    Page("worklist: CPS assistant", Role.CASEWORK_ASSISTANT, _plain("charging:worklist")),
    Page("worklist: prosecutor", Role.PROSECUTOR, _plain("charging:worklist")),
    Page("worklist: a long queue", Role.LEGAL_MANAGER, _busy),
    Page("case page: police", Role.FILE_BUILDER, _case_page),
    Page("case page: CPS", Role.PROSECUTOR, _case_page),
    Page("worklist: filtered", Role.SUPERVISOR, _filtered),
    Page("search by URN", Role.FILE_BUILDER, _search(lambda user, rng: _case_of(user, rng).reference)),
    Page("search by ASN", Role.FILE_BUILDER, _search(lambda user, rng: _suspect_of(user, rng).asn)),
    Page("search by name", Role.PROSECUTOR, _search(lambda user, rng: _suspect_of(user, rng).family_name)),
    Page(
        "search by common name",
        Role.PROSECUTOR,
        _search(lambda user, rng: _suspect_of(user, rng).family_name.split("-")[0]),
    ),
    Page("search by alias", Role.PROSECUTOR, _search(_alias)),
    Page("search by words", Role.PROSECUTOR, _search(_words)),
    Page("search by words, filtered", Role.CASEWORK_ASSISTANT, _search(_words, FILTERS)),
    Page("offence search", Role.FILE_BUILDER, _offence),
    Page("scorecard", Role.POLICE_MANAGER, _figures("metrics:dashboard", with_metric=False)),
    Page("metric page", Role.AREA_MANAGER, _figures("metrics:metric", with_metric=True)),
    Page("list behind a figure", Role.AREA_MANAGER, _figures("metrics:list", with_metric=True)),
)


def clients(role: Role, rng: Random) -> list[tuple[User, Client]]:
    """Some people of a role, each signed in."""
    people = list(User.objects.filter(memberships__role=role, is_demo=True).order_by("id"))
    chosen = rng.sample(people, min(PEOPLE, len(people)))
    return [(person, signed_in(person)) for person in chosen]


def signed_in(person: User) -> Client:
    """A browser without a network, signed in as somebody."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(person, backend=BACKEND)
    return client


def measure(cases: int, seed: int) -> Iterator[Result]:
    """Time every page over several people and cases, and count its queries."""
    for page in PAGES:
        rng = Random(f"{seed} {page.name}")
        people = clients(page.role, rng)
        seconds = []
        for number in range(WARM_UP + REQUESTS):
            person, client = people[number % len(people)]
            spent = request(client, page.address(person, rng))
            seconds += [spent] if number >= WARM_UP else []
        yield Result(f"{page.name}, p50", cases, percentile(seconds, 0.5) * 1000, "ms")
        yield Result(f"{page.name}, p95", cases, percentile(seconds, 0.95) * 1000, "ms", PAGE_MS)
        yield Result(f"{page.name}, queries", cases, _queries(page, people, rng), "queries", MOST_QUERIES)


def request(client: Client, address: str) -> float:
    """Ask for a page, which has to come, and return the seconds that the server took."""
    began = perf_counter()
    response = client.get(address)
    spent = perf_counter() - began
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return spent


def _queries(page: Page, people: list[tuple[User, Client]], rng: Random) -> int:
    """The most queries that the page makes for any of the people."""
    counts = []
    for person, client in people:
        address = page.address(person, rng)
        with CaptureQueriesContext(connection) as captured:
            request(client, address)
        counts.append(len(captured))
    return max(counts)


def growth(results: list[Result], sizes: list[int]) -> Iterator[Result]:
    """How much slower each page is at the largest size than at the smallest."""
    by_size = {(result.what, result.cases): result.value for result in results}
    for page in PAGES:
        small, large = (by_size[f"{page.name}, p95", size] for size in (min(sizes), max(sizes)))
        yield Result(f"{page.name}, p95 growth from {min(sizes):,}", max(sizes), large / small, "times", 1.5)
