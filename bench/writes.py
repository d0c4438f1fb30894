"""What one step of triage and of allocation costs, with all that is kept and told along with it."""

from collections.abc import Callable, Iterator
from time import perf_counter, process_time

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench.figures import accept, untriaged
from bench.pages import Spent, database_seconds
from bench.results import Result, percentile
from charging.models import Consultation
from charging.operations import review

STEPS = 40


def measure(cases: int, seed: int) -> Iterator[Result]:
    """Accept files at triage, then give each of the reviews that open to a prosecutor."""
    waiting = untriaged(seed)[:STEPS]
    yield from _results("triage: accept", cases, [_spent(lambda row=row: accept(row)) for row in waiting])  # type: ignore[misc]
    opened = Consultation.objects.filter(submission__in=waiting, prosecutor=None).select_related("case_file")
    yield from _results("allocate a review", cases, [_spent(lambda row=row: _give(row)) for row in opened])  # type: ignore[misc]


def _give(row: Consultation) -> None:
    here = User.objects.filter(memberships__unit__organisation_id=row.case_file.cps_area_id).order_by("id")
    manager = here.filter(memberships__role=Role.LEGAL_MANAGER)[0]
    to = here.filter(memberships__role=Role.PROSECUTOR)[0]
    review.allocate(consultation=row, prosecutor=to, by=manager, at=timezone.now())


def _spent(work: Callable[[], object]) -> Spent:
    began, busy, asked = perf_counter(), process_time(), database_seconds()
    work()
    return Spent(perf_counter() - began, process_time() - busy + database_seconds() - asked)


def _results(name: str, cases: int, took: list[Spent]) -> Iterator[Result]:
    if took:
        seconds, processor = [each.seconds for each in took], [each.processor for each in took]
        yield Result(f"{name}, p50", cases, percentile(seconds, 0.5) * 1000, "ms")
        yield Result(f"{name}, p50 of the processor", cases, percentile(processor, 0.5) * 1000, "ms")
