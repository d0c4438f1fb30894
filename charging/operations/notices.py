"""Turning what the ledger owes into notices, each made once however often this runs."""

from collections.abc import Sequence
from datetime import datetime

from casework.models import CaseEvent, CaseFile, Notice, OutboxEntry
from casework.queries.mails import preferences_of
from casework.rules.mailing import mail_at, pace
from charging.queries.clocks.pressing import pressing_cases
from charging.queries.notices.done import done_since
from charging.queries.notices.recipients import Recipient, Told, recipients_of
from charging.rules.audiences import NoticeRule
from charging.rules.notices import rule_for
from foundation.periods import local_date

SUBSCRIBER = "notices"


def deliver(*, at: datetime, limit: int = 200) -> int:
    """Make the notices of the oldest undelivered events and return how many events were dealt with.

    An entry is marked in the transaction that makes its notices, so a crash loses none and repeats none.
    """

    def make(owed: Sequence[OutboxEntry]) -> None:
        happened = CaseEvent.objects.in_bulk([entry.event_id for entry in owed])
        found = [(event, rule) for event in happened.values() if (rule := rule_for(event.type, event.details))]
        told = [(event, each) for event, rule in found for each in rule.each]
        Notice.objects.bulk_create(_notices(told, at), ignore_conflicts=True)
        _end(frozenset(event.type for event in happened.values()), {event.case_id for event in happened.values()}, at)

    return OutboxEntry.objects.deliver(SUBSCRIBER, make, at=at, limit=limit)


def _end(types: frozenset[str], cases: set[int], at: datetime) -> None:
    """Mark as read, for everybody who was asked, what somebody has done since; no mail speaks of it any more."""
    waiting = Notice.objects.filter(event_id__in=done_since(types, cases), read_at__isnull=True)
    # Whoever reads theirs at this moment holds the row, and marks it themselves.
    rows = list(waiting.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True))
    Notice.objects.filter(pk__in=rows).update(read_at=at, mail_due_at=None)


def _notices(told: list[tuple[CaseEvent, NoticeRule]], at: datetime) -> list[Notice]:
    cases = CaseFile.objects.in_bulk({event.case_id for event, _ in told})
    known = [Told(event, rule, cases[event.case_id]) for event, rule in told if event.case_id in cases]
    found = recipients_of(known, on=local_date(at))
    wishes = preferences_of(recipient.user_id for _, recipient in found)
    pressing = pressing_cases(cases, at=at)
    notices = []
    # What is told so late that it is past is in the notices, and nobody is mailed about it.
    too_old = at - pace(at).old_after
    for each, recipient in found:
        urgent = each.rule.urgent or (each.rule.is_hurried and each.case_file.pk in pressing)
        notices.append(
            Notice(
                event_id=each.event.pk,
                recipient_id=recipient.user_id,
                case_file=each.case_file,
                text=_words(each, recipient),
                at=each.event.recorded_at,
                kind=each.rule.kind,
                urgent=urgent,
                mail_due_at=None
                if each.event.recorded_at < too_old
                else mail_at(wishes[recipient.user_id], urgent=urgent, at=at),
            )
        )
    return notices


def _words(told: Told, recipient: Recipient) -> str:
    words = f"{told.case_file.reference}: {told.rule.says}"
    return f"{words} (you cover for {recipient.stands_in_for[:100]})" if recipient.stands_in_for else words
