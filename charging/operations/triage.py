"""The CPS's first look at a submission: accept it for review, or reject it with coded reasons."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from accounts.models import Unit, User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, CaseFile, Suspect
from casework.operations import building
from charging import events, permissions
from charging.lifecycle import Purpose, ReviewType, SubmissionState, TriageResult
from charging.models import Consultation, RejectionReason, Submission, Triage, TriageReason
from charging.operations import listing
from charging.operations.submission import lock_suspects, move
from charging.queries.standard_sent import sent_rows, usual_rows
from charging.rules import rejections
from charging.rules import submissions as rules
from charging.rules.rejections import NO_ROW, RowKey
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when


def _lock_untriaged(submission: Submission) -> tuple[CaseFile, Submission, list[Suspect]]:
    """Lock case, submission and suspects; raises Conflict where somebody triaged it already."""
    case_file = CaseFile.objects.lock(submission.case_file)
    row = Submission.objects.select_for_update().get(pk=submission.pk)
    row.case_file = case_file
    done = Triage.objects.filter(submission=row).select_related("by").first()
    if done:
        message = f"{done.by} has triaged this file already: {done.get_result_display().lower()}, {when(done.at)}."
        raise Conflict(Verdict.no("already_done", message))
    if row.state != SubmissionState.SENT:
        raise Conflict(Verdict.no("not_sent", "This file has not been submitted."))
    keys = set(row.suspects.values_list("pk", flat=True))
    return case_file, row, [suspect for suspect in lock_suspects(case_file) if suspect.pk in keys]


@transaction.atomic
def accept(*, submission: Submission, review_type: ReviewType, casework_type: str, by: User, at: datetime) -> CaseEvent:
    """Accept a file for review and open the consultation.

    The casework type decides the CPS unit. Raises NotPermitted, Conflict or WrongStatus; nothing changed then.
    """
    case_file, submission, suspects = _lock_untriaged(submission)
    permissions.may_triage(by, case_file).require_permission()
    move(suspects, lifecycle.ACCEPT, at)
    Triage.objects.create(submission=submission, result=TriageResult.ACCEPT, at=at, by=by, review_type=review_type)
    _route(case_file, casework_type, by=by, at=at)
    open_consultation(submission, at)
    listing.keep_standings(case_file)
    said = events.TriageCompleted(
        submission_id=submission.pk, result=TriageResult.ACCEPT.value, reason_codes=[], respond_by=None
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)


def _reasons_in_force(codes: Iterable[str], today: date) -> dict[str, RejectionReason]:
    """The reasons by code; raises Refused for a code that is not on the list of the day."""
    rows = RejectionReason.objects.filter(code__in=codes, valid_from__lte=today).exclude(valid_to__lte=today)
    known = {row.code: row for row in rows}
    verdict = Verdict.ok()
    for code in sorted(set(codes) - known.keys()):
        verdict &= Verdict.no("unknown_reason", f"{code} is not a reason for rejection.", "reasons")
    verdict.require()
    return known


def _linked(
    submission: Submission, codes: Iterable[str], rows: Mapping[str, Sequence[RowKey]]
) -> dict[str, list[RowKey]]:
    """The rows of each reason, each once: those that were said, else the likeliest; none of them is said of nothing."""
    usual = usual_rows(sent_rows(submission))
    return {code: list(dict.fromkeys(rows.get(code, usual.get(code, ())))) or [NO_ROW] for code in codes}


def _route(case_file: CaseFile, casework_type: str, *, by: User, at: datetime) -> None:
    unit = Unit.objects.on(local_date(at)).filter(organisation=case_file.cps_area, kind=casework_type).first()
    changes = {"casework_type": casework_type, "cps_unit": unit or case_file.cps_unit}
    building.apply_changes(case_file, changes, by=by, at=at)


def open_consultation(submission: Submission, at: datetime, *, not_by: User | None = None) -> Consultation:
    """Open the review of an accepted submission; whoever reviewed the case before keeps it, if they still review.

    `not_by` made the decision that is looked at again, so it goes to somebody else.
    """
    earlier = list(submission.case_file.consultations.select_related("prosecutor"))
    review = Consultation(
        case_file=submission.case_file,
        submission=submission,
        number=len(earlier) + 1,
        opened_at=at,
        not_by=not_by or _still_not_by(submission),
    )
    prosecutor = earlier[-1].prosecutor if earlier else None
    if prosecutor and permissions.may_hold(prosecutor, review).allowed:
        review.prosecutor, review.allocated_at = prosecutor, at
    review.save(force_insert=True)
    return review


def _still_not_by(submission: Submission) -> User | None:
    """Whoever may not decide goes on not deciding when a plan of that review comes back answered."""
    if submission.purpose != Purpose.ACTION_PLAN_REPLY:
        return None
    of_them = submission.case_file.consultations.filter(submission__suspects__in=submission.suspects.values("pk"))
    last = of_them.select_related("not_by").order_by("-number").first()
    return last.not_by if last else None


@transaction.atomic
def reject(
    *,
    submission: Submission,
    reasons: Mapping[str, str],
    respond_by: date,
    rows: Mapping[str, Sequence[RowKey]] | None = None,
    by: User,
    at: datetime,
) -> CaseEvent:
    """Reject a file: `reasons` maps reason codes to what exactly is missing, `respond_by` is a local day.

    `rows` says by reason code which rows of the standard each is about, a row by its code and what it was asked of;
    an empty list for none of them. Where nothing is said of a reason, it is about all missing rows that earn it.
    Raises NotPermitted, Refused (reasons, rows, date), Conflict or WrongStatus; then nothing has changed.
    """
    case_file, submission, suspects = _lock_untriaged(submission)
    permissions.may_triage(by, case_file).require_permission()
    today = local_date(at)
    known = _reasons_in_force(reasons, today)
    linked = _linked(submission, known, rows or {})
    verdict = rules.rejection(reasons=reasons, respond_by=respond_by, stream=submission.stream, today=today)
    (verdict & rejections.rows_exist(linked, submission.manifest.get("standard", []))).require()
    move(suspects, lifecycle.REJECT, at)
    triage = Triage.objects.create(
        submission=submission, result=TriageResult.REJECT, at=at, by=by, respond_by=respond_by
    )
    TriageReason.objects.bulk_create(
        TriageReason(triage=triage, reason=known[code], detail=reasons[code].strip(), row=row, about=about)
        for code in sorted(known)
        for row, about in linked[code]
    )
    listing.keep_standings(case_file)
    said = events.TriageCompleted(
        submission_id=submission.pk,
        result=TriageResult.REJECT.value,
        reason_codes=sorted(known),
        respond_by=respond_by,
    )
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)
