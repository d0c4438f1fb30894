"""Assessing the quality of a submitted file: once for each completed review, corrected until its month closes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.events import Payload
from casework.models import CaseEvent, CaseFile
from casework.rules import limits
from charging import events, permissions
from charging.models import Assessment, AssessmentState, Consultation, Failure, FailureGroup, FailureReason, JudgedRow
from charging.operations import listing
from charging.queries.quality.acts import last_act
from charging.queries.quality.claims import claims_of
from charging.rules import file_quality as rules
from charging.rules.file_quality import Claim, Judgement, QualityEdition
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict


def open_for(consultation: Consultation, *, by: User, at: datetime) -> CaseEvent | None:
    """Ask for the assessment of a file whose review was completed just now; None where it is not eligible.

    Part of completing a review, which holds the lock on the case and keeps what waits.
    """
    edition = rules.edition_on(local_date(at))
    if consultation.submission.purpose not in edition.eligible:
        return None
    Assessment.objects.create(
        consultation=consultation,
        case_file=consultation.case_file,
        stage=edition.stage,
        opened_at=at,
        due_at=limits.due("assess_file", at),
        **_places(consultation.case_file),
    )
    said = events.DgaDue(review_id=consultation.pk, eligible=True)
    return _record(said, consultation, by, at)


def _places(case_file: CaseFile) -> dict[str, object]:
    return {
        name: getattr(case_file, name) for name in ("force", "police_unit", "cps_area", "cps_unit", "casework_type")
    }


def lock(assessment: Assessment) -> Assessment:
    """Return an assessment as it is now, with its case locked."""
    case_file = CaseFile.objects.lock(assessment.case_file)
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("consultation__submission__edition")
    row = rows.get(pk=assessment.pk)
    row.case_file = row.consultation.case_file = row.consultation.submission.case_file = case_file
    return row


@transaction.atomic
def assess(*, assessment: Assessment, judgement: Judgement, by: User, at: datetime) -> CaseEvent:
    """Say whether a file met the standard: it did not where any failure stands.

    Raises NotPermitted, Refused with every gap in what was said, or Conflict where somebody assessed it meanwhile;
    then nothing has changed.
    """
    row = lock(assessment)
    permissions.may_assess(by, row).require_permission()
    _require_untouched(row)
    claims, edition = claims_of(row.consultation.submission), rules.edition_on(local_date(at))
    reasons = checked(judgement, claims, edition)
    row.assessed_at, row.assessed_by = at, by
    for name, value in _places(row.case_file).items():
        setattr(row, name, value)
    _judge(row, judgement, claims, reasons)
    return _settle(row, reasons, by, at)


@transaction.atomic
def correct(
    *, assessment: Assessment, judgement: Judgement, reason: str, expected_version: int, by: User, at: datetime
) -> CaseEvent:
    """Put an assessment right until its month closes; what police said of a failure that still stands is kept.

    Raises NotPermitted, Refused (month closed, no reason, gaps) or Conflict where anybody did anything about it since
    `expected_version`; then nothing has changed.
    """
    row = lock(assessment)
    permissions.may_correct(by, row).require_permission()
    rules.in_time(row.disputes_close_at, at).require()
    require_version(row, expected_version)
    rules.for_correction(reason).require()
    claims, edition = claims_of(row.consultation.submission), rules.edition_on(local_date(at))
    reasons = checked(judgement, claims, edition)
    row.corrected_at, row.corrected_by, row.correction = at, by, reason
    _judge(row, judgement, claims, reasons)
    return _settle(row, reasons, by, at, correction=True)


@transaction.atomic
def not_assess(*, assessment: Assessment, reason: str, by: User, at: datetime) -> CaseEvent:
    """Say that a file is not assessed, for a coded reason.

    Raises NotPermitted, Refused (no such reason) or Conflict; then nothing has changed.
    """
    row = lock(assessment)
    permissions.may_assess(by, row).require_permission()
    _require_untouched(row)
    rules.for_not_assessing(reason, rules.edition_on(local_date(at))).require()
    row.state, row.not_assessed_because = AssessmentState.NOT_ASSESSED, reason
    row.assessed_at, row.assessed_by, row.disputes_close_at = at, by, rules.disputes_close_at(at)
    row.version += 1
    row.save()
    entry = _record(events.DgaNotAssessed(review_id=row.consultation_id, reason=reason), row.consultation, by, at)
    listing.keep_standings(row.case_file)
    return entry


def require_version(row: Assessment, expected: int) -> None:
    """Raise Conflict, with who did what last, where something was done about an assessment since a version."""
    if row.version != expected:
        message = f"{last_act(row)} Compare that with what you wrote, then save again."
        raise Conflict(Verdict.no("changed_meanwhile", message, "version"))


def _require_untouched(row: Assessment) -> None:
    if row.state != AssessmentState.TO_ASSESS:
        raise Conflict(Verdict.no("already_done", last_act(row)))


def checked(judgement: Judgement, claims: Sequence[Claim], edition: QualityEdition) -> list[FailureReason]:
    """The failures that were chosen, in order; raises Refused with every gap in what was said."""
    known = list(FailureReason.objects.filter(valid_to__isnull=True))
    rules.for_judgement(judgement, claims, [reason.code for reason in known], edition).require()
    return [reason for reason in known if reason.code in judgement.failures]


def _judge(row: Assessment, judgement: Judgement, claims: Sequence[Claim], reasons: Sequence[FailureReason]) -> None:
    """Write what was judged row by row, and which failures stand now."""
    row.rows.all().delete()
    JudgedRow.objects.bulk_create(
        JudgedRow(
            assessment=row,
            code=claim.code,
            about=claim.about,
            claimed_met=claim.met,
            overturned=claim.key in judgement.overturned,
        )
        for claim in claims
    )
    chosen, earlier = {reason.pk for reason in reasons}, {failure.reason_id: failure for failure in row.failures.all()}
    for failure in earlier.values():
        if failure.stands != (failure.reason_id in chosen):
            failure.stands = not failure.stands
            failure.version += 1
            failure.save(update_fields=["stands", "version"])
    Failure.objects.bulk_create(
        Failure(assessment=row, reason=reason) for reason in reasons if reason.pk not in earlier
    )
    row.comments, row.not_assessed_because = judgement.comments, ""


def _settle(
    row: Assessment, reasons: Sequence[FailureReason], by: User, at: datetime, *, correction: bool = False
) -> CaseEvent:
    """Derive the result from the failures, save it and record it."""
    assert row.assessed_at is not None
    row.state = AssessmentState.NOT_MET if reasons else AssessmentState.MET
    row.disputes_close_at = rules.disputes_close_at(row.assessed_at)
    row.version += 1
    row.save()
    said = events.DgaRecorded(
        assessment_id=row.pk,
        review_id=row.consultation_id,
        nfs_met=not reasons,
        failure_codes=[reason.code for reason in reasons],
        stage=row.stage,
        breach_of_guidance=any(reason.group == FailureGroup.BREACH for reason in reasons),
        correction=correction,
    )
    entry = _record(said, row.consultation, by, at)
    listing.keep_standings(row.case_file)
    return entry


def _record(said: Payload, consultation: Consultation, by: User, at: datetime) -> CaseEvent:
    suspects = consultation.submission.suspects.order_by("number")
    return ledger.record(said, case_file=consultation.case_file, by=by, at=at, suspects=suspects)
