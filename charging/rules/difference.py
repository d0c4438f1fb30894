"""What changed between two files as they were submitted, thing by thing and field by field.

Works on sealed files only, never on live rows: the one from last time as it was sealed, and the one of today
written the same way. When and by whom something was changed is told with the change and is none itself.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

SCHEMAS_UNDERSTOOD = frozenset({1})
SECTIONS = {
    "case": "The case",
    "flags": "Flags",
    "suspects": "Suspects",
    "offences": "Proposed offences",
    "people": "Victims and witnesses",
    "answers": "Forms",
    "material": "Material",
    "unused": "Unused material",
    "standard": "File standard",
    "explanations": "Gaps explained",
    "contacts": "Contacts",
    "route": "Charging route",
    "plan": "Answers to the action plan",
    "conversation": "Conversation",
}
"""The parts of a sealed file in the order of the page. What is said of the sending itself (round, time, comments)
always differs and says nothing about the file."""
COMPARED = [section for section in SECTIONS if section not in {"route", "conversation"}]
"""Who may charge follows from the rest, so it is no change of its own; what was said is no part of the file."""
TOLD_ONCE = frozenset({"plan"})
"""What goes with one submission only: there it is new, and the next one takes nothing of it away."""

NOT_COMPARED = frozenset({"key", "name", "changed"})
STANDARD, MET = "standard", "met"
OF_A_REJECTION = "submission-"
"""How what answers the rejection of a submission begins, in `about`."""
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
Thing = Mapping[str, Any]


@dataclass(frozen=True)
class FieldChange:
    """One value before and after; None is "not there"."""

    field: str
    before: Any
    after: Any

    def reversed(self) -> "FieldChange":
        """The same change, told from the end to the start."""
        return FieldChange(self.field, self.after, self.before)


@dataclass(frozen=True)
class Change:
    """One thing that was added, removed or changed: `thing` as it is now, or as it was where it is gone.

    `at` and `by` say when and by whom it got its present values, where that is known.
    """

    section: str
    key: str
    what: str
    thing: Thing
    fields: tuple[FieldChange, ...] = ()
    at: str | None = None
    by: str | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.thing.get("name", ""))

    @property
    def about(self) -> str:
        """The key of what it is about; its own where it is about nothing else."""
        return str(self.thing.get("about") or self.key)

    @property
    def changed(self) -> frozenset[str]:
        """The fields that differ, without what is inside them."""
        return frozenset(each.field.split(".")[0] for each in self.fields)


@dataclass(frozen=True)
class Difference:
    """Every change from one file to another. Not comparable where one is of a form that is not understood."""

    changes: tuple[Change, ...] = ()
    comparable: bool = True

    def __bool__(self) -> bool:
        return bool(self.changes)

    def of(self, section: str) -> tuple[Change, ...]:
        """The changes in one part of the file."""
        return tuple(change for change in self.changes if change.section == section)


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> Difference:
    """Return every change from one sealed file to another; none between a file and itself."""
    if not (understood(before) and understood(after)):
        return Difference(comparable=False)
    return Difference(tuple(change for section in COMPARED for change in _section(section, before, after)))


def understood(document: Mapping[str, Any]) -> bool:
    """Whether a sealed file is of a form that can be compared."""
    return document.get("schema") in SCHEMAS_UNDERSTOOD


def _things(document: Mapping[str, Any], section: str) -> dict[str, Thing]:
    listed = document.get(section) or []
    return {str(thing["key"]): thing for thing in listed if section != STANDARD or _counts(thing)}


def _counts(row: Thing) -> bool:
    """Whether a row can change: one that the facts do not call for is not there, and reasons are told by themselves."""
    return bool(row["needed"]) and not is_of_a_rejection(row)


def is_of_a_rejection(row: Thing) -> bool:
    """Whether a judged row is a reason of an earlier rejection, and none of the standard."""
    return str(row.get("about", "")).startswith(OF_A_REJECTION)


def _section(section: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    was = {} if section in TOLD_ONCE else _things(before, section)
    now = _things(after, section)
    for key in [*was, *(key for key in now if key not in was)]:
        change = _change(section, was.get(key), now.get(key))
        if change:
            yield change


def _change(section: str, was: Thing | None, now: Thing | None) -> Change | None:
    fields = tuple(_fields(section, was or {}, now or {}))
    if was and now and not fields:
        return None
    thing = now or was or {}
    last = (now.get("changed") if now else None) or {}
    return Change(
        section=section,
        key=str(thing["key"]),
        what=CHANGED if was and now else ADDED if now else REMOVED,
        thing=thing,
        fields=fields,
        at=last.get("at"),
        by=last.get("by"),
    )


def _fields(section: str, was: Thing, now: Thing) -> Iterator[FieldChange]:
    before, after = dict(_leaves(was)), dict(_leaves(now))
    for name in [*before, *(name for name in after if name not in before)]:
        if section == STANDARD and name != MET:
            continue
        if _compared(before.get(name)) != _compared(after.get(name)):
            yield FieldChange(name, before.get(name), after.get(name))


def _is_coded(value: Any) -> bool:
    return isinstance(value, Mapping) and value.keys() == {"code", "says"}


def _compared(value: Any) -> Any:
    """What two values are compared by: a coded one by its code, for its words may be put better one day."""
    return value["code"] if _is_coded(value) else value


def _leaves(thing: Thing, within: str = "") -> Iterator[tuple[str, Any]]:
    """Every value of a thing by its path; what is empty is not there."""
    for name, value in thing.items():
        if not within and name in NOT_COMPARED:
            continue
        path = f"{within}{name}"
        if isinstance(value, Mapping) and not _is_coded(value):
            yield from _leaves(value, f"{path}.")
        elif value is False or value not in (None, "", []):
            yield path, value
