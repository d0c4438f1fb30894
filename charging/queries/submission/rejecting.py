"""What a file may be rejected for, and what kind of casework it is known to be, before triage says so."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from casework.models import Offence
from charging.lifecycle import TriageResult
from charging.models import RejectionReason, Submission, Triage
from charging.queries.submission.standard_sent import SentRow
from charging.rules import triage as rules
from charging.rules.triage import StreamsNow


def rejection_reasons_for(now: StreamsNow) -> QuerySet[RejectionReason]:
    """The coded reasons that may be given for a file: the two about custody where it is red, the others otherwise.

    Where only some suspects are red all of them may be, those about custody first.
    """
    rows = RejectionReason.objects.filter(valid_to__isnull=True).order_by("-priority_only", "position")
    held = rules.red(now)
    if not held:
        return rows.filter(priority_only=False)
    return rows.filter(priority_only=True) if len(held) == len(now) else rows


def shortfalls() -> QuerySet[RejectionReason]:
    """The coded reasons why a red file that is reviewed is not to standard: what is missing from it."""
    return RejectionReason.objects.filter(valid_to__isnull=True, priority_only=False).order_by("position")


def not_about_red(rows: Sequence[SentRow], now: StreamsNow) -> list[SentRow]:
    """The rows that a file may come back for where only some suspects are red; all of them where all are, or none."""
    about = rules.asked_of_red(now) if len(rules.red(now)) < len(now) else ()
    return [row for row in rows if row.about not in about]


def casework_known(submission: Submission) -> str:
    """The casework type that an earlier triage settled, or the proposed offences do; empty where nothing does."""
    case_file = submission.case_file
    settled = Q(result__in=[TriageResult.ACCEPT, TriageResult.PASSED_ON])
    if Triage.objects.filter(settled, submission__case_file=case_file).exists():
        return case_file.casework_type
    offences = Offence.objects.filter(suspect__in=submission.suspects.all(), withdrawn_at__isnull=True)
    return rules.casework_known(offences.values_list("offence_code__mode_of_trial", flat=True))
