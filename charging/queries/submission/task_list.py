"""The builder's home for a case: everything that it needs, in groups, in any order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import User
from casework import permissions
from casework.models import CaseFile, RowGroup, Suspect
from casework.queries.case_page import contents_of
from casework.rules.editing import editable
from casework.rules.file_standard import Requirement
from charging.queries.submission.judging import judged_now
from charging.queries.submission.mending import Places


@dataclass(frozen=True)
class Tag:
    """How a row stands, in two words and a colour."""

    text: str
    colour: str


DONE, STOPS, NEEDED, SPARED = (
    Tag("Done", "green"),
    Tag("Needed: stops sending", "red"),
    Tag("Needed", "orange"),
    Tag("Not needed", "grey"),
)


@dataclass(frozen=True)
class Task:
    """One thing to see to: `href` mends it, `none_href` says that there is none of it; empty for whoever cannot."""

    name: str
    because: str
    reason: str
    gap: str
    source: str
    met_by: str
    tag: Tag
    href: str
    none_href: str


@dataclass(frozen=True)
class TaskGroup:
    """A part of the list: what this case needs, then what it does not."""

    title: str
    rows: Sequence[Task]
    spared: Sequence[Task]

    @property
    def done(self) -> int:
        """How many of the needed ones are done."""
        return sum(1 for row in self.rows if row.tag is DONE)

    @property
    def needed(self) -> int:
        """How many there are to do."""
        return len(self.rows)


@dataclass(frozen=True)
class TaskList:
    """The task list of one case for one reader."""

    groups: Sequence[TaskGroup]
    edition: str
    can_build: bool

    @property
    def done(self) -> int:
        """How many needed things are done."""
        return sum(group.done for group in self.groups)

    @property
    def needed(self) -> int:
        """How many things this case needs."""
        return sum(group.needed for group in self.groups)

    @property
    def stops(self) -> int:
        """How many things nothing can be decided without are still missing."""
        return sum(1 for group in self.groups for row in group.rows if row.tag is STOPS)


def task_list(case_file: CaseFile, user: User, *, on: date) -> TaskList:
    """Read the task list of a case for a reader who may see it, by the edition in force on a local day."""
    contents = contents_of(case_file)
    builds = editable(case_file, contents.suspects).allowed and permissions.may_build(user, case_file).allowed
    rows = judged_now(contents, on=on)
    places = Places(case_file, on=on) if builds else None
    shown = [(row, _task(row, places)) for row in rows]
    return TaskList(
        groups=list(_groups(shown, contents.suspects)),
        edition=next((row.edition for row in rows if row.edition), ""),
        can_build=builds,
    )


def _groups(shown: Sequence[tuple[Requirement, Task]], suspects: Sequence[Suspect]) -> Iterator[TaskGroup]:
    """The groups in their order, with one for each suspect."""
    for group in RowGroup:
        found = [(row, task) for row, task in shown if row.group == group]
        if group != RowGroup.SUSPECT:
            yield _group(str(group.label), [task for _, task in found])
            continue
        by_suspect: dict[str, list[Task]] = {}
        for row, task in found:
            by_suspect.setdefault(row.where, []).append(task)
        for suspect in suspects:
            yield _group(f"Suspect {suspect.number}: {suspect}", by_suspect.get(f"suspect-{suspect.pk}", []))


def _group(title: str, tasks: Sequence[Task]) -> TaskGroup:
    return TaskGroup(
        title=title,
        rows=[task for task in tasks if task.tag is not SPARED],
        spared=[task for task in tasks if task.tag is SPARED],
    )


def _task(row: Requirement, places: Places | None) -> Task:
    named = f"{row.title}: {row.about}" if row.about and row.group != RowGroup.SUSPECT else row.title
    return Task(
        name=named,
        because=row.because,
        reason=row.reason,
        gap=row.gap if row.needed else "",
        source=row.source,
        met_by=row.met_by,
        tag=_tag(row),
        href=places.mending(row) if places and row.needed else "",
        none_href=places.denying(row) if places and row.missing else "",
    )


def _tag(row: Requirement) -> Tag:
    if not row.needed:
        return SPARED
    if row.met:
        return DONE
    return STOPS if row.blocks else NEEDED
