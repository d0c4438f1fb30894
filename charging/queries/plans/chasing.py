"""What is to be chased today: items that are almost due or overdue, and what police have owed for long."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce

from casework.lifecycle import Status
from casework.models import Suspect
from charging.lifecycle import OPEN_STATES, NeededFor, SubmissionState
from charging.models import ActionItem, Chase
from charging.queries.plans.overdue import owed_since, with_owed_since
from charging.rules.chasing import ITEM, OF_STATUS, Reminder, item_step, owed_steps
from foundation.periods import local_date

LOOKED_AHEAD = timedelta(days=14)
"""Longer than any reminder before a day, bank holidays included: only what is read first, the rules decide."""
GOES_ON = (Status.WITH_PROSECUTOR, Status.AUTHORISED, Status.CHARGED)
"""Where a case goes on, what is needed for trial is still wanted after the answers went back."""


@dataclass(frozen=True)
class ToChase:
    """One reminder that is due and was not sent: about an item, or about some suspects in one status."""

    case_id: int
    reminder: Reminder
    about: str
    day: date
    suspects: tuple[int, ...]
    item: ActionItem | None = None
    submission_id: int | None = None
    earlier: int = 0
    """How many reminders went before it about the same thing."""


Sent = dict[tuple[int, str, str, int | None], list[tuple[str, date]]]
"""The steps and days of what was sent, by case, what it was about, agency and item."""


def to_chase(*, on: date, cases: Collection[int] | None = None) -> list[ToChase]:
    """Every reminder that is due on a day and was not sent, in some cases or in all: in a fixed number of queries."""
    items, owed = _items(on, cases), _owed(on, cases)
    found = [*items, *owed]
    sent: Sent = defaultdict(list)
    for row in Chase.objects.filter(case_file__in={each.case_id for each in found}):
        sent[row.case_file_id, row.about, row.to, row.item_id].append((row.step, row.day))
    return [unsent for each in found if (unsent := _unsent(each, sent))]


def _unsent(one: ToChase, sent: Sent) -> ToChase | None:
    item = one.item.pk if one.item else None
    before = sent[one.case_id, one.about, one.reminder.to.value, item]
    if (one.reminder.step, one.day) in before:
        return None
    return replace(one, earlier=len(before))


def _items(on: date, cases: Collection[int] | None) -> list[ToChase]:
    asked = Suspect.objects.filter(submissions__consultation__action_plan=OuterRef("plan")).filter(
        Q(pk=OuterRef("suspect")) | Q(Exists(ActionItem.objects.filter(pk=OuterRef(OuterRef("pk")), suspect=None)))
    )
    waits = Q(plan__returned_at__isnull=True) & Q(Exists(asked.filter(status=Status.ACTION_PLAN)))
    returned = Q(plan__returned_at__isnull=False, needed_for=NeededFor.TRIAL)
    rows = (
        ActionItem.objects.filter(waits | (returned & Q(Exists(asked.filter(status__in=GOES_ON)))))
        .filter(state__in=OPEN_STATES)
        .alias(due=Coalesce("extended_to", "due_on"))
        .filter(due__lte=on + LOOKED_AHEAD)
    )
    if cases is not None:
        rows = rows.filter(plan__case_file__in=cases)
    return list(_of_items(list(rows.select_related("plan", "suspect").order_by("pk")), on))


def _of_items(rows: Sequence[ActionItem], on: date) -> Iterator[ToChase]:
    for item in rows:
        reminder = item_step(item.due_now, today=on)
        if reminder:
            about = (item.suspect_id,) if item.suspect_id else ()
            yield ToChase(item.plan.case_file_id, reminder, ITEM, item.due_now, about, item)


def _owed(on: date, cases: Collection[int] | None) -> list[ToChase]:
    rows = Suspect.objects.filter(status__in=OF_STATUS)
    if cases is not None:
        rows = rows.filter(case_file__in=cases)
    last = Max("submissions__pk", filter=Q(submissions__state=SubmissionState.SENT))
    groups: dict[tuple[int, str, date, int | None], list[int]] = defaultdict(list)
    for row in with_owed_since(rows).annotate(last_sent=last).order_by("case_file", "number"):
        groups[row.case_file_id, row.status, local_date(owed_since(row)), row.last_sent].append(row.pk)
    return [
        ToChase(case, reminder, status, since, tuple(keys), submission_id=sent)
        for (case, status, since, sent), keys in groups.items()
        for reminder in owed_steps(Status(status), since, today=on)
    ]
