"""What one edition of the standard changes against another: row by row in words, and file by file in what is asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from casework.models import FileStandardRow
from casework.rules.facts import Groups
from casework.rules.file_standard import Requirement
from casework.rules.notation import facts_text, ways_text

LABELS = {
    "title": "Title",
    "group": "Part of the task list",
    "source": "Source",
    "reason": "Reason",
    "applies_to": "Asked of",
    "needed_when": "Needed when",
    "satisfied_by": "Satisfied by",
    "blocks": "Stops sending",
    "triage_code": "Triage code",
}


@dataclass(frozen=True)
class FieldChange:
    """One thing that a row says differently."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class RowChange:
    """One row that came, went or says something else."""

    code: str
    title: str
    kind: str
    fields: Sequence[FieldChange] = ()


def said(row: FileStandardRow) -> dict[str, str]:
    """What a row says, each thing in words."""
    words = {name: str(getattr(row, name)) for name in LABELS}
    words["needed_when"] = facts_text(row.needed_when) or "Always"
    words["satisfied_by"] = ways_text(row.satisfied_by)
    words["blocks"] = "Yes" if row.blocks else "No"
    return words


def changes(before: Iterable[FileStandardRow], after: Iterable[FileStandardRow]) -> list[RowChange]:
    """Rows added, then changed field by field, then removed, each in the order of its edition."""
    old, new = {row.code: row for row in before}, {row.code: row for row in after}
    added = [
        RowChange(code, row.title, "added", _whole(row, came=True)) for code, row in new.items() if code not in old
    ]
    kept = [
        RowChange(code, row.title, "changed", _differences(old[code], row)) for code, row in new.items() if code in old
    ]
    removed = [
        RowChange(code, row.title, "removed", _whole(row, came=False)) for code, row in old.items() if code not in new
    ]
    return [*added, *(change for change in kept if change.fields), *removed]


def _whole(row: FileStandardRow, *, came: bool) -> list[FieldChange]:
    """Everything that a row says which came, or went."""
    return [
        FieldChange(label, "" if came else words, words if came else "")
        for label, words in ((LABELS[name], words) for name, words in said(row).items())
        if words
    ]


def _differences(before: FileStandardRow, after: FileStandardRow) -> list[FieldChange]:
    old, new = said(before), said(after)
    return [FieldChange(label, old[name], new[name]) for name, label in LABELS.items() if old[name] != new[name]]


def group_changes(before: Groups, after: Groups) -> list[FieldChange]:
    """The groups of offences that came, went or hold others."""
    names = sorted({*before, *after})
    return [
        FieldChange(name, _group(before.get(name)), _group(after.get(name)))
        for name in names
        if before.get(name) != after.get(name)
    ]


def _group(group: Mapping[str, object] | None) -> str:
    if group is None:
        return "None"
    starts = [str(each) for kind in ("codes", "classes") for each in _list(group.get(kind))]
    return f"{group.get('title', '')}: {', '.join(starts)}"


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


@dataclass(frozen=True)
class FileEffect:
    """What changes for one file, by codes of rows: needed or not any more, missing or not any more."""

    gains: Sequence[str]
    losses: Sequence[str]
    gaps: Sequence[str]
    settled: Sequence[str]

    @property
    def anything(self) -> bool:
        """Whether the file is asked for anything else than before."""
        return bool(self.gains or self.losses or self.gaps or self.settled)


def file_effect(before: Iterable[Requirement], after: Iterable[Requirement]) -> FileEffect:
    """Compare what two editions ask of the same file."""
    old, new = list(before), list(after)
    needed, needed_now = _codes(old, "needed"), _codes(new, "needed")
    missing, missing_now = _codes(old, "missing"), _codes(new, "missing")
    return FileEffect(
        gains=sorted(needed_now - needed),
        losses=sorted(needed - needed_now),
        gaps=sorted(missing_now - missing),
        settled=sorted(missing - missing_now),
    )


def _codes(rows: Iterable[Requirement], state: str) -> set[str]:
    return {row.code for row in rows if getattr(row, state)}
