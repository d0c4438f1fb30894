"""What became of each reason of a rejection: nobody ticks it off, mending the row of the standard clears it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from charging.rules.difference import REMOVED, STANDARD, Change, is_of_a_rejection
from foundation.verdicts import Reason, Verdict

UNMET_REASON = "reason_not_cleared"
ALSO_TOUCHED = {"schedule": "unused", "officer_contact": "contacts"}
"""Parts of the file that some conditions name in a word of their own."""
RowKey = tuple[str, str]
"""A row of the standard as it falls on a file: its code, and what it is asked of (case, suspect-1)."""
NO_ROW: RowKey = ("", "")


class RowState(StrEnum):
    """How a row of the standard stands on a file."""

    MISSING = "Missing"
    MET = "In the file"
    NOT_NEEDED = "Not needed"
    NOT_KNOWN = "Not known"


@dataclass(frozen=True, kw_only=True)
class GivenReason:
    """A coded reason as triage gave it, with the row of the standard it is about, where there is one."""

    code: str
    title: str
    detail: str = ""
    row: str = ""
    about: str = ""

    @property
    def row_key(self) -> str:
        """The key of its row in a sealed file."""
        return f"row-{self.row}-{self.about}" if self.row else ""


@dataclass(frozen=True, kw_only=True)
class ReasonState:
    """A reason then and now. `cleared_at` is an instant as sealed files write it, where it is known."""

    reason: GivenReason
    then: RowState
    now: RowState
    row_name: str = ""
    changes: tuple[Change, ...] = ()
    explanation: str = ""

    @property
    def cleared(self) -> bool:
        """Whether the row is as it should be and was not so before; or was found wanting, and was worked on since."""
        fine = self.now in {RowState.MET, RowState.NOT_NEEDED}
        return fine and (self.now is not self.then or bool(self.changes))

    @property
    def cleared_at(self) -> str | None:
        """When the first thing came that clears it."""
        times = [change.at for change in self.changes if change.at]
        return min(times) if self.cleared and times else None

    @property
    def is_open(self) -> bool:
        """Whether police have neither mended it nor said why not."""
        return not (self.cleared or self.explanation)


def state_of(reason: GivenReason, standard: Sequence[Mapping[str, Any]]) -> RowState:
    """How the row of a reason stands in the judged rows of a sealed file, of either form."""
    row = next((row for row in standard if (row["code"], row["about"]) == (reason.row, reason.about)), None)
    if not reason.row or row is None:
        # A row that is asked of nobody any more, as of a suspect who does not go with the file.
        known = reason.row and standard and not is_of_a_rejection({"about": reason.about})
        return RowState.NOT_NEEDED if known else RowState.NOT_KNOWN
    if not row["needed"]:
        return RowState.NOT_NEEDED
    return RowState.MET if row["met"] else RowState.MISSING


def touching(changes: Iterable[Change], reason: GivenReason, satisfied_by: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes to what satisfies the row of a reason: its fields, answers and kinds of material."""
    names = frozenset(_names(satisfied_by))
    found = (change for change in changes if change.section != STANDARD and change.what != REMOVED)
    return tuple(change for change in found if reason.row and _concerns(change, reason.about, names))


def _names(value: Any) -> Iterator[str]:
    """Every name in a row's condition, however it is nested."""
    if isinstance(value, str):
        yield ALSO_TOUCHED.get(value, value)
    elif isinstance(value, Mapping):
        yield from (ALSO_TOUCHED[name] for name in value if name in ALSO_TOUCHED)
        for inner in value.values():
            yield from _names(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _names(inner)


def _concerns(change: Change, about: str, names: frozenset[str]) -> bool:
    if about != "case" and change.about not in {about, "case"}:
        return False
    return bool(names & ({change.section, *_named(change)} | change.changed))


def _named(change: Change) -> Iterator[str]:
    """The names by which a condition knows a thing: the kind of material, the code of a question."""
    kind = change.thing.get("kind")
    yield kind["code"] if isinstance(kind, Mapping) else ""
    yield str(change.thing.get("question", ""))


def answered(states: Iterable[ReasonState]) -> Verdict:
    """Whether each reason of the last rejection is cleared or explained; otherwise every one that is not."""
    return Verdict.of(
        *(Reason(UNMET_REASON, _still_open(state), f"explain_{state.reason.code}") for state in states if state.is_open)
    )


def _still_open(state: ReasonState) -> str:
    row = f" ({state.row_name})" if state.row_name else ""
    said = f"{state.reason.code}, “{state.reason.title}”{row}, is not mended yet."
    return f"{said} Mend it, or say why you send the file all the same."


def usual_rows(code: str, standard: Sequence[Mapping[str, Any]], codes: Mapping[str, str]) -> list[RowKey]:
    """The rows that a reason is most likely about: all that are missing, else the only one that earns it.

    Where several that are met could be meant, none is: a guess would tell police to mend the wrong thing. `codes` maps
    rows to the reason that their absence earns. Returns each row's code and what it is asked of.
    """
    asked = [row for row in standard if row["needed"] and codes.get(row["code"]) == code]
    missing = [row for row in asked if not row["met"]]
    likely = missing or (asked if len(asked) == 1 else [])
    return [(row["code"], row["about"]) for row in likely]


def rows_exist(linked: Mapping[str, Collection[RowKey]], standard: Sequence[Mapping[str, Any]]) -> Verdict:
    """Whether each reason is about rows that the file was judged by, or about none."""
    known = {NO_ROW, *((row["code"], row["about"]) for row in standard if not is_of_a_rejection(row))}
    verdict = Verdict.ok()
    for code in sorted(code for code, rows in linked.items() if not known.issuperset(rows)):
        message = f"{code} is about a row that this file was not judged by. Choose one of its own rows."
        verdict &= Verdict.no("unknown_row", message, f"row_{code}")
    return verdict


def by_code(states: Iterable[ReasonState]) -> dict[str, list[ReasonState]]:
    """The states of each reason by its code, one for each row that it is about: it is cleared when all of them are."""
    found: dict[str, list[ReasonState]] = {}
    for state in states:
        found.setdefault(state.reason.code, []).append(state)
    return found


def counted(states: Sequence[ReasonState]) -> str:
    """Write "5 reasons: 4 cleared, 1 explained", leaving out what there is none of."""
    reasons = by_code(states).values()
    cleared = sum(all(state.cleared for state in rows) for rows in reasons)
    still = sum(any(state.is_open for state in rows) for rows in reasons)
    explained = len(reasons) - cleared - still
    parts = [f"{number} {word}" for number, word in ((cleared, "cleared"), (explained, "explained"), (still, "open"))]
    told = ", ".join(part for part in parts if not part.startswith("0 "))
    return f"{len(reasons)} reason{'' if len(reasons) == 1 else 's'}: {told}"
