"""Arranging who looks after somebody's work while they are away."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from accounts.models import Cover, User
from accounts.permissions import may_arrange_cover
from foundation.verdicts import Refused, Verdict


@dataclass(frozen=True, kw_only=True)
class CoverDetails:
    """Who covers, from which local day to which, both included."""

    covered_by: User
    starts_on: date
    ends_on: date


@transaction.atomic
def arrange(*, details: CoverDetails, by: User, at: datetime) -> Cover:
    """Arrange cover for one's own work. Raises NotPermitted or Refused (dates); then nothing has changed."""
    may_arrange_cover(by, details.covered_by).require_permission()
    if details.ends_on < details.starts_on:
        raise Refused(Verdict.no("ends_before_start", "The last day must not be before the first day.", "ends_on"))
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
