"""The computed file standard as builder, supervisor and triage see it: one list, in the same words for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from casework.models import CaseFile, RowGroup
from casework.rules import readiness
from casework.rules.contents import CaseContents
from casework.rules.file_standard import Requirement
from charging.lifecycle import Purpose
from charging.models import Explanation, RejectionReason
from charging.queries.submission.judging import judged
from charging.queries.submission.mending import Places
from charging.rules.difference import OF_A_REJECTION
from charging.rules.explanations import NOWHERE, Key, covered, field_name, for_sending, key_of
from charging.rules.route import Route, routes
from foundation.verdicts import Reason, Verdict


@dataclass(frozen=True)
class Said:
    """Why police send the file without something. `at` is None where it is not kept.

    `token` names the text that a new one is typed over; what was sealed has none.
    """

    text: str
    by: str
    at: datetime | None
    token: str = ""


@dataclass(frozen=True)
class RouteShown:
    """Who may charge a suspect, and why, in words that were kept."""

    suspect: str
    police_may_charge: bool
    says: str


@dataclass(frozen=True)
class ChecklistRow:
    """One row as it falls on this file.

    `href` mends it, `none_href` says that there is none of it; they are empty for whoever cannot, and where nothing
    is missing.
    `explanation` is why police send the file without it; None where nobody has said. `typed` is the field
    in which a page takes it, where it does. `covered_by` is the reason of a rejection that is explained for it too.
    """

    code: str
    title: str
    about: str
    reason: str
    met_by: str
    blocks: bool
    triage_code: str
    triage_title: str = ""
    href: str = ""
    none_href: str = ""
    where: str = "case"
    because: str = ""
    gap: str = ""
    group: str = RowGroup.CASE
    source: str = ""
    explanation: Said | None = None
    typed: object = None
    covered_by: str = ""

    @property
    def name(self) -> str:
        """The row with whom it is asked of."""
        return f"{self.title}: {self.about}" if self.about else self.title

    @property
    def key(self) -> Key:
        """What its explanation is found by."""
        return self.code, self.where

    @property
    def field(self) -> str:
        """The name of the field in which its reason is typed."""
        return field_name(self.key)


@dataclass(frozen=True)
class Checklist:
    """The rows that this case calls for, what is missing first, and those it does not call for.

    `sent_at` is when the file was sent, of rows as they were judged then; None where they are judged as it stands.
    """

    stops: tuple[ChecklistRow, ...]
    warnings: tuple[ChecklistRow, ...]
    met: tuple[ChecklistRow, ...]
    not_needed: tuple[ChecklistRow, ...]
    unexplained: Verdict = field(default_factory=Verdict.ok)
    edition: str = ""
    routes: Sequence[Route | RouteShown] = ()
    sent_at: datetime | None = None

    @property
    def missing(self) -> tuple[ChecklistRow, ...]:
        """What is needed and not there, hard stops first."""
        return self.stops + self.warnings

    @property
    def needed_count(self) -> int:
        """How many rows this case calls for."""
        return len(self.missing) + len(self.met)

    @property
    def rejected(self) -> int | None:
        """The key of the submission whose rejection this file answers; None where it answers none."""
        marks = (row.where for row in (*self.missing, *self.met) if row.where.startswith(OF_A_REJECTION))
        return next((int(mark.removeprefix(OF_A_REJECTION)) for mark in marks), None)

    @property
    def verdict(self) -> Verdict:
        """Whether the file can be sent, each hard stop with the page that mends it."""
        return Verdict.of(*(Reason(row.code, _is_missing(row), row.href) for row in self.stops))

    @property
    def needs_reasons(self) -> Verdict:
        """Whether every warning has its reason, each that has none with a link to where it is typed."""
        return Verdict.of(*(Reason(r.code, r.message, f"#{r.where}") for r in self.unexplained.reasons))


def _is_missing(row: ChecklistRow) -> str:
    return f"{row.title}{f' for {row.about}' if row.about else ''} is missing."


def checklist_of(
    contents: CaseContents,
    *,
    on: date,
    can_mend: bool = False,
    purpose: str = Purpose.CHARGING,
    edition_id: int | None = None,
    is_triaged: bool = False,
) -> Checklist:
    """Judge a file by an edition, or the one in force on a local day, with the reasons given.

    Until it is triaged each gap says what triage calls it.
    """
    routed = routes(contents, on=on)
    rows = judged(contents, on=on, purpose=purpose, edition_id=edition_id, routed=routed)
    titles = {} if is_triaged else dict(RejectionReason.objects.values_list("code", "title"))
    said = explanations_of(contents.case_file)
    found = arrange(rows, contents.case_file, on=on, can_mend=can_mend, explained=said, titles=titles)
    return replace(found, routes=tuple(routed))


def explanations_of(case_file: CaseFile) -> Mapping[Key, Said]:
    """The reasons given for a case; those of rows that are met by now are shown nowhere."""
    rows = Explanation.objects.filter(case_file=case_file).select_related("by")
    return {(row.code, row.about): Said(row.text, str(row.by), row.at, row.token) for row in rows}


def arrange(
    rows: Sequence[Requirement],
    case_file: CaseFile,
    *,
    on: date,
    can_mend: bool,
    named: int | None = None,
    explained: Mapping[Key, Said] | None = None,
    titles: Mapping[str, str] | None = None,
) -> Checklist:
    """Put rows as they were judged on a local day into the groups that pages show.

    `titles` is what triage calls each gap, by its code. Where a page names only the first few of what is missing,
    `named` says how many: the others are given no page that mends them.
    """
    known, called = explained or {}, titles or {}
    elsewhere = covered(rows)
    stopping = {(reason.code, reason.where) for reason in readiness.for_submission(rows).reasons}
    places = Places(case_file, on=on) if can_mend else None
    gaps = sorted((row for row in rows if row.missing), key=lambda row: (row.code, row.where) not in stopping)
    mended = {key_of(row) for row in gaps[:named]}
    shown = [(row, _row(row, places if key_of(row) in mended else None, known, called, elsewhere)) for row in rows]
    return Checklist(
        stops=tuple(view for row, view in shown if row.missing and (row.code, row.where) in stopping),
        warnings=tuple(view for row, view in shown if row.missing and (row.code, row.where) not in stopping),
        met=tuple(view for row, view in shown if row.needed and row.met),
        not_needed=tuple(view for row, view in shown if not row.needed),
        unexplained=for_sending(rows, known.keys()),
        edition=next((row.edition for row in rows if row.edition), ""),
    )


def _row(
    row: Requirement,
    places: Places | None,
    explained: Mapping[Key, Said],
    titles: Mapping[str, str],
    elsewhere: Mapping[Key, Key],
) -> ChecklistRow:
    return ChecklistRow(
        code=row.code,
        title=row.title,
        about=row.about,
        reason=row.reason,
        met_by=row.met_by,
        blocks=row.blocks,
        triage_code=row.triage_code,
        triage_title=titles.get(row.triage_code, ""),
        href=places.mending(row) if places else "",
        none_href=places.denying(row) if places else "",
        where=row.where,
        because=row.because,
        gap=row.gap,
        group=row.group,
        source=row.source,
        explanation=explained.get(key_of(row)) if row.missing else None,
        covered_by=elsewhere.get(key_of(row), NOWHERE)[0],
    )
