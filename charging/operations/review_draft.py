"""Writing a review part by part. A draft is not the record yet: no event tells of it, the row says who and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from casework.models import Suspect
from charging import permissions
from charging.lifecycle import Result
from charging.models import Approval, ApprovalState, Consultation, DecisionReason, ReviewSection
from charging.operations import listing
from charging.operations.review import lock_open
from charging.queries.review.draft import ITEM
from charging.rules.disposals import for_disposal
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when

UNDECIDED = (ApprovalState.ASKED, ApprovalState.APPROVED)


@dataclass(frozen=True, kw_only=True)
class Part:
    """Which part of a review: a section by its code, the decision about a suspect, or an item by its number."""

    code: str
    suspect: Suspect | None = None
    number: int = 0


@transaction.atomic
def save_part(
    *,
    consultation: Consultation,
    part: Part,
    text: str,
    answers: Mapping[str, Any],
    expected_version: int,
    by: User,
    at: datetime,
) -> ReviewSection:
    """Save one part of a review and return its row; approvals of the review as it was are void.

    `expected_version` is the one that the form was filled from, 0 where the part was empty. A new item, number 0,
    gets the next number. Raises NotPermitted, Refused (a disposal with another's letter, or not for the suspect's age)
    or Conflict, naming who saved the part or completed the review; then nothing has changed.
    """
    consultation = lock_open(consultation)
    permissions.may_review(by, consultation).require_permission()
    if part.suspect and answers.get("result") == Result.OUT_OF_COURT:
        _for_diversion(part.suspect, answers, local_date(at)).require()
    if part.code == ITEM and not part.number:
        part = Part(code=ITEM, number=_next_number(consultation))
    row = _row(consultation, part)
    _require_known(row, expected_version)
    if row is None:
        row = ReviewSection(consultation=consultation, code=part.code, suspect=part.suspect, number=part.number)
    elif (row.text, row.answers) == (text, dict(answers)):
        return row
    row.text, row.answers, row.version = text, dict(answers), expected_version + 1
    row.changed_at, row.changed_by = at, by
    row.save()
    void_approvals(consultation)
    return row


@transaction.atomic
def remove_item(*, consultation: Consultation, number: int, expected_version: int, by: User, at: datetime) -> None:
    """Take an item out of a review. Raises NotPermitted or Conflict; then nothing has changed."""
    consultation = lock_open(consultation)
    permissions.may_review(by, consultation).require_permission()
    row = _row(consultation, Part(code=ITEM, number=number))
    _require_known(row, expected_version)
    if row:
        row.delete()
        void_approvals(consultation)


def void_approvals(consultation: Consultation) -> None:
    """What was approved, or was to be, is another review now. The caller holds the lock on the case."""
    rows = Approval.objects.filter(consultation=consultation, state__in=UNDECIDED)
    if rows.update(state=ApprovalState.VOID):
        listing.keep_standings(consultation.case_file)


def _for_diversion(suspect: Suspect, answers: Mapping[str, Any], on: date) -> Verdict:
    """What is missing can still be written; what contradicts itself is not kept."""
    reason = DecisionReason.objects.filter(code=answers.get("reason", "")).first()
    return for_disposal(suspect, reason, answers.get("code", ""), on=on) if reason else Verdict.ok()


def _row(consultation: Consultation, part: Part) -> ReviewSection | None:
    rows = ReviewSection.objects.select_for_update(of=("self",)).select_related("changed_by")
    return rows.filter(consultation=consultation, code=part.code, suspect=part.suspect, number=part.number).first()


def _next_number(consultation: Consultation) -> int:
    last = ReviewSection.objects.filter(consultation=consultation, code=ITEM).order_by("-number").first()
    return last.number + 1 if last else 1


def _require_known(row: ReviewSection | None, expected_version: int) -> None:
    """Raise Conflict where a part is not as it was when its form was opened."""
    stored = row.version if row else 0
    if stored == expected_version:
        return
    said = f"{row.changed_by} saved this part of the review {when(row.changed_at)}." if row else "It was taken out."
    raise Conflict(Verdict.no("changed_meanwhile", f"{said} Look at both before you save."))
