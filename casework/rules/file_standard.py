"""What this case's file needs, computed from its facts by an edition of the standard.

Nothing here is ticked by hand: each row says when it is needed, why, and what satisfies it. The rows
are data, so a new edition of the guidance is not a new release.
Source: National File Standard as summarised in the edition's own source field.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from casework.models import AppliesTo, FileStandardRow, PersonRole, RowGroup
from casework.rules import facts as known
from casework.rules.contents import CaseContents, Subject, where_of
from casework.rules.facts import Groups, words_for
from casework.rules.satisfaction import satisfaction
from casework.rules.sentences import listed, sentence

__all__ = ["CaseContents", "Facts", "Requirement", "Subject", "alternatives", "case_facts", "requirements"]
CHARGING = "charging"
Facts = dict[str, frozenset[str]]
ROLE_OF = {AppliesTo.VICTIM: PersonRole.VICTIM, AppliesTo.WITNESS: PersonRole.WITNESS}
SETTING = ("route", "purpose")
"""Facts that most files share: told only where nothing else called for a row."""


@dataclass(frozen=True)
class Requirement:
    """One row of the standard as it falls on this file.

    `because` names the fact that calls for it, or the one that would. `gap` says what is wrong with
    what is there. `ways` are those that satisfy it, as data.
    """

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
    because: str = ""
    gap: str = ""
    group: str = RowGroup.CASE
    source: str = ""
    edition: str = ""
    ways: Mapping[str, Any] = field(default_factory=dict)

    @property
    def missing(self) -> bool:
        """Whether it is needed and not there."""
        return self.needed and not self.met


def alternatives(needed_when: Any) -> list[dict[str, list[str]]]:
    """The sets of facts any of which calls for a row: a list as it is, a single set as a list of one."""
    return list(needed_when) if isinstance(needed_when, list) else [needed_when]


Callers = Sequence[Mapping[str, list[str]]]
"""The sets of facts any of which calls for a row."""


@dataclass(frozen=True)
class Asked:
    """One thing that rows are asked of: what sentences call it (the case: nothing), and its facts."""

    subject: Subject
    name: str
    facts: known.Facts


@dataclass(frozen=True)
class Standard:
    """An edition's rows asked of one file on one local day."""

    contents: CaseContents
    rows: Sequence[FileStandardRow]
    on: date
    purpose: str
    groups: Groups

    @cached_property
    def shared(self) -> known.Facts:
        """The facts of the whole case."""
        return known.case_facts(self.contents, self.on, self.groups, self.purpose)

    @cached_property
    def asked_of(self) -> Mapping[str, Sequence[Asked]]:
        """Each thing that a row can be asked of."""
        contents = self.contents
        found: dict[str, Sequence[Asked]] = {
            role_row: [
                Asked(p, str(p), known.person_facts(self.shared, p, self.on)) for p in contents.people if p.role == role
            ]
            for role_row, role in ROLE_OF.items()
        }
        found[AppliesTo.SUSPECT] = [
            Asked(s, str(s), known.suspect_facts(self.shared, contents, s, self.on, self.groups))
            for s in contents.suspects
        ]
        return found | {AppliesTo.CASE: [Asked(contents.case_file, "", self.shared)]}

    def judged(self) -> Iterator[Requirement]:
        """Ask every row of everything that it applies to."""
        for row in self.rows:
            callers = alternatives(row.needed_when)
            for asked in self.asked_of[row.applies_to]:
                yield self._requirement(row, callers, asked)

    def _requirement(self, row: FileStandardRow, callers: Callers, asked: Asked) -> Requirement:
        subject, about, facts = asked.subject, asked.name, asked.facts
        called = [each for each in callers if _holds(each, facts)]
        needed = bool(called) or not callers
        found = satisfaction(row, subject, self.contents, on=self.on)
        return Requirement(
            code=row.code,
            title=row.title,
            reason=row.reason,
            about=about,
            where=where_of(subject),
            needed=needed,
            met=found.met,
            met_by=found.by,
            blocks=row.blocks,
            triage_code=row.triage_code,
            because=self._called_by(called, facts) if needed else self._not_called(callers, facts, about),
            gap=found.gap,
            group=row.group or RowGroup.CASE,
            source=row.source,
            edition=_edition(row),
            ways=row.satisfied_by,
        )

    def _called_by(self, called: Sequence[Mapping[str, list[str]]], facts: known.Facts) -> str:
        """Why it is needed: the facts of the first set that holds, the telling ones before the usual ones."""
        conditions = called[0] if called else {}
        telling = [fact for fact in conditions if fact not in SETTING] or list(conditions)
        if not telling:
            return "Every file needs it."
        parts = [self._holding(fact, conditions[fact], facts) for fact in telling]
        return f"Needed because {listed(parts, most=len(parts))}."

    def _holding(self, fact: str, accepted: Sequence[str], facts: known.Facts) -> str:
        value = next(value for value in accepted if value in facts.get(fact, {}))
        return sentence(words_for(fact, value, self.groups).holds, facts[fact][value])

    def _not_called(self, callers: Callers, facts: known.Facts, about: str) -> str:
        """Why it is not needed: of each set of facts, the first that fails."""
        parts = [self._failing(conditions, facts, about) for conditions in callers]
        return f"Not needed because {listed(list(dict.fromkeys(parts)), most=len(parts))}."

    def _failing(self, conditions: Mapping[str, list[str]], facts: known.Facts, about: str) -> str:
        fact, accepted = next((name, values) for name, values in conditions.items() if not _any(values, facts, name))
        parts = [sentence(words_for(fact, value, self.groups).fails, (), subject=about) for value in accepted]
        return listed(list(dict.fromkeys(parts)), most=len(parts))


def case_facts(contents: CaseContents, on: date) -> Facts:
    """The values of each fact of a case on a local day, for who asks only whether one holds."""
    found = known.case_facts(contents, on, {}, CHARGING)
    return {fact: frozenset(values) for fact, values in found.items()}


def _edition(row: FileStandardRow) -> str:
    edition = getattr(row, "edition", None)
    return f"{edition.title} ({edition.code})" if edition else ""


def _holds(conditions: Mapping[str, list[str]], facts: known.Facts) -> bool:
    return all(_any(values, facts, fact) for fact, values in conditions.items())


def _any(values: Iterable[str], facts: known.Facts, fact: str) -> bool:
    held = facts.get(fact, {})
    return any(value in held for value in values)


def requirements(
    contents: CaseContents,
    rows: Iterable[FileStandardRow],
    *,
    on: date,
    purpose: str = CHARGING,
    groups: Groups | None = None,
) -> list[Requirement]:
    """Return every row of an edition, once for each thing it is asked of, in the edition's order.

    `on` is the local day the file is judged on, `purpose` what is asked of the CPS, `groups` the
    edition's groups of offences. Rows that this case's facts do not call for are returned too, as
    not needed, so that a reader can see why.
    """
    return list(Standard(contents, list(rows), on, purpose, groups or {}).judged())
