"""Where the pages are that are measured, for one reader at a time; LookupError where a reader has none."""

from collections.abc import Callable
from random import Random
from typing import TypeVar
from urllib.parse import quote

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind, User
from casework.lifecycle import Status
from casework.models import Alias, CaseFile, Matter, Suspect, visible
from casework.operations.search import ask
from charging.lifecycle import MatterKind
from charging.models import ActionPlan, Consultation, Submission
from charging.queries.lists.matters import ADDRESSES
from charging.queries.quality.places import places_of
from foundation.periods import month_of
from metrics.catalogue import CATALOGUE

M = TypeVar("M", bound=Model)
Address = Callable[[User, Random], str]

OFFENCES = ("shop", "theft", "assault", "TH68", "abh", "drunk", "knife", "burglery", "harrasment", "class b supply")
FILTERS = "?status=rejected&status=action_plan&not_custody=custody&sort=urgent"
A_FEW = 40


def plain(name: str, query: str = "") -> Address:
    """A page that has the same address for everybody."""
    return lambda user, rng: reverse(name) + query


def case_of(user: User, rng: Random) -> CaseFile:
    """Some case that the reader may see, from anywhere in the years."""
    cases = CaseFile.objects.visible_to(user)
    first, last = cases.order_by("id")[:1].get().pk, cases.order_by("-id")[:1].get().pk
    return cases.filter(pk__gte=rng.randint(first, last)).order_by("id")[:1].get()


def case_page(user: User, rng: Random) -> str:
    """The page of some case."""
    return reverse("charging:case_file_detail", args=[case_of(user, rng).slug])


def long_queue(user: User, rng: Random) -> str:
    """One of the longest queues, from its first page."""
    queue = rng.choice(("rejected", "action_plan", "with_prosecutor"))
    return f"{reverse('charging:worklist')}?queue={queue}"


FILTERED = "?whose=all&queue=rejected&custody=bail&custody=rui&not_flag=rape"


def suspect_of(user: User, rng: Random) -> Suspect:
    """The first suspect of some case, or of the next that has one."""
    seen = Suspect.objects.filter(visible(user, through="case_file__"))
    later = seen.filter(case_file__gte=case_of(user, rng)).order_by("case_file_id", "id").first()
    return later or seen.order_by("-case_file_id")[:1].get()


def searched(text: Callable[[User, Random], str], filters: str = "") -> Address:
    """The results of a search that the reader has just asked for."""

    def address(user: User, rng: Random) -> str:
        asked = ask(text=text(user, rng), by=user, at=timezone.now())
        return reverse("charging:search_results", args=[asked.pk]) + filters

    return address


def alias_of(user: User, rng: Random) -> str:
    """What some suspect is known as too."""
    seen = Alias.objects.filter(suspect__case_file=case_of(user, rng)).order_by("id")[:1]
    return seen[0].family_name if seen else f"known {suspect_of(user, rng).family_name}"


def words(user: User, rng: Random) -> str:
    """What very many cases are about."""
    return rng.choice(("theft", "assault", "drugs supply", "criminal damage"))


def offence(user: User, rng: Random) -> str:
    """Choices for a proposed offence."""
    return f"{reverse('casework:offence_search')}?q={quote(rng.choice(OFFENCES))}"


def figures(name: str, *, with_metric: bool) -> Address:
    """A page of figures of the nation or a force."""

    def address(user: User, rng: Random) -> str:
        codes = Organisation.objects.filter(kind=OrganisationKind.FORCE).order_by("code").values_list("code", flat=True)
        place = rng.choice(["nation", *(f"force:{code}" for code in codes[:12])])
        path = reverse(name, args=[rng.choice(CATALOGUE).id] if with_metric else [])
        return f"{path}?place={place}"

    return address


def matter(*kinds: MatterKind) -> Address:
    """The page of something that waits, of one of these kinds, on a case that the reader may see."""

    def address(user: User, rng: Random) -> str:
        kind = rng.choice(kinds)
        found = Matter.objects.filter(visible(user), kind=kind).exclude(not_person=user).select_related("case_file")
        row = _some(found, rng)
        return reverse(ADDRESSES[kind], args=[row.case_file.slug, row.subject])

    return address


def _some(rows: QuerySet[M], rng: Random) -> M:
    """One of the first rows, by their keys; raises LookupError where there are none."""
    found = list(rows.order_by("pk")[:A_FEW])
    if not found:
        raise LookupError("Nothing of the kind waits for this reader.")
    return rng.choice(found)


def review(user: User, rng: Random) -> str:
    """The page of an open review of the reader's own."""
    row = _some(_reviews(user, Q(prosecutor=user)).select_related("case_file"), rng)
    return reverse("charging:review", args=[row.case_file.slug, row.pk])


def allocate(user: User, rng: Random) -> str:
    """Where the reader chooses whom to give an open review."""
    row = _some(_reviews(user, Q(prosecutor__isnull=True)).select_related("case_file"), rng)
    return reverse("charging:review_allocate", args=[row.case_file.slug, row.pk])


def _reviews(user: User, whose: Q) -> QuerySet[Consultation]:
    waiting = Q(completed_at__isnull=True, submission__suspects__status=Status.WITH_PROSECUTOR)
    return Consultation.objects.filter(visible(user, through="case_file__"), waiting, whose).distinct()


def triage(user: User, rng: Random) -> str:
    """The page of a submission to triage."""
    waiting = Submission.objects.filter(visible(user, through="case_file__"), suspects__status=Status.SUBMITTED)
    row = _some(waiting.filter(state="sent", triage=None).select_related("case_file").distinct(), rng)
    return reverse("charging:triage", args=[row.case_file.slug, row.pk])


def plan(user: User, rng: Random) -> str:
    """The page of an action plan that police have to answer."""
    rows = ActionPlan.objects.filter(visible(user, through="case_file__"), returned_at__isnull=True)
    row = _some(rows.filter(taken_back_by=None).select_related("case_file"), rng)
    return reverse("charging:action_plan", args=[row.case_file.slug, row.pk])


def file_quality(name: str, **filters: str) -> Address:
    """File quality of one of the last three months, of the widest place that the reader may look at."""

    def address(user: User, rng: Random) -> str:
        month = month_of(timezone.now()).plus(-rng.randrange(1, 4))
        return f"{reverse(name, kwargs=filters)}?place={places_of(user)[0].key}&month={month}"

    return address
