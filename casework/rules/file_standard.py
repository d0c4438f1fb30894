"""What this case's file needs, computed from its facts by an edition of the standard.

Nothing here is ticked by hand: each row says when it is needed, why, and which fact or material
satisfies it. The rows are data, so a new edition of the guidance is not a new release.
Source: National File Standard as summarised in the edition's own source field.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from casework.models import (
    CaseFile,
    CustodyBasis,
    FileStandardRow,
    Material,
    MaterialKind,
    Offence,
    Person,
    PersonRole,
    Suspect,
)

Facts = dict[str, frozenset[str]]
Subject = CaseFile | Suspect | Person


@dataclass(frozen=True)
class CaseContents:
    """Everything a file holds, read once: the rules never query."""

    case_file: CaseFile
    suspects: Sequence[Suspect]
    offences: Sequence[Offence]
    people: Sequence[Person]
    material: Sequence[Material]
    flags: frozenset[str] = field(default_factory=frozenset)

    def of(self, suspects: Iterable[Suspect]) -> "CaseContents":
        """The same file with these suspects only, as one submission of several sends it."""
        keys = {suspect.pk for suspect in suspects}
        return replace(
            self,
            suspects=[suspect for suspect in self.suspects if suspect.pk in keys],
            offences=[offence for offence in self.offences if offence.suspect_id in keys],
        )

    def kinds(self, subject: Subject) -> frozenset[str]:
        """The kinds of live material about a subject; what is about nobody in particular counts for all."""
        return frozenset(item.kind for item in self.material if item.withdrawn_at is None and _about(item, subject))


@dataclass(frozen=True)
class Requirement:
    """One row of the standard as it falls on this file."""

    code: str
    title: str
    reason: str
    about: str
    where: str
    needed: bool
    met: bool
    met_by: str
    blocks: bool
    triage_code: str

    @property
    def missing(self) -> bool:
        """Whether it is needed and not there."""
        return self.needed and not self.met


def _about(item: Material, subject: Subject) -> bool:
    if isinstance(subject, Suspect):
        return item.suspect_id in {None, subject.pk}
    if isinstance(subject, Person):
        return item.person_id in {None, subject.pk}
    return True


def case_facts(contents: CaseContents, on: date) -> Facts:
    """The facts that rows ask about, each a set of values so that one case can have several."""
    suspects = contents.suspects
    victims = [person for person in contents.people if person.role == PersonRole.VICTIM]
    return {
        "plea": frozenset(s.anticipated_plea for s in suspects if s.anticipated_plea),
        "custody": frozenset("yes" if s.custody_basis == CustodyBasis.CUSTODY else "no" for s in suspects),
        "youth": frozenset("yes" if s.is_youth(on) else "no" for s in suspects),
        "flag": contents.flags,
        "has_victim": frozenset({"yes" if victims else "no"}),
        "casework_type": frozenset({contents.case_file.casework_type}),
        "mode": frozenset(o.offence_code.mode_of_trial for o in contents.offences),
        "material": contents.kinds(contents.case_file),
    }


def _suspect_facts(contents: CaseContents, suspect: Suspect, on: date) -> Facts:
    own = [offence for offence in contents.offences if offence.suspect_id == suspect.pk]
    return case_facts(contents, on) | {
        "plea": frozenset({suspect.anticipated_plea} - {""}),
        "custody": frozenset({"yes" if suspect.custody_basis == CustodyBasis.CUSTODY else "no"}),
        "youth": frozenset({"yes" if suspect.is_youth(on) else "no"}),
        "mode": frozenset(offence.offence_code.mode_of_trial for offence in own),
    }


def _subjects(row: FileStandardRow, contents: CaseContents, on: date) -> Iterable[tuple[Subject, Facts]]:
    if row.applies_to == "suspect":
        return [(suspect, _suspect_facts(contents, suspect, on)) for suspect in contents.suspects]
    facts = case_facts(contents, on)
    if row.applies_to == "victim":
        return [(person, facts) for person in contents.people if person.role == PersonRole.VICTIM]
    return [(contents.case_file, facts)]


def _needed(row: FileStandardRow, facts: Facts) -> bool:
    return all(facts.get(fact, frozenset()) & set(values) for fact, values in row.needed_when.items())


def _met_by(row: FileStandardRow, subject: Subject, contents: CaseContents) -> str:
    """What satisfies the row, in words; empty where nothing does."""
    found = contents.kinds(subject) & set(row.satisfied_by.get("material", []))
    if found:
        return ", ".join(sorted(MaterialKind(kind).label for kind in found))
    for name in row.satisfied_by.get("fields", []):
        if name == "offences":
            filled = any(offence.suspect_id == subject.pk for offence in contents.offences)
        elif name == "suspects":
            filled = bool(contents.suspects)
        else:
            filled = bool(getattr(subject, name))
        if filled:
            return "Answered in the file"
    return ""


def requirements(contents: CaseContents, rows: Iterable[FileStandardRow], *, on: date) -> list[Requirement]:
    """Return every row of an edition, once for each thing it is asked of, in the edition's order.

    `on` is the local day the file is judged on. Rows that this case's facts do not call for are
    returned too, as not needed, so that a reader can see why.
    """
    found = []
    for row in rows:
        for subject, facts in _subjects(row, contents, on):
            met_by = _met_by(row, subject, contents)
            found.append(
                Requirement(
                    code=row.code,
                    title=row.title,
                    reason=row.reason,
                    about="" if isinstance(subject, CaseFile) else str(subject),
                    where=_where(subject),
                    needed=_needed(row, facts),
                    met=bool(met_by),
                    met_by=met_by,
                    blocks=row.blocks,
                    triage_code=row.triage_code,
                )
            )
    return found


def _where(subject: Subject) -> str:
    if isinstance(subject, Suspect):
        return f"suspect-{subject.pk}"
    return f"person-{subject.pk}" if isinstance(subject, Person) else "case"
