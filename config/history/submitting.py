"""Through the supervisor's gate and CPS triage, as often as it takes; then a review opens."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from casework import lifecycle
from casework.events import SuspectChanged
from casework.models import CaseworkType, CustodyBasis
from charging import events
from charging.lifecycle import REVIEW_TYPE_OF_STREAM, Purpose, ReviewType, Stream, SubmissionState, TriageResult
from charging.models import Consultation, Submission, Triage, TriageReason
from config.history import custody, differing, shape
from config.history.records import INTERVIEW, ReviewRecord, SubmissionRecord, SuspectRecord
from config.history.rows import instant
from config.history.scene import EndOfStory, Scene, basis_of
from config.history.world import Actor

ATTEMPTS_AT_MOST = 5
RESPOND_WITHIN_DAYS = 7
HEAVIEST_LAST = [kind.value for kind in CaseworkType]


def release(scene: Scene) -> None:
    """Bail whoever is in custody: the decision will not come while they can be held."""
    for suspect in scene.suspects:
        if suspect.basis == CustodyBasis.CUSTODY:
            suspect.basis = CustodyBasis.BAIL.value
            suspect.version += 1
            custody.begin(scene, suspect)
            scene.say(SuspectChanged(fields=["custody_basis"]), scene.builder, [suspect])
    scene.stream = Stream.GREEN.value


def get_accepted(scene: Scene, purpose: Purpose, sent_at: int) -> ReviewRecord:
    """Send the file until triage accepts it, and return the review that opens."""
    round_no = scene.submissions[-1].round_no + 1 if scene.submissions else 1
    for attempt in range(1, ATTEMPTS_AT_MOST + 1):
        submission = send(scene, purpose, (round_no, attempt), sent_at)
        scene.after(shape.TRIAGE_RED if scene.in_custody else shape.TRIAGE_GREEN)
        if attempt == ATTEMPTS_AT_MOST or scene.rng.random() >= _rejection(scene, attempt):
            return accept(scene, submission)
        reject(scene, submission)
        sent_at = _mend(scene)
    raise AssertionError("the last attempt is accepted")


def _rejection(scene: Scene, attempt: int) -> float:
    rate = scene.force.rejected_at_first(scene.today()) * shape.REJECTION[Stream(scene.stream)]
    return rate if attempt == 1 else rate * shape.REJECTION_AGAIN


def _mend(scene: Scene) -> int:
    """Wait for the file to be mended, and return when it will be sent again; some never are."""
    if scene.rng.random() < shape.NEVER_RESUBMITTED[Stream(scene.stream)]:
        give_up(scene, scene.suspects, "not_resubmitted")
    if scene.in_custody and scene.rng.random() >= shape.RED_STAYS_IN_CUSTODY:
        scene.goto(scene.now + scene.rng.randrange(shape.HOUR, 4 * shape.HOUR))
        release(scene)
    wait = shape.wait(scene.rng, shape.MENDING_RED if scene.in_custody else shape.MENDING_GREEN)
    return scene.now + wait + shape.HOUR


def give_up(scene: Scene, suspects: list[SuspectRecord], reason: str) -> None:
    """Close what did not come back. Always raises EndOfStory."""
    scene.goto(scene.now + shape.wait(scene.rng, shape.GIVING_UP))
    scene.goto(scene.in_office(scene.now))
    closed = events.SuspectAdminFinalised(reason=reason, victim_reason=scene.rng.random() < 0.2)
    for suspect in suspects:
        scene.move([suspect], lifecycle.FINALISE)
        scene.say(closed, scene.area.assistants[0], [suspect])
        custody.let_go(scene, suspect)
    raise EndOfStory


def send(scene: Scene, purpose: Purpose, place: tuple[int, int], sent_at: int) -> SubmissionRecord:
    """Take the file through the supervisor's gate, now and then twice, and submit it."""
    gate = scene.rng.randrange(600, 3000) if scene.in_custody else scene.rng.randrange(shape.HOUR, 26 * shape.HOUR)
    starts = max(scene.now + 60, sent_at - gate)
    stood = lifecycle.Status(scene.suspects[0].status)
    gate = max(sent_at - starts, 600)
    submission = _to_gate(scene, purpose, place, starts)
    if scene.rng.random() < shape.RETURNED_BY_SUPERVISOR:
        scene.goto(starts + gate // 3)
        supervise(scene, submission, SubmissionState.RETURNED, "Please add the missing statement.")
        scene.move(scene.suspects, lifecycle.SEND_BACKS[stood])
        scene.say(events.FileReturnedBySupervisor(submission_id=submission.id), scene.supervisor, scene.suspects)
        submission = _to_gate(scene, purpose, place, starts + gate * 2 // 3)
    scene.goto(starts + gate)
    supervise(scene, submission, SubmissionState.SENT, "Checked against the standard; synthetic.")
    scene.move(scene.suspects, lifecycle.SUBMIT)
    scene.say(events.FileSignedOff(submission_id=submission.id), scene.supervisor, scene.suspects)
    scene.case.first_submitted_at = scene.case.first_submitted_at or scene.now
    receive(scene, submission, scene.supervisor)
    return submission


def _to_gate(scene: Scene, purpose: Purpose, place: tuple[int, int], at: int) -> SubmissionRecord:
    scene.goto(at)
    submission = new_submission(scene, purpose, place, scene.suspects)
    scene.move(scene.suspects, lifecycle.SEND_TO_SUPERVISOR)
    said = events.FileSentToSupervisor(submission_id=submission.id, round_no=submission.round_no)
    scene.say(said, scene.builder, scene.suspects)
    return submission


def new_submission(
    scene: Scene, purpose: Purpose, place: tuple[int, int], suspects: list[SuspectRecord]
) -> SubmissionRecord:
    """Begin a submission of some suspects; `place` is its round and its attempt in it."""
    submission = SubmissionRecord(
        id=scene.rows.key(Submission),
        suspects=suspects,
        round_no=place[0],
        seq_in_round=place[1],
        purpose=purpose.value,
        stream=Stream.EARLY_ADVICE.value if purpose == Purpose.EARLY_ADVICE else scene.stream,
        prepared_at=scene.now,
        by=scene.builder,
    )
    scene.submissions.append(submission)
    return submission


def supervise(scene: Scene, submission: SubmissionRecord, state: SubmissionState, comments: str) -> None:
    """Let the supervisor decide at the gate."""
    submission.state, submission.comments = state.value, comments
    submission.supervisor, submission.supervised_at = scene.supervisor, scene.now


def receive(scene: Scene, submission: SubmissionRecord, by: Actor) -> None:
    """Seal the submission and enter both sides of its receipt."""
    submission.sent_at, submission.state = scene.now, SubmissionState.SENT.value
    submission.edition_id, edition = scene.world.edition
    submission.manifest = _manifest(scene, submission, edition)
    advice = submission.purpose == Purpose.EARLY_ADVICE
    review_type = ReviewType.ADVICE if advice else REVIEW_TYPE_OF_STREAM[Stream(submission.stream)]
    shared: dict[str, Any] = {
        "submission_id": submission.id,
        "round_no": submission.round_no,
        "seq_in_round": submission.seq_in_round,
        "purpose": submission.purpose,
        "review_type": review_type.value,
        "stream": submission.stream,
    }
    sent = events.SubmissionSent(**shared, checklist_version=edition, document_digests=[])
    scene.say(sent, by, submission.suspects)
    received = events.SubmissionReceived(**shared, custody_basis=basis_of(submission.suspects))
    scene.say(received, by, submission.suspects)


def _manifest(scene: Scene, submission: SubmissionRecord, edition: str) -> dict[str, Any]:
    """What was sent, in the shape that charging.operations.submission seals."""
    suspects = [
        {
            "number": suspect.number,
            "interview_sha256": _digest(INTERVIEW),
            "offences": sorted(kind.code for kind in suspect.offences),
        }
        for suspect in submission.suspects
    ]
    return {
        "urn": scene.case.urn, "round": submission.round_no, "attempt": submission.seq_in_round,
        "purpose": submission.purpose, "stream": submission.stream,
        "sent_at": datetime.fromtimestamp(scene.now, UTC).isoformat(), "supervisor_comments": submission.comments,
        "edition": edition, "summary_sha256": _digest(scene.case.summary),
        "lines_of_enquiry_sha256": _digest(scene.case.lines_of_enquiry),
        "suspects": suspects, "material": [], "links": [], "standard": [],
    }  # fmt: skip


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def reject(scene: Scene, submission: SubmissionRecord) -> None:
    """Reject at triage with coded reasons."""
    choice = shape.REASONS_RED if scene.in_custody else shape.REASONS
    codes = sorted(
        {choice.draw(scene.rng) for _ in range(scene.rng.randrange(1, 4))} & set(scene.world.rejection_reasons)
    )
    assistant = scene.rng.choice(scene.area.assistants)
    respond_by = scene.today(RESPOND_WITHIN_DAYS)
    key = scene.rows.key(Triage)
    result = TriageResult.REJECT.value
    scene.rows.add(Triage, key, submission.id, result, instant(scene.now), assistant.id, "", respond_by)
    for code in codes:
        scene.rows.add(TriageReason, key, scene.world.rejection_reasons[code], "Not in the file; synthetic.")
    scene.move(scene.suspects, lifecycle.REJECT)
    said = events.TriageCompleted(submission_id=submission.id, result=result, reason_codes=codes, respond_by=respond_by)
    scene.say(said, assistant, scene.suspects)
    differing.contest(scene, submission, key)


def accept(scene: Scene, submission: SubmissionRecord) -> ReviewRecord:
    """Accept at triage: route the case to its unit and open the review."""
    assistant = scene.rng.choice(scene.area.assistants)
    advice = submission.purpose == Purpose.EARLY_ADVICE
    review_type = ReviewType.ADVICE if advice else REVIEW_TYPE_OF_STREAM[Stream(submission.stream)]
    result = TriageResult.ACCEPT.value
    key = scene.rows.key(Triage)
    scene.rows.add(Triage, key, submission.id, result, instant(scene.now), assistant.id, review_type.value, None)
    kind = max(
        (offence.casework_type for suspect in scene.suspects for offence in suspect.offences), key=HEAVIEST_LAST.index
    )
    scene.case.casework_type = scene.ledger.casework_type = kind
    scene.case.cps_unit_id, scene.ledger.cps_unit = scene.area.units[kind]
    scene.move(submission.suspects, lifecycle.ACCEPT)
    said = events.TriageCompleted(submission_id=submission.id, result=result, reason_codes=[], respond_by=None)
    scene.say(said, assistant, submission.suspects)
    return open_review(scene, submission)


def open_review(scene: Scene, submission: SubmissionRecord) -> ReviewRecord:
    """Open a review; a prosecutor who reviewed the case before keeps it."""
    lawyer = scene.reviews[-1].prosecutor if scene.reviews else None
    review = ReviewRecord(
        id=scene.rows.key(Consultation),
        submission=submission,
        number=len(scene.reviews) + 1,
        opened_at=scene.now,
        prosecutor=lawyer,
        allocated_at=scene.now if lawyer else None,
    )
    scene.reviews.append(review)
    return review
