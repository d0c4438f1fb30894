"""Arranging who looks after somebody's work while they are away."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Cover, User
from accounts.permissions import may_arrange_cover
from foundation.periods import local_date
from foundation.verdicts import Refused, Verdict
from foundation.wording import day

LONGEST_DAYS = 366


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
        verdict = Verdict.ok()
        if self.starts_on < today:
            verdict &= Verdict.no("in_the_past", "The first day away must be today or later.", "starts_on")
        if (self.ends_on - self.starts_on).days >= LONGEST_DAYS:
            message = "Cover lasts a year at most. Give an earlier last day, and arrange more when it ends."
            verdict &= Verdict.no("too_long", message, "ends_on")
        return verdict


@transaction.atomic
def arrange(*, details: CoverDetails, by: User, at: datetime) -> Cover:
    """Arrange cover for one's own work. Raises NotPermitted or Refused (dates); then nothing has changed.

    `at` is when it is arranged: cover never starts before that day. One's own cover never overlaps.
    """
    may_arrange_cover(by, details.covered_by).require_permission()
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # Two at once would not see that they overlap.
    (details.check(local_date(at)) & _overlap(details, by)).require()
    return Cover.objects.create(
        person=by,
        covered_by=details.covered_by,
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        arranged_by=by,
        arranged_at=at,
    )


def _overlap(details: CoverDetails, by: User) -> Verdict:
    same_days = Cover.objects.filter(
        person=by, cancelled_at=None, starts_on__lte=details.ends_on, ends_on__gte=details.starts_on
    )
    other = same_days.select_related("covered_by").order_by("starts_on").first()
    if other is None:
        return Verdict.ok()
    days = f"from {day(other.starts_on)} to {day(other.ends_on)}"
    message = f"{other.covered_by} covers for you {days} already. Cancel that first, or give other days."
    return Verdict.no("overlaps", message, "starts_on")


@transaction.atomic
def cancel(*, cover: Cover, by: User, at: datetime) -> Cover:
    """End an arrangement that this person made. Raises Refused if it is somebody else's or has ended."""
    cover = Cover.objects.select_for_update().get(pk=cover.pk)
    if cover.person_id != by.pk or cover.cancelled_at:
        raise Refused(Verdict.no("not_yours", "This cover is not yours to cancel, or was cancelled already."))
    cover.cancelled_at = at
    cover.save(update_fields=["cancelled_at"])
    return cover
