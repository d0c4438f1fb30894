"""From the builder through the supervisor's gate to the CPS."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, CaseFile, Suspect
from casework.operations.building import require_live
from casework.queries import case_page
from casework.rules import readiness
from casework.rules.file_standard import CaseContents, Requirement
from charging import events, permissions
from charging.lifecycle import REVIEW_TYPE_OF_STREAM, Purpose, ReviewType, Stream, SubmissionState
from charging.models import Submission
from charging.operations import contested, direct, explanations, listing, sealing, streams
from charging.operations.explanations import Said
from charging.queries.submission.checklist import explanations_of
from charging.queries.submission.judging import judged
from charging.rules import streams as stream_rules
from charging.rules import submissions as rules
from charging.rules.explanations import Key, for_sending
from charging.rules.streams import Streams
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when


@dataclass(frozen=True, kw_only=True)
class Preparation:
    """What the builder says when handing the file to a supervisor, with reasons for what is missing.

    `streams` says of single suspects, by key, what is not so of the others; those in custody are red in any case.
    """

    purpose: Purpose
    stream: Stream
    streams: Streams = field(default_factory=dict)
    note: str = ""
    explanations: Mapping[Key, Said] = field(default_factory=dict)


def move(suspects: Sequence[Suspect], transition: lifecycle.Transition, at: datetime) -> None:
    """Apply a transition to locked suspects and store when they reached the status."""
    transition.apply_to(suspects)
    for suspect in suspects:
        suspect.status_at = at
        suspect.save(update_fields=["status", "status_at"])


def lock_suspects(case_file: CaseFile) -> list[Suspect]:
    """Lock the case's suspects in their order; the case itself is locked already."""
    return list(case_file.suspects.select_for_update().order_by("number"))


@transaction.atomic
def send_to_supervisor(*, case_file: CaseFile, preparation: Preparation, by: User, at: datetime) -> CaseEvent:
    """Hand the file to a supervisor, with every suspect that police still hold.

    Raises NotPermitted, WrongStatus, NotReady with all hard stops, or Refused with every warning that nobody
    has explained; then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_send_to_supervisor(by, case_file).require_permission()
    require_live(case_file)
    step = lifecycle.SEND_TO_SUPERVISOR
    suspects = [s for s in lock_suspects(case_file) if lifecycle.Status(s.status) in step.sources]
    _require_somebody(case_file, suspects)
    contents = case_page.contents_of(case_file).of(suspects)
    rows = judged(contents, on=local_date(at), purpose=preparation.purpose)
    fits = _ready(rows) & rules.purpose(preparation.purpose) & _stream_fits(preparation, suspects)
    explained = rows if preparation.purpose == Purpose.CHARGING else judged(contents, on=local_date(at))
    explanations.write(case_file, explained, preparation.explanations, by=by, at=at)
    (fits & _explained(case_file, rows)).require()
    submission = _prepared(case_file, suspects, preparation, by=by, at=at)
    move(suspects, step, at)
    contested.overtake(case_file, suspects, by=by, at=at)
    listing.keep_standings(case_file)
    said = events.FileSentToSupervisor(submission_id=submission.pk, round_no=submission.round_no)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)


def _prepared(
    case_file: CaseFile, suspects: Sequence[Suspect], preparation: Preparation, *, by: User, at: datetime
) -> Submission:
    """Make the submission that stands at the gate from now on."""
    round_no, attempt = rules.next_attempt(list(case_file.submissions.select_related("triage", "withdrawal")))
    given = stream_rules.assigned(
        suspects, chosen=preparation.stream, own=preparation.streams, purpose=preparation.purpose
    )
    submission = Submission.objects.create(
        case_file=case_file,
        round_no=round_no,
        seq_in_round=attempt,
        purpose=preparation.purpose,
        stream=streams.most_urgent(given),
        state=SubmissionState.WITH_SUPERVISOR,
        prepared_at=at,
        prepared_by=by,
        note_to_supervisor=preparation.note,
    )
    submission.suspects.set(suspects)
    streams.assign(submission, given)
    return submission


def _stream_fits(preparation: Preparation, suspects: Sequence[Suspect]) -> Verdict:
    return stream_rules.fit(suspects, chosen=preparation.stream, own=preparation.streams, purpose=preparation.purpose)


def _require_somebody(case_file: CaseFile, suspects: Sequence[Suspect]) -> None:
    everyone = list(case_file.suspects.all())
    if everyone and not suspects:
        lifecycle.SEND_TO_SUPERVISOR.require(everyone)


def _judge_at_the_gate(
    submission: Submission, suspects: Sequence[Suspect], at: datetime
) -> tuple[CaseContents, list[Requirement]]:
    """Judge what is sent: a suspect who joined since, or is further on, neither holds it back nor goes with it.

    Raises NotReady, or Refused where a warning has no reason. Reasons of what is not missing any more are dropped.
    """
    whole, on = case_page.contents_of(submission.case_file), local_date(at)
    contents = whole.of(suspects)
    rows = judged(contents, on=on, purpose=submission.purpose)
    (_ready(rows) & _explained(submission.case_file, rows)).require()
    explanations.drop_stale(whole, suspects, on=on)
    return contents, rows


def _explained(case_file: CaseFile, rows: Sequence[Requirement]) -> Verdict:
    given = explanations_of(case_file).keys()
    return for_sending(rows, given)


def _ready(rows: list[Requirement]) -> Verdict:
    verdict = readiness.for_submission(rows)
    if not verdict.allowed:
        raise readiness.NotReady(verdict)
    return verdict


def _at_the_gate(submission: Submission) -> Submission:
    """Lock the case and return the submission; raises Conflict where it has left the supervisor's gate."""
    CaseFile.objects.lock(submission.case_file)
    row = Submission.objects.select_for_update(of=("self",)).select_related("case_file").get(pk=submission.pk)
    if row.state != SubmissionState.WITH_SUPERVISOR:
        state = row.get_state_display()
        by_whom = f", {row.supervised_by}, {when(row.supervised_at)}" if row.supervised_at else ""
        message = f"This file has left the supervisor already: {state[0].lower()}{state[1:]}{by_whom}."
        raise Conflict(Verdict.no("already_done", message))
    return row


