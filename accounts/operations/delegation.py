"""Lending sign-off to a named person for a while, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Delegation, Unit, User
from accounts.permissions import may_delegate, may_end_delegation
from foundation.periods import local_date
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class DelegationDetails:
    """Who may sign off for which unit, from which local day to which, both included, and why."""

    person: User
    unit: Unit
    starts_on: date
    ends_on: date
    reason: str

    def check(self, today: date) -> Verdict:
        """Say whether this can be arranged: days, reason, and not twice at a time."""
        verdict = Verdict.ok()
        if self.ends_on < self.starts_on:
            verdict &= Verdict.no("ends_before_start", "The last day must not be before the first day.", "ends_on")
        if self.ends_on < today:
            verdict &= Verdict.no("in_the_past", "The last day must be today or later.", "ends_on")
        if self.starts_on < today:
            verdict &= Verdict.no("starts_in_the_past", "The first day must be today or later.", "starts_on")
        if not self.reason.strip():
            verdict &= Verdict.no("no_reason", "Say why sign-off is lent.", "reason")
        return verdict

    def not_lent_already(self) -> Verdict:
        """Say whether nothing is lent to the same person for the same unit on any of the days."""
        same = Delegation.objects.filter(
            person=self.person,
            unit=self.unit,
            ended_at__isnull=True,
            starts_on__lte=self.ends_on,
            ends_on__gte=self.starts_on,
        )
        if not same.exists():
            return Verdict.ok()
        message = f"{self.person} may sign off for {self.unit} on some of these days already."
        return Verdict.no("lent_already", message, "person")


@transaction.atomic
def delegate(*, details: DelegationDetails, by: User, at: datetime) -> Delegation:
    """Lend sign-off for a unit. Raises NotPermitted or Refused (days, reason, repeat); then nothing has changed."""
    unit = Unit.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=details.unit.pk)
    may_delegate(by, unit, details.person).require_permission()
    (details.check(local_date(at)) & details.not_lent_already()).require()
    return Delegation.objects.create(
        person=details.person,
        unit=unit,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        reason=details.reason.strip(),
        given_by=by,
        given_at=at,
    )


@transaction.atomic
def end(*, delegation: Delegation, by: User, at: datetime) -> Delegation:
    """Take sign-off back at once. Raises NotPermitted, or Refused where it has ended already."""
    delegation = Delegation.objects.select_for_update(of=("self",)).select_related("unit").get(pk=delegation.pk)
    may_end_delegation(by, delegation).require_permission()
    if delegation.ended_at:
        raise Refused(Verdict.no("ended_already", "This was taken back already."))
    delegation.ended_at, delegation.ended_by = at, by
    delegation.save(update_fields=["ended_at", "ended_by"])
    return delegation
