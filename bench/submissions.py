"""How many submissions are accepted a second, and whether any is lost on the way."""

import threading
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from time import monotonic

from django.db import close_old_connections, connections
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from bench.results import Result, say
from casework.lifecycle import Status
from casework.models import CaseEvent, CaseFile, CustodyBasis, OutboxEntry
from charging.events import SubmissionReceived
from charging.lifecycle import Purpose, Stream
from charging.models import Submission
from charging.operations import submission
from charging.operations.explanations import Said
from charging.queries.submission.judging import open_gaps
from charging.rules.explanations import key_of
from foundation.periods import local_date

THREADS, SECONDS, MOST, A_SECOND = 4, 15.0, 900, 20.0
EVENTS_EACH, SUBSCRIBERS = 3, 2


def measure(cases: int) -> Iterator[Result]:
    """Let several supervisors sign off at the same time for some seconds, then count what the ledger has."""
    ready = _at_the_gate()
    work: SimpleQueue[tuple[Submission, User]] = SimpleQueue()
    for pair in ready:
        work.put(pair)
    before = CaseEvent.objects.filter(type=SubmissionReceived.name).count()
    owed_before = OutboxEntry.objects.count()
    accepted: list[int] = []
    began = monotonic()
    threads = [threading.Thread(target=_sign_off, args=(work, accepted, began + SECONDS)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = monotonic() - began
    received = CaseEvent.objects.filter(type=SubmissionReceived.name).count() - before
    owed = OutboxEntry.objects.count() - owed_before
    say(f"  {len(accepted)} submissions in {spent:.1f} s with {THREADS} threads; {received} in the ledger, {owed} owed")
    yield Result("submissions accepted a second", cases, len(accepted) / spent, "a second", A_SECOND, at_least=True)
    lost = abs(len(accepted) - received) + abs(received * EVENTS_EACH * SUBSCRIBERS - owed)
    yield Result("submissions or what is owed for them lost", cases, lost, "lost", 0)


def _at_the_gate() -> list[tuple[Submission, User]]:
    """Hand rejected files to supervisors again, by the operation, so that there is something to sign off."""
    everybody = Count("suspects")
    rejected = Count("suspects", filter=Q(suspects__status=Status.REJECTED))
    held = Count("suspects", filter=Q(suspects__custody_basis=CustodyBasis.CUSTODY))
    files = CaseFile.objects.annotate(everybody=everybody, rejected=rejected, held=held)
    files = files.filter(rejected__gt=0, rejected=everybody, held=0).select_related("officer", "force").order_by("id")
    ready = []
    for case_file in files[:MOST]:
        at = timezone.now()
        reasons = {key_of(gap): Said(text="Measured.") for gap in open_gaps(case_file, on=local_date(at))}
        preparation = submission.Preparation(purpose=Purpose.CHARGING, stream=Stream.GREEN, explanations=reasons)
        submission.send_to_supervisor(case_file=case_file, preparation=preparation, by=case_file.officer, at=at)
        supervisor = User.objects.filter(
            memberships__role=Role.SUPERVISOR, memberships__unit__organisation_id=case_file.force_id
        ).order_by("id")
        ready.append((Submission.objects.filter(case_file=case_file).latest("id"), supervisor[0]))
    return ready


def _sign_off(work: "SimpleQueue[tuple[Submission, User]]", accepted: list[int], until: float) -> None:
    close_old_connections()
    while monotonic() < until:
        try:
            waiting, supervisor = work.get_nowait()
        except Empty:
            break
        submission.sign_off(submission=waiting, comments="Measured.", by=supervisor, at=timezone.now())
        accepted.append(waiting.pk)
    connections.close_all()