@transaction.atomic
def send_back(*, submission: Submission, comments: str, by: User, at: datetime) -> CaseEvent:
    """Send the file back to its builder with comments, each suspect to where they stood before the gate.

    Raises NotPermitted, Conflict (it left the gate) or Refused; then nothing has changed.
    """
    submission = _at_the_gate(submission)
    case_file = CaseFile.objects.lock(submission.case_file)
    permissions.may_sign_off(by, submission).require_permission()
    rules.comments(comments).require()
    suspects = _locked_suspects_of(submission)
    for suspect in suspects:
        move([suspect], lifecycle.SEND_BACKS[_stood_before(suspect)], at)
    _supervise(submission, SubmissionState.RETURNED, comments, by, at)
    listing.keep_standings(case_file)
    said = events.FileReturnedBySupervisor(submission_id=submission.pk)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=suspects)


def _stood_before(suspect: Suspect) -> lifecycle.Status:
    sent = suspect.submissions.filter(state=SubmissionState.SENT).select_related("triage", "withdrawal")
    return rules.before_the_gate(sent.order_by("-pk").first())


def _locked_suspects_of(submission: Submission) -> list[Suspect]:
    keys = set(submission.suspects.values_list("pk", flat=True))
    return [suspect for suspect in lock_suspects(submission.case_file) if suspect.pk in keys]


def _supervise(submission: Submission, state: SubmissionState, comments: str, by: User, at: datetime) -> None:
    submission.state = state
    submission.supervisor_comments = comments
    submission.supervised_by, submission.supervised_at = by, at
    submission.save(update_fields=["state", "supervisor_comments", "supervised_by", "supervised_at"])


@transaction.atomic
def sign_off(*, submission: Submission, comments: str, by: User, at: datetime) -> CaseEvent:
    """Sign the file off and submit it: seal what is sent, start the CPS's clock, return the receipt's event.

    Raises NotPermitted, Conflict (it left the gate), Refused (comments, an unexplained warning) or NotReady; then
    nothing has changed.
    """
    submission = _at_the_gate(submission)
    case_file = CaseFile.objects.lock(submission.case_file)
    permissions.may_sign_off(by, submission).require_permission()
    rules.comments(comments).require()
    suspects = _locked_suspects_of(submission)
    contents, rows = _judge_at_the_gate(submission, suspects, at)
    move(suspects, lifecycle.SUBMIT, at)
    submission.supervisor_comments = comments
    submission.supervised_by, submission.supervised_at = by, at
    sealing.seal(submission, contents, rows, at)
    _supervise(submission, SubmissionState.SENT, comments, by, at)
    sealing.ask_for_receipt(submission, by=by, at=at)
    if case_file.first_submitted_at is None:
        case_file.first_submitted_at = at
        case_file.save(update_fields=["first_submitted_at"])
    listing.keep_standings(case_file)
    signed = events.FileSignedOff(submission_id=submission.pk, lent=permissions.signs_off_on_loan(by, submission))
    ledger.record(signed, case_file=case_file, by=by, at=at, suspects=suspects)
    direct.settle_who_handles(case_file, submission.stream, by=by, at=at)
    return record_receipt(submission, suspects, by=by, at=at)


def record_receipt(submission: Submission, suspects: Sequence[Suspect], *, by: User, at: datetime) -> CaseEvent:
    """Record that the submission was sent and, this being one record, received in the same moment."""
    stream = Stream(submission.stream)
    is_advice = submission.purpose == Purpose.EARLY_ADVICE
    review_type = ReviewType.ADVICE if is_advice else REVIEW_TYPE_OF_STREAM[stream]
    shared: dict[str, Any] = {
        "submission_id": submission.pk,
        "round_no": submission.round_no,
        "seq_in_round": submission.seq_in_round,
        "purpose": submission.purpose,
        "review_type": review_type.value,
        "stream": stream.value,
    }
    sent = events.SubmissionSent(
        **shared,
        checklist_version=submission.manifest.get("edition", ""),
        document_digests=[item["sha256"] for item in submission.manifest.get("material", [])],
    )
    case_file = submission.case_file
    ledger.record(sent, case_file=case_file, by=by, at=at, suspects=suspects)
    received = events.SubmissionReceived(**shared, custody_basis=rules.most_confined(suspects))
    return ledger.record(received, case_file=case_file, by=by, at=at, suspects=suspects)
