"""What a story keeps of a case until it is written: things that change while it is told."""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casework.lifecycle import Status
from casework.models import Bail, CaseFile, Detention, Suspect
from charging.lifecycle import ActionState, SubmissionState
from charging.models import ActionItem, ActionPlan, Consultation, Submission
from config.history.rows import SUBMISSION_SUSPECTS, Rows, encode_json, instant
from config.history.world import Actor, OffenceKind

INTERVIEW = "Answered questions; synthetic."


@dataclass(slots=True)
class CaseRecord:
    """The case file itself."""

    id: int
    urn: str
    force_id: int
    police_unit_id: int
    cps_area_id: int
    officer: Actor
    headline: str
    crime_reference: str
    crime_recorded_on: date
    opened_at: int
    cps_unit_id: int | None = None
    casework_type: str = "magistrates"
    summary: str = ""
    lines_of_enquiry: str = ""
    first_submitted_at: int | None = None
    version: int = 1

    def write(self, rows: Rows) -> None:
        """Add the row."""
        rows.add(
            CaseFile, self.id, self.urn, "", self.force_id, self.police_unit_id, self.cps_area_id, self.cps_unit_id,
            self.officer.id, self.headline, self.summary, self.lines_of_enquiry, self.crime_reference,
            self.crime_recorded_on, self.casework_type, instant(self.opened_at), instant(self.first_submitted_at),
            self.version,
        )  # fmt: skip


@dataclass(slots=True)
class ClockRecord:
    """A detention or bail of a suspect; `limit` is the code of the time limit it began under."""

    table: type[Detention] | type[Bail]
    id: int
    limit: str
    began: int
    ended_at: int | None = None
    ended: str = ""


@dataclass(slots=True)
class SuspectRecord:
    """A suspect; `adult_from` is the instant from which they are 18."""

    pk: int
    key: str
    number: int
    name: str
    born: date
    adult_from: int
    basis: str
    plea: str
    offences: list[OffenceKind]
    asn: str = ""
    status: str = Status.BUILDING.value
    status_at: int = 0
    version: int = 1
    clocks: list[ClockRecord] = field(default_factory=list)

    def write(self, rows: Rows, case_id: int) -> None:
        """Add the row."""
        rows.add(
            Suspect, self.key, case_id, self.number, self.name, "Test", self.born, self.asn, self.basis, self.plea,
            INTERVIEW, "none", self.status, instant(self.status_at), self.version,
        )  # fmt: skip


@dataclass(slots=True)
class SubmissionRecord:
    """One attempt to send the file."""

    id: int
    suspects: list[SuspectRecord]
    round_no: int
    seq_in_round: int
    purpose: str
    stream: str
    prepared_at: int
    by: Actor
    state: str = SubmissionState.WITH_SUPERVISOR.value
    supervisor: Actor | None = None
    supervised_at: int | None = None
    comments: str = ""
    sent_at: int | None = None
    edition_id: int | None = None
    manifest: dict[str, Any] = field(default_factory=dict)

    def write(self, rows: Rows, case_id: int) -> None:
        """Add the row and its suspects; the receipt is the digest of the manifest, as when it is sealed."""
        text = encode_json(self.manifest)
        receipt = hashlib.sha256(text.encode()).hexdigest() if self.manifest else ""
        rows.add(
            Submission, self.id, case_id, self.round_no, self.seq_in_round, self.purpose, self.stream, self.state,
            instant(self.prepared_at), self.by.id, "", instant(self.supervised_at),
            self.supervisor.id if self.supervisor else None, self.comments, instant(self.sent_at), self.edition_id,
            text, receipt,
        )  # fmt: skip
        for suspect in self.suspects:
            rows.add(SUBMISSION_SUSPECTS, self.id, suspect.key)


@dataclass(slots=True)
class ReviewRecord:
    """A prosecutor's review."""

    id: int
    submission: SubmissionRecord
    number: int
    opened_at: int
    prosecutor: Actor | None = None
    allocated_at: int | None = None
    completed_at: int | None = None

    def write(self, rows: Rows, case_id: int) -> None:
        """Add the row."""
        done = self.completed_at is not None
        lawyer = self.prosecutor.id if self.prosecutor else None
        analysis = "Evidence and public interest weighed; synthetic." if done else ""
        rows.add(
            Consultation, self.id, case_id, self.submission.id, self.number, instant(self.opened_at), lawyer,
            instant(self.allocated_at), instant(self.completed_at), lawyer if done else None, analysis, done,
        )  # fmt: skip


@dataclass(slots=True)
class ItemRecord:
    """One thing asked for."""

    id: int
    category: str
    needed_for: str
    due_on: date
    extended_to: date | None = None
    answer: str = ""
    answered_at: int | None = None


@dataclass(slots=True)
class PlanRecord:
    """The further work that a review asks for."""

    id: int
    review: ReviewRecord
    number: int
    issued_at: int
    suspects: list[SuspectRecord]
    items: list[ItemRecord]
    returned_at: int | None = None

    def write(self, rows: Rows, case_id: int, answered_by: Actor) -> None:
        """Add the plan and its items."""
        lawyer = self.review.prosecutor.id if self.review.prosecutor else None
        rows.add(
            ActionPlan, self.id, case_id, self.review.id, self.number, instant(self.issued_at), lawyer,
            instant(self.returned_at),
        )  # fmt: skip
        for item in self.items:
            done = item.answered_at is not None
            state = ActionState.ANSWERED if done else ActionState.PENDING
            rows.add(
                ActionItem, item.id, self.id, None, item.category, f"Please send the {item.category}.",
                "It bears on the decision; synthetic.", item.needed_for, item.due_on, item.extended_to,
                state.value, item.answer,
                "See the file." if done else "", instant(item.answered_at), answered_by.id if done else None,
                2 if done else 1,
            )  # fmt: skip
