"""The computed file standard as builder, supervisor and triage see it: one list, in the same words for all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from casework.models import CaseFile
from casework.queries import case_page
from casework.rules import readiness
from casework.rules.file_standard import CaseContents, Requirement
from charging.models import RejectionReason
from foundation.verdicts import Reason, Verdict

CASE_FIELDS = frozenset({"summary", "lines_of_enquiry"})


@dataclass(frozen=True)
class ChecklistRow:
    """One row as it falls on this file; `href` mends it and is empty for whoever cannot."""

    code: str
    title: str
    about: str
    reason: str
    met_by: str
    blocks: bool
    triage_code: str
    triage_title: str = ""
    href: str = ""

    @property
    def name(self) -> str:
        """The row with whom it is asked of."""
        return f"{self.title}: {self.about}" if self.about else self.title


@dataclass(frozen=True)
class Checklist:
    """The rows that this case calls for, what is missing first, and those it does not call for."""

    stops: tuple[ChecklistRow, ...]
    warnings: tuple[ChecklistRow, ...]
    met: tuple[ChecklistRow, ...]
    not_needed: tuple[ChecklistRow, ...]

    @property
    def missing(self) -> tuple[ChecklistRow, ...]:
        """What is needed and not there, hard stops first."""
        return self.stops + self.warnings

    @property
    def needed_count(self) -> int:
        """How many rows this case calls for."""
        return len(self.missing) + len(self.met)

    @property
    def verdict(self) -> Verdict:
        """Whether the file can be sent, each hard stop with the page that mends it."""
        return Verdict.of(*(Reason(row.code, _is_missing(row), row.href) for row in self.stops))


def _is_missing(row: ChecklistRow) -> str:
    return f"{row.title}{f' for {row.about}' if row.about else ''} is missing."


def checklist_of(contents: CaseContents, *, on: date, can_mend: bool = False) -> Checklist:
    """Judge a file by the edition in force on a local day, with the words of the rejection reasons."""
    rows = arrange(case_page.standard_for(contents, on=on), contents.case_file, can_mend=can_mend)
    return with_triage_titles(rows)


def arrange(rows: Sequence[Requirement], case_file: CaseFile, *, can_mend: bool) -> Checklist:
    """Put judged rows into the groups that pages show."""
    stopping = {(reason.code, reason.where) for reason in readiness.for_submission(rows).reasons}
    shown = [(row, _row(row, case_file if can_mend else None)) for row in rows]
    return Checklist(
        stops=tuple(view for row, view in shown if row.missing and (row.code, row.where) in stopping),
        warnings=tuple(view for row, view in shown if row.missing and (row.code, row.where) not in stopping),
        met=tuple(view for row, view in shown if row.needed and row.met),
        not_needed=tuple(view for row, view in shown if not row.needed),
    )


def with_triage_titles(rows: Checklist) -> Checklist:
    """Add what triage calls each gap."""
    titles = dict(RejectionReason.objects.values_list("code", "title"))

    def named(group: tuple[ChecklistRow, ...]) -> tuple[ChecklistRow, ...]:
        return tuple(replace(row, triage_title=titles.get(row.triage_code, "")) for row in group)

    return replace(rows, stops=named(rows.stops), warnings=named(rows.warnings), met=named(rows.met))


def _row(row: Requirement, case_file: CaseFile | None) -> ChecklistRow:
    return ChecklistRow(
        code=row.code,
        title=row.title,
        about=row.about,
        reason=row.reason,
        met_by=row.met_by,
        blocks=row.blocks,
        triage_code=row.triage_code,
        href=_mended_at(row, case_file) if case_file else "",
    )


def _mended_at(row: Requirement, case_file: CaseFile) -> str:
    """The page where a builder supplies what the row asks for."""
    subject, _, key = row.where.partition("-")
    slug = case_file.slug
    if subject == "suspect":
        name = "casework:offence_add" if row.code == "offences" else "casework:suspect_edit"
        return reverse(name, args=[slug, int(key)])
    if subject == "person":
        return reverse("casework:person_edit", args=[slug, int(key)])
    if row.code == "suspects":
        return reverse("casework:suspect_add", args=[slug])
    return reverse("casework:case_file_edit" if row.code in CASE_FIELDS else "casework:material_add", args=[slug])
