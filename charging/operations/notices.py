"""Turning what the ledger owes into notices, each made once however often this runs."""

from collections.abc import Sequence
from datetime import date, datetime

from casework.models import CaseEvent, CaseFile, Notice, OutboxEntry
from charging.queries.recipients import Recipient, Told, recipients_of
from charging.rules.notices import NoticeRule, rule_for
from foundation.periods import local_date

SUBSCRIBER = "notices"


def deliver(*, at: datetime, limit: int = 200) -> int:
    """Make the notices of the oldest undelivered events and return how many events were dealt with.

    An entry is marked in the transaction that makes its notices, so a crash loses none and repeats none.
    """

    def make(owed: Sequence[OutboxEntry]) -> None:
        happened = CaseEvent.objects.in_bulk([entry.event_id for entry in owed])
        told = [(event, rule) for event in happened.values() if (rule := rule_for(event.type, event.details))]
        Notice.objects.bulk_create(_notices(told, local_date(at)), ignore_conflicts=True)

    return OutboxEntry.objects.deliver(SUBSCRIBER, make, at=at, limit=limit)


def _notices(told: list[tuple[CaseEvent, NoticeRule]], today: date) -> list[Notice]:
    cases = CaseFile.objects.in_bulk({event.case_id for event, _ in told})
    known = [Told(event, rule, cases[event.case_id]) for event, rule in told if event.case_id in cases]
    return [
        Notice(
            event_id=each.event.pk,
            recipient_id=recipient.user_id,
            case_file_id=each.event.case_id,
            text=_words(each, recipient),
            at=each.event.recorded_at,
        )
        for each, recipient in recipients_of(known, on=today)
    ]


def _words(told: Told, recipient: Recipient) -> str:
    words = f"{told.case_file.reference}: {told.rule.says}"
    return f"{words} (you cover for {recipient.stands_in_for[:100]})" if recipient.stands_in_for else words
