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
    CaseEvent,
    CaseFile,
    CaseFlag,
    Material,
    Offence,
    Person,
    Suspect,
)
from charging.models import (
    ActionItem,
    ActionPlan,
    AuthorisedCharge,
    ChargeRecord,
    Consultation,
    Decision,
    LaidCharge,
    Submission,
    Triage,
    TriageReason,
)

SUBMISSION_SUSPECTS: type[Model] = Submission.suspects.through

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
    Consultation: (
        "id", "case_file_id", "submission_id", "number", "opened_at", "prosecutor_id", "allocated_at", "completed_at",
        "completed_by_id", "analysis", "disclosure_considered",
    ),
    Decision: ("id", "consultation_id", "suspect_id", "result", "code", "reason_id", "rationale", "at"),
    AuthorisedCharge: ("decision_id", "offence_code_id"),
    ActionPlan: ("id", "case_file_id", "consultation_id", "number", "issued_at", "issued_by_id", "returned_at"),
    ActionItem: (
        "id", "plan_id", "suspect_id", "category", "text", "why", "needed_for", "due_on", "state", "answer",
        "answer_text", "answered_at", "answered_by_id", "version",
    ),
    ChargeRecord: (
        "id", "suspect_id", "decision_id", "charged_at", "method", "match", "recorded_at", "recorded_by_id",
    ),
    LaidCharge: ("record_id", "offence_code_id"),
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
