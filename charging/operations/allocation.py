"""Giving reviews to prosecutors: what is written for one is written for many, with one event a case."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.models import CaseEvent, CaseFile
from casework.models.case_file import RELATED
from charging import events, permissions
from charging.models import Consultation, Recusal
from charging.operations import listing
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


@dataclass(frozen=True, kw_only=True)
class Gift:
    """One review for one prosecutor; whom the service suggested, and by code why it is given otherwise.

    `is_against` is whether something speaks against it, so that it is given otherwise though nobody was suggested.
    """

    consultation: Consultation
    prosecutor: User
    suggested_id: int | None = None
    why: str = ""
    bulk_job_id: int | None = None
    is_against: bool = False

    @property
    def override(self) -> str:
        """Why it is given otherwise than suggested; empty where it is not."""
        chosen_otherwise = self.suggested_id is not None and self.suggested_id != self.prosecutor.pk
        return self.why if chosen_otherwise or self.is_against else ""


def give(gifts: Sequence[Gift], *, by: User, at: datetime) -> list[CaseEvent]:
    """Write that each review is a prosecutor's, and record it. The caller holds the locks and has asked the policy."""
    theirs: dict[tuple[User, str], list[int]] = {}
    for gift in gifts:
        gift.consultation.prosecutor, gift.consultation.allocated_at = gift.prosecutor, at
        gift.consultation.override = gift.override
        theirs.setdefault((gift.prosecutor, gift.override), []).append(gift.consultation.pk)
    for (prosecutor, override), keys in theirs.items():
        Consultation.objects.filter(pk__in=keys).update(prosecutor=prosecutor, allocated_at=at, override=override)
    listing.keep_standings_of(dict.fromkeys(gift.consultation.case_file_id for gift in gifts))
    return ledger.record_each([(_said(gift), gift.consultation.case_file) for gift in gifts], by=by, at=at)


def _said(gift: Gift) -> events.ReviewAllocated:
    return events.ReviewAllocated(
        consultation_id=gift.consultation.pk,
        prosecutor_id=gift.prosecutor.pk,
        suggested_id=gift.suggested_id,
        override=gift.override,
        bulk_job_id=gift.bulk_job_id,
    )


def lock_many(keys: Iterable[int]) -> dict[int, Consultation]:
    """Lock reviews with their cases, cases first, each in the order of its key; completed ones are among them."""
    wanted = list(keys)
    cases = Consultation.objects.filter(pk__in=wanted).order_by().values("case_file")
    list(CaseFile.objects.select_for_update().filter(pk__in=cases).order_by("pk").values_list("pk", flat=True))
    list(Consultation.objects.select_for_update().filter(pk__in=wanted).order_by("pk").values_list("pk", flat=True))
    related = ("prosecutor", "completed_by", *(f"case_file__{name}" for name in RELATED))
    return Consultation.objects.select_related(*related).in_bulk(wanted)


@transaction.atomic
def take_back(*, consultation: Consultation, by: User, at: datetime) -> CaseEvent:
    """Put a review back into the pool. Raises NotPermitted, or Conflict where nobody has it or it is completed."""
    row = lock_many([consultation.pk])[consultation.pk]
    permissions.may_choose_prosecutor(by, row.case_file).require_permission()
    if row.completed_at:
        message = f"{row.completed_by} has completed this review already, {when(row.completed_at)}."
        raise Conflict(Verdict.no("already_done", message))
    if row.prosecutor_id is None:
        raise Conflict(Verdict.no("in_the_pool", "Nobody has this review: it is in the pool already."))
    said = events.ReviewTakenBack(consultation_id=row.pk, prosecutor_id=row.prosecutor_id)
    row.prosecutor, row.allocated_at, row.override = None, None, ""
    row.save(update_fields=["prosecutor", "allocated_at", "override"])
    listing.keep_standings(row.case_file)
    return ledger.record(said, case_file=row.case_file, by=by, at=at)


@transaction.atomic
def recuse(*, case_file: CaseFile, person: User, by: User, at: datetime) -> Recusal:
    """Note that somebody stays out of a case. Raises NotPermitted, or Refused where they have its open review.

    No event: why somebody stays out of a case, and that they do, is not for everybody who reads it.
    """
    CaseFile.objects.lock(case_file)
    permissions.may_recuse(by, person, case_file).require_permission()
    if case_file.consultations.filter(prosecutor=person, completed_at__isnull=True).exists():
        message = f"{person} has an open review of this case. Give it to somebody else first."
        raise Refused(Verdict.no("has_the_review", message))
    fresh = {"noted_by": by, "noted_at": at}
    return Recusal.objects.get_or_create(person=person, case_file=case_file, ended_at=None, defaults=fresh)[0]


@transaction.atomic
def end_recusal(*, recusal: Recusal, by: User, at: datetime) -> Recusal:
    """End it. Raises NotPermitted, or Conflict where somebody did so already."""
    CaseFile.objects.lock(recusal.case_file)
    permissions.may_recuse(by, recusal.person, recusal.case_file).require_permission()
    row = Recusal.objects.get(pk=recusal.pk)
    if row.ended_at:
        raise Conflict(Verdict.no("ended_already", f"This was ended already, {when(row.ended_at)}."))
    row.ended_at, row.ended_by = at, by
    row.save(update_fields=["ended_at", "ended_by"])
    return row
