"""The CPS's first look at a submission: accept it for review, or reject it with coded reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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
from charging.queries.submission.rejecting import not_about_red
from charging.queries.submission.standard_sent import sent_rows, usual_rows
from charging.queries.submission.streams_now import by_suspect, streams_now
from charging.rules import rejections
from charging.rules import submissions as rules
from charging.rules import triage as triage_rules
from charging.rules.rejections import NO_ROW, RowKey
from charging.rules.streams import most_urgent
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict


@dataclass(frozen=True, kw_only=True)
class Shortfall:
    """Why a file comes back, or is not to standard though it is reviewed; by when police put it right.

    `reasons` maps reason codes to what exactly is missing, `rows` to the rows of the standard each is about, a row by
    its code and what it was asked of: an empty list for none of them. Where nothing is said of a reason, it is about
    all missing rows that earn it. `respond_by` and `remind_on` are local days.
    """

    reasons: Mapping[str, str] = field(default_factory=dict)
    respond_by: date | None = None
    rows: Mapping[str, Sequence[RowKey]] | None = None
    remind_on: date | None = None


@dataclass(frozen=True)
class _Awaiting:
    """A submission that awaits triage, locked with its case and suspects; `passed_on` by a first triage, or None."""

    case_file: CaseFile
    submission: Submission
    suspects: Sequence[Suspect]
    passed_on: Triage | None

    def settle(self, result: TriageResult, *, by: User, at: datetime, **said: object) -> Triage:
        """Write what triage says, over what the first triage said where there was one."""
        triage = self.passed_on or Triage(submission=self.submission)
        triage.result, triage.at, triage.by = result, at, by
        for name, value in said.items():
            setattr(triage, name, value)
        triage.save()
        return triage


def _lock_untriaged(submission: Submission) -> _Awaiting:
    """Lock case, submission and suspects; raises Conflict where somebody triaged it, or withdrew it, already."""
    case_file = CaseFile.objects.lock(submission.case_file)
    row = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    row.case_file = case_file
    triage = Triage.objects.filter(submission=row).select_related("by").first()
    settled = triage_rules.settled(triage, getattr(row, "withdrawal", None))
    if not settled:
        raise Conflict(settled)
    if row.state != SubmissionState.SENT:
        raise Conflict(Verdict.no("not_sent", "This file has not been submitted."))
    keys = set(row.suspects.values_list("pk", flat=True))
    # Whom police charged meanwhile without authority, nobody triages any more.
    there = [each for each in lock_suspects(case_file) if each.pk in keys and each.status != lifecycle.Status.CHARGED]
    return _Awaiting(case_file, row, there, triage)


@transaction.atomic
def accept(
    *,
    submission: Submission,
    review_type: ReviewType,
    casework_type: str,
    shortfall: Shortfall | None = None,
    by: User,
    at: datetime,
) -> CaseEvent:
    """Accept a file for review and open the consultation; early advice in RASSO goes to a second triage first.

    The casework type decides the CPS unit. `shortfall` says what of a red file is not to standard though it is
    reviewed. Raises NotPermitted, Refused, Conflict or WrongStatus; nothing changed then.
    """
    found, lacks = _lock_untriaged(submission), shortfall or Shortfall()
    case_file, sent = found.case_file, found.submission
    permissions.may_triage_now(by, sent, found.passed_on).require_permission()
    today = local_date(at)
    reasons = lacks.reasons
    known = _reasons_in_force(reasons, today)
    now = by_suspect(streams_now(sent))
    linked = _linked(sent, known, lacks.rows or {}, now)
    verdict = triage_rules.review_fits(review_type, purpose=sent.purpose, streams=now)
    verdict &= rules.shortfall(
        reasons=reasons, respond_by=lacks.respond_by, stream=most_urgent(now.values()), today=today
    )
    (verdict & rejections.rows_exist(linked, sent.manifest.get("standard", []))).require()
    if not found.passed_on and rules.needs_second_triage(asked=sent.purpose, casework_type=casework_type):
        return _pass_on(found, review_type, casework_type, by=by, at=at)
    move(found.suspects, lifecycle.ACCEPT_SECOND if found.passed_on else lifecycle.ACCEPT, at)
    respond_by = lacks.respond_by if reasons else None
    triage = found.settle(TriageResult.ACCEPT, by=by, at=at, review_type=review_type, respond_by=respond_by)
    _give_reasons(triage, reasons, known, linked)
    _route(case_file, casework_type, by=by, at=at)
    open_consultation(sent, at)
    return _record(found, triage, sorted(known), by=by, at=at)


def _pass_on(found: _Awaiting, review_type: ReviewType, casework_type: str, *, by: User, at: datetime) -> CaseEvent:
    move(found.suspects, lifecycle.PASS_ON, at)
    passed = {"passed_on_at": at, "passed_on_by": by, "review_type": review_type}
    found.settle(TriageResult.PASSED_ON, by=by, at=at, **passed)
    _route(found.case_file, casework_type, by=by, at=at)
    listing.keep_standings(found.case_file)
    said = events.TriagePassedOn(submission_id=found.submission.pk)
    return ledger.record(said, case_file=found.case_file, by=by, at=at, suspects=found.suspects)


def _record(found: _Awaiting, triage: Triage, codes: Sequence[str], *, by: User, at: datetime) -> CaseEvent:
    """Say what triage settled, once everything else is written."""
    listing.keep_standings(found.case_file)
    said = events.TriageCompleted(
        submission_id=found.submission.pk,
        result=str(triage.result),
        reason_codes=list(codes),
        respond_by=triage.respond_by,
    )
    return ledger.record(said, case_file=found.case_file, by=by, at=at, suspects=found.suspects)


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
    submission: Submission, codes: Iterable[str], rows: Mapping[str, Sequence[RowKey]], now: triage_rules.StreamsNow
) -> dict[str, list[RowKey]]:
    """The rows of each reason, each once: those that were said, else the likeliest; none of them is said of nothing."""
    usual = usual_rows(not_about_red(sent_rows(submission), now)) if codes else {}
    return {code: list(dict.fromkeys(rows.get(code, usual.get(code, ())))) or [NO_ROW] for code in codes}


def _give_reasons(
    triage: Triage,
    reasons: Mapping[str, str],
    known: Mapping[str, RejectionReason],
    linked: Mapping[str, Sequence[RowKey]],
) -> None:
    TriageReason.objects.bulk_create(
        TriageReason(triage=triage, reason=known[code], detail=reasons[code].strip(), row=row, about=about)
        for code in sorted(known)
        for row, about in linked[code]
    )


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
    remind_on: date | None = None,
    by: User,
    at: datetime,
) -> CaseEvent:
    """Reject a file, at the first triage or the second: for `Shortfall.reasons`, with a day to respond by.

    Raises NotPermitted, Refused (reasons, rows, dates), Conflict or WrongStatus; then nothing has changed.
    """
    found = _lock_untriaged(submission)
    sent, today = found.submission, local_date(at)
    permissions.may_triage_now(by, sent, found.passed_on).require_permission()
    known = _reasons_in_force(reasons, today)
    now = by_suspect(streams_now(sent))
    linked = _linked(sent, known, rows or {}, now)
    red_only = [code for code, reason in known.items() if reason.priority_only]
    verdict = rules.rejection(reasons=reasons, respond_by=respond_by, today=today)
    verdict &= triage_rules.reasons_fit(linked, red_only=red_only, streams=now)
    verdict &= rejections.rows_exist(linked, sent.manifest.get("standard", []))
    (verdict & rules.reminder_fits(remind_on, respond_by)).require()
    move(found.suspects, lifecycle.REJECT, at)
    dates = {"respond_by": respond_by, "remind_on": remind_on}
    triage = found.settle(TriageResult.REJECT, by=by, at=at, review_type="", **dates)
    _give_reasons(triage, reasons, known, linked)
    return _record(found, triage, sorted(known), by=by, at=at)
