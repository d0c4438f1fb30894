"""Rows in the form that COPY reads, and keys from the tables' own sequences."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Model

from casework.models import (
    Alias,
    Bail,
    CaseEvent,
    CaseFile,
    CaseFlag,
    Detention,
    DetentionReview,
    Material,
    Offence,
    Person,
    Suspect,
)
from charging.models import (
    ActionItem,
    ActionPlan,
    Assessment,
    AuthorisedCharge,
    ChargeRecord,
    Consultation,
    Contest,
    Decision,
    Escalation,
    EscalationStep,
    Failure,
    ItemExtension,
    LaidCharge,
    Mismatch,
    Submission,
    ThresholdReview,
    Triage,
    TriageReason,
)

SUBMISSION_SUSPECTS: type[Model] = Submission.suspects.through


def _clock(*names: str) -> tuple[str, ...]:
    """The columns of a detention or bail, with those of its own."""
    ended = ("recorded_at", "recorded_by_id", "ended_at", "ended", "version", "changed_at", "changed_by_id")
    return ("id", "suspect_id", *names, *ended)


# In the order in which tables are written: what others point at comes first, the ledger last.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    CaseFile: (
        "id", "urn", "suffix", "force_id", "police_unit_id", "cps_area_id", "cps_unit_id", "officer_id", "headline",
        "summary", "lines_of_enquiry", "crime_reference", "crime_recorded_on", "casework_type", "opened_at",
        "first_submitted_at", "version",
    ),
    CaseFlag: ("case_file_id", "code", "set_at", "set_by_id"),
    Suspect: (
        "id", "case_file_id", "number", "family_name", "given_names", "date_of_birth", "asn", "custody_basis",
        "anticipated_plea", "interview_summary", "previous_convictions", "status", "status_at", "version",
    ),
    Alias: ("id", "suspect_id", "family_name", "given_names", "added_at", "added_by_id"),
    Detention: _clock("relevant_at", "station"),
    DetentionReview: ("detention_id", "at", "rank", "reviewer", "recorded_at", "recorded_by_id"),
    Bail: _clock("granted_at", "limit", "conditions"),
    Offence: ("id", "suspect_id", "offence_code_id", "starts_on", "place", "proposed_at", "proposed_by_id"),
    Person: (
        "id", "case_file_id", "role", "family_name", "given_names", "date_of_birth", "personal_statement",
        "special_measures", "added_at", "added_by_id", "version",
    ),
    Material: ("id", "case_file_id", "kind", "title", "link", "added_at", "added_by_id"),
    Submission: (
        "id", "case_file_id", "round_no", "seq_in_round", "purpose", "stream", "state", "prepared_at",
        "prepared_by_id", "note_to_supervisor", "supervised_at", "supervised_by_id", "supervisor_comments", "sent_at",
        "edition_id", "manifest", "receipt",
    ),
    SUBMISSION_SUSPECTS: ("submission_id", "suspect_id"),
    Triage: ("id", "submission_id", "result", "at", "by_id", "review_type", "respond_by"),
    TriageReason: ("triage_id", "reason_id", "detail"),
    Contest: (
        "id", "triage_id", "grounds", "raised_at", "raised_by_id", "due_at", "outcome", "reason", "decided_at",
        "decided_by_id",
    ),
    Consultation: (
        "id", "case_file_id", "submission_id", "number", "opened_at", "prosecutor_id", "allocated_at", "completed_at",
        "completed_by_id", "analysis", "disclosure_considered",
    ),
    Decision: ("id", "consultation_id", "suspect_id", "result", "code", "reason_id", "rationale", "at"),
    Assessment: (
        "id", "consultation_id", "case_file_id", "state", "stage", "opened_at", "due_at", "assessed_at",
        "assessed_by_id", "not_assessed_because", "comments", "correction", "disputes_close_at", "closed", "force_id",
        "police_unit_id", "cps_area_id", "cps_unit_id", "casework_type", "version",
    ),
    Failure: (
        "assessment_id", "reason_id", "stands", "answer", "ground", "discussed", "answered_at", "answered_by_id",
        "decision", "decision_reason", "decided_at", "decided_by_id", "version",
    ),
    ThresholdReview: (
        "id", "case_file_id", "decision_id", "suspect_id", "prosecutor_id", "opened_at", "due_at", "done_at",
        "done_by_id", "outcome", "reason",
    ),
    Escalation: (
        "id", "case_file_id", "suspect_id", "about", "decision_id", "original_by_id", "raised_at", "outcome",
        "closed_at", "closed_by_id",
    ),
    EscalationStep: (
        "escalation_id", "step", "raised_at", "raised_by_id", "rank", "grounds", "due_at", "outcome", "reasons",
        "answered_at", "answered_by_id",
    ),
    AuthorisedCharge: ("decision_id", "offence_code_id"),
    ActionPlan: ("id", "case_file_id", "consultation_id", "number", "issued_at", "issued_by_id", "returned_at"),
    ActionItem: (
        "id", "plan_id", "suspect_id", "category", "text", "why", "needed_for", "due_on", "extended_to", "state",
        "answer", "answer_text", "answered_at", "answered_by_id", "version",
    ),
    ChargeRecord: (
        "id", "suspect_id", "decision_id", "charged_at", "method", "match", "recorded_at", "recorded_by_id",
    ),
    LaidCharge: ("record_id", "offence_code_id"),
    Mismatch: (
        "id", "case_file_id", "suspect_id", "record_id", "match", "state", "raised_at", "since", "due_at",
        "explanation", "explained_at", "explained_by_id", "settlement", "reasons", "settled_at", "settled_by_id",
    ),
    ItemExtension: (
        "item_id", "was_due_on", "asked_for", "reason", "asked_at", "asked_by_id", "state", "due_at", "agreed_on",
        "decided_at", "decided_by_id", "decision",
    ),
    CaseEvent: (
        "case_id", "urn", "type", "schema_version", "at", "recorded_at", "source_system", "actor_org", "actor_role",
        "by_id", "suspect_ids", "holder", "force", "police_unit", "cps_area", "cps_unit", "hierarchy_version",
        "casework_type", "youth", "voided", "void_reason", "details",
    ),
}  # fmt: skip
KEYS_AT_ONCE = 5_000
NULL = r"\N"
encode_json: Callable[[Any], str] = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


@lru_cache(maxsize=4096)
def instant(seconds: int | None) -> str:
    """Write seconds since 1970 as an instant in UTC; None as NULL."""
    return NULL if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def escape(text: str) -> str:
    """Double the backslashes, which mean something to COPY; our texts have no tabs and no line ends."""
    return text.replace("\\", "\\\\") if "\\" in text else text


def _text(value: Any) -> str:
    if value is None:
        return NULL
    if value is True or value is False:
        return "t" if value else "f"
    return value.isoformat() if isinstance(value, date) else str(value)


class Rows:
    """Rows of every table, kept until they are written."""

    def __init__(self) -> None:
        self.lines: dict[type[Model], list[str]] = {model: [] for model in COLUMNS}
        self._keys: dict[type[Model], Iterator[int]] = {}

    def add(self, model: type[Model], *values: Any) -> None:
        """Add a row, its values in the order of COLUMNS; strings are taken as already escaped."""
        self.lines[model].append("\t".join([value if value.__class__ is str else _text(value) for value in values]))

    def key(self, model: type[Model]) -> int:
        """Return the next key of a table, from its sequence, so that nobody else gets it too."""
        if model not in self._keys:
            self._keys[model] = _keys(model)
        return next(self._keys[model])

    def clear(self) -> None:
        """Forget the rows, which were written; keys that were fetched are kept."""
        for lines in self.lines.values():
            lines.clear()


def _keys(model: type[Model]) -> Iterator[int]:
    sql = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [model._meta.db_table, KEYS_AT_ONCE])
            fetched = [row[0] for row in cursor.fetchall()]
        yield from fetched
