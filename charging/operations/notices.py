"""Turning what the ledger owes into notices, each made once however often this runs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Q

from accounts.models import Membership
from accounts.roles import Role
from casework.models import CaseEvent, CaseFile, Notice, OutboxEntry
from charging.models import Consultation
from charging.rules.notices import Audience, NoticeRule, rule_for
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
    return [
        Notice(
            event_id=event.pk,
            recipient_id=recipient,
            case_file_id=event.case_id,
            text=f"{cases[event.case_id].reference}: {rule.says}",
            at=event.recorded_at,
        )
        for event, rule in told
        if event.case_id in cases
        for recipient in _recipients(event, rule, cases[event.case_id], today)
        if recipient != event.by_id
    ]


def _recipients(event: CaseEvent, rule: NoticeRule, case_file: CaseFile, today: date) -> Iterable[int]:
    """The keys of the people to tell, whoever did it included."""
    if rule.audience is Audience.OFFICER:
        return [case_file.officer_id]
    if rule.audience is Audience.SUPERVISORS:
        return _supervisors(case_file, today)
    if "prosecutor_id" in event.details:
        return [event.details["prosecutor_id"]]
    last = Consultation.objects.filter(case_file=case_file, prosecutor__isnull=False).order_by("-number").first()
    return [last.prosecutor_id] if last and last.prosecutor_id else []


def _supervisors(case_file: CaseFile, today: date) -> Iterable[int]:
    """The supervisors of the case's police unit on a local day."""
    rows = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today),
        role=Role.SUPERVISOR,
        unit_id=case_file.police_unit_id,
        valid_from__lte=today,
        user__is_active=True,
    )
    return rows.values_list("user_id", flat=True).order_by("user_id").distinct()
