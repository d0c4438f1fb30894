"""The pages that are measured, one line each, and how."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import NamedTuple

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench import addresses as at
from bench.addresses import Address
from bench.results import Result, percentile, say
from charging.lifecycle import MatterKind
from charging.operations import stuck
from charging.queries.case.stuck import look

PEOPLE, REQUESTS, WARM_UP = 8, 48, 6
PAGE_MS, MOST_QUERIES = 50.0, 15
BACKEND = "accounts.http.Backend"
NANOSECONDS = 1e9


@dataclass(frozen=True)
class Page:
    """A page, who reads it, and where it is for a reader."""

    name: str
    role: Role
    address: Address


QUALITY = (MatterKind.ASSESSMENT, MatterKind.FAILURES, MatterKind.DISPUTE)
WORKLIST, MINE = "charging:worklist", "?whose=all&queue="
PAGES = (
    Page("worklist: file builder", Role.FILE_BUILDER, at.plain(WORKLIST)),
    Page("worklist: supervisor", Role.SUPERVISOR, at.plain(WORKLIST)),
    Page("worklist: CPS assistant", Role.CASEWORK_ASSISTANT, at.plain(WORKLIST)),
    Page("worklist: prosecutor", Role.PROSECUTOR, at.plain(WORKLIST)),
    Page("worklist: legal manager", Role.LEGAL_MANAGER, at.plain(WORKLIST)),
    Page("worklist: triaged, not allocated", Role.LEGAL_MANAGER, at.plain(WORKLIST, "?queue=unallocated")),
    Page("worklist: a long queue", Role.LEGAL_MANAGER, at.long_queue),
    Page("worklist: filtered", Role.SUPERVISOR, at.plain(WORKLIST, at.FILTERED)),
    Page("matters: failures to answer", Role.SUPERVISOR, at.plain(WORKLIST, f"{MINE}matter-failures")),
    Page("matters: files to assess", Role.LEGAL_MANAGER, at.plain(WORKLIST, f"{MINE}matter-assessment")),
    Page("matters: disputes to decide", Role.LEGAL_MANAGER, at.plain(WORKLIST, f"{MINE}matter-dispute")),
    Page("case page: police", Role.FILE_BUILDER, at.case_page),
    Page("case page: CPS", Role.PROSECUTOR, at.case_page),
    Page("triage", Role.CASEWORK_ASSISTANT, at.triage),
    Page("review hub", Role.PROSECUTOR, at.review),
    Page("choose a prosecutor", Role.LEGAL_MANAGER, at.allocate),
    Page("open reviews", Role.LEGAL_MANAGER, at.plain("charging:open_reviews")),
    Page("workload", Role.LEGAL_MANAGER, at.plain("charging:workload")),
    Page("stuck work: police", Role.POLICE_MANAGER, at.plain("charging:stuck_work")),
    Page("stuck work: CPS", Role.LEGAL_MANAGER, at.plain("charging:stuck_work")),
    Page("action plan", Role.FILE_BUILDER, at.plan),
    Page("assessment, failures, dispute", Role.LEGAL_MANAGER, at.matter(*QUALITY)),
    Page("escalation", Role.LEGAL_MANAGER, at.matter(MatterKind.ESCALATION)),
    Page("file quality of a month: force", Role.POLICE_MANAGER, at.file_quality("charging:file_quality")),
    Page("file quality of a month: Area", Role.LEGAL_MANAGER, at.file_quality("charging:file_quality")),
    Page("file quality: a list", Role.LEGAL_MANAGER, at.file_quality("charging:file_quality_list", number="not_met")),
    Page("file quality: learning", Role.SUPERVISOR, at.file_quality("charging:file_quality_learning")),
    Page("overnight pack", Role.LEGAL_MANAGER, at.plain("charging:overnight")),
    Page("search by URN", Role.FILE_BUILDER, at.searched(lambda user, rng: at.case_of(user, rng).reference)),
    Page("search by ASN", Role.FILE_BUILDER, at.searched(lambda user, rng: at.suspect_of(user, rng).asn)),
    Page("search by name", Role.PROSECUTOR, at.searched(lambda user, rng: at.suspect_of(user, rng).family_name)),
    Page(
        "search by common name",
        Role.PROSECUTOR,
        at.searched(lambda user, rng: at.suspect_of(user, rng).family_name.split("-")[0]),
    ),
    Page("search by alias", Role.PROSECUTOR, at.searched(at.alias_of)),
    Page("search by words", Role.PROSECUTOR, at.searched(at.words)),
    Page("search by words, filtered", Role.CASEWORK_ASSISTANT, at.searched(at.words, at.FILTERS)),
    Page("offence search", Role.FILE_BUILDER, at.offence),
    Page("scorecard", Role.POLICE_MANAGER, at.figures("metrics:dashboard", with_metric=False)),
    Page("metric page", Role.AREA_MANAGER, at.figures("metrics:metric", with_metric=True)),
    Page("list behind a figure", Role.AREA_MANAGER, at.figures("metrics:list", with_metric=True)),
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


class Spent(NamedTuple):
    """What one request took in seconds: by the clock, and of the processor, in the web process and the database."""

    seconds: float
    processor: float


def measure(cases: int, seed: int) -> Iterator[Result]:
    """Time every page over several people and cases, and count its queries."""
    now = timezone.now()
    stuck.keep(list(look(at=now)), at=now)
    for page in PAGES:
        rng = Random(f"{seed} {page.name}")
        people = [(person, client) for person, client in clients(page.role, rng) if _has_one(page, person, rng)]
        if not people:
            say(f"  {page.name}: nobody here has one, so it is not measured")
            continue
        took = []
        for number in range(WARM_UP + REQUESTS):
            person, client = people[number % len(people)]
            spent = request(client, page.address(person, rng))
            took += [spent] if number >= WARM_UP else []
        yield from results(page.name, cases, took)
        yield Result(f"{page.name}, queries", cases, _queries(page, people, rng), "queries", MOST_QUERIES)


def _has_one(page: Page, person: User, rng: Random) -> bool:
    try:
        page.address(person, rng)
    except LookupError:
        return False
    return True


def results(name: str, cases: int, took: list[Spent], p50: float | None = None) -> Iterator[Result]:
    """Say what the requests of a page took; the processor's time hardly depends on what else the machine does."""
    seconds = [spent.seconds for spent in took]
    processor = [spent.processor for spent in took]
    yield Result(f"{name}, p50", cases, percentile(seconds, 0.5) * 1000, "ms", p50)
    yield Result(f"{name}, p95", cases, percentile(seconds, 0.95) * 1000, "ms", PAGE_MS)
    yield Result(f"{name}, p50 of the processor", cases, percentile(processor, 0.5) * 1000, "ms")
    yield Result(f"{name}, p95 of the processor", cases, percentile(processor, 0.95) * 1000, "ms")


def request(client: Client, address: str) -> Spent:
    """Ask for a page, which has to come, and return what the server spent on it."""
    began, busy, asked = perf_counter(), process_time(), database_seconds()
    response = client.get(address)
    spent = Spent(perf_counter() - began, process_time() - busy + database_seconds() - asked)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")
    return spent


def database_seconds() -> float:
    """How long the database's process of this connection has been on a processor, where the kernel tells."""
    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return int(told.read_text().split()[0]) / NANOSECONDS if told.exists() else 0.0


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
        for what in (f"{page.name}, p95", f"{page.name}, p95 of the processor"):
            small, large = (by_size.get((what, size)) for size in (min(sizes), max(sizes)))
            if small and large:
                yield Result(f"{what}, growth from {min(sizes):,}", max(sizes), large / small, "times", 1.5)
