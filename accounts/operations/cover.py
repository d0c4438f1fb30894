"""Arranging who looks after somebody's work while they are away."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Cover, User
from accounts.permissions import may_arrange_cover
from foundation.periods import local_date
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class CoverDetails:
    """Who covers, from which local day to which, both included."""

    covered_by: User
    starts_on: date
    ends_on: date

    def check(self, today: date) -> Verdict:
        """Say whether the dates can be arranged for."""
        if self.ends_on < self.starts_on:
            return Verdict.no("ends_before_start", "The last day must not be before the first day.", "ends_on")
        if self.ends_on < today:
            return Verdict.no("in_the_past", "The last day away must be today or later.", "ends_on")
        return Verdict.ok()


@transaction.atomic
def arrange(*, details: CoverDetails, by: User, at: datetime) -> Cover:
    """Arrange cover for one's own work. Raises NotPermitted or Refused (dates); then nothing has changed."""
    may_arrange_cover(by, details.covered_by).require_permission()
    details.check(local_date(at)).require()
    return Cover.objects.create(
        person=by,
        covered_by=details.covered_by,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        arranged_by=by,
        arranged_at=at,
    )


@transaction.atomic
def cancel(*, cover: Cover, by: User, at: datetime) -> Cover:
    """End an arrangement that this person made. Raises Refused if it is somebody else's or has ended."""
    cover = Cover.objects.select_for_update().get(pk=cover.pk)
    if cover.person_id != by.pk or cover.cancelled_at:
        raise Refused(Verdict.no("not_yours", "This cover is not yours to cancel, or was cancelled already."))
    cover.cancelled_at = at
    cover.save(update_fields=["cancelled_at"])
    return cover
