"""Telling police that the CPS has not answered an escalation in time, so that the next rank can take it on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from casework import events as ledger
from casework.models import CaseEvent, CaseFile
from charging import events
from charging.models import Escalation, EscalationStep
from charging.operations import listing
from charging.operations.ladder_steps import about


def tell(*, at: datetime, limit: int) -> int:
    """Tell police of the steps for whose answer time has run out, so many at most, and return how many were.

    Running it twice tells nobody twice: the step says when it was done.
    """
    later = EscalationStep.objects.filter(escalation=OuterRef("escalation"), step__gt=OuterRef("step"))
    late = EscalationStep.objects.filter(~Exists(later), outcome="", overdue_at=None, due_at__lte=at)
    found = late.filter(escalation__outcome="").order_by("due_at", "pk").select_related("escalation")[:limit]
    return sum(_tell_of(step, at) is not None for step in list(found))


@transaction.atomic
def _tell_of(step: EscalationStep, at: datetime) -> CaseEvent | None:
    """Tell of one step; None where it was answered, told of or taken further meanwhile, or the escalation ended."""
    case_file = CaseFile.objects.lock(step.escalation.case_file)
    row = Escalation.objects.select_related("suspect", "contest__triage__submission", "plan__consultation__submission")
    escalation = row.get(pk=step.escalation_id)
    escalation.case_file = case_file
    last = escalation.steps.select_for_update().order_by("-step")[0]
    if last.pk != step.pk or last.outcome or last.overdue_at or escalation.outcome:
        return None
    last.overdue_at = at
    last.save(update_fields=["overdue_at"])
    listing.keep_standings(case_file)
    said = events.EscalationOverdue(escalation_id=escalation.pk, about=escalation.about, step=last.step)
    return ledger.record(said, case_file=case_file, by=None, at=at, suspects=about(escalation))
