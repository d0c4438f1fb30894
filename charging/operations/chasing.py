"""Reminding somebody of what has not come: acts of the service, each step once about the same thing and day."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, CaseFile, Suspect
from charging import events
from charging.models import Chase
from charging.operations.action_items import suspects_of
from charging.queries.plans.chasing import ToChase, to_chase
from foundation.periods import local_date


def chase(*, at: datetime, limit: int) -> int:
    """Send the reminders that are due, of so many cases at most, and return how many were sent.

    Running it twice sends none twice; what was answered meanwhile is not chased.
    """
    due = dict.fromkeys(each.case_id for each in to_chase(on=local_date(at)))
    cases = (CaseFile.objects.get(pk=key) for key in list(due)[:limit])
    return sum(len(chase_case(case_file=case, by=None, at=at)) for case in cases)


@transaction.atomic
def chase_case(*, case_file: CaseFile, by: User | None, at: datetime) -> list[CaseEvent]:
    """Send the reminders that are due on one case; `by` is None for the service itself. Asks again under the lock."""
    case_file = CaseFile.objects.lock(case_file)
    if case_file.merged_into_id:
        return []
    return [_remind(case_file, each, by, at) for each in to_chase(on=local_date(at), cases=[case_file.pk])]


def _remind(case_file: CaseFile, due: ToChase, by: User | None, at: datetime) -> CaseEvent:
    Chase.objects.create(
        case_file=case_file,
        step=due.reminder.step,
        about=due.about,
        to=due.reminder.to.value,
        item=due.item,
        day=due.day,
        sent_at=at,
    )
    said = events.ChaseSent(
        step=due.reminder.step,
        about=due.about,
        to=due.reminder.to.value,
        number=due.earlier + 1,
        plan_id=due.item.plan_id if due.item else None,
        item_id=due.item.pk if due.item else None,
        submission_id=due.submission_id,
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=_about(due))


def _about(due: ToChase) -> Sequence[Suspect]:
    if due.item:
        return suspects_of(due.item)
    return list(Suspect.objects.filter(pk__in=due.suspects).order_by("number"))
