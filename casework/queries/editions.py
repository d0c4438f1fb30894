"""What those who keep the standard read: editions and their state, differences, and what a draft would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from accounts.models import User
from casework.models import CaseFile, EditionCount, EditionEffect, FileStandardEdition, FileStandardRow, RowGroup
from casework.rules.edition_effect import FieldChange, RowChange, changes, group_changes, said
from foundation.verdicts import Verdict


def every_edition() -> QuerySet[FileStandardEdition]:
    """All editions, the latest start first, each with the number of its `row_count`."""
    return (
        FileStandardEdition.objects.select_related("drafted_by", "published_by")
        .annotate(row_count=Count("rows"))
        .order_by("-valid_from", "-id")
    )


def state_of(edition: FileStandardEdition, on: date) -> tuple[str, str]:
    """How an edition stands on a local day, in words, and the colour of its tag."""
    if edition.is_draft:
        return "Draft: judges nothing", "grey"
    if edition.valid_from > on:
        return "Published: not in force yet", "blue"
    if edition.valid_to and edition.valid_to <= on:
        return "No longer in force", "grey"
    return "In force", "green"


def edition_before(edition: FileStandardEdition) -> FileStandardEdition | None:
    """The published edition that holds, or would go on holding, on the day this one starts."""
    others = FileStandardEdition.objects.published().exclude(pk=edition.pk)
    return others.filter(valid_from__lt=edition.valid_from).order_by("-valid_from").first()


def counted(edition: FileStandardEdition) -> Verdict:
    """Whether the effect of a draft is known: counted to the end, as the draft is now, against what it would follow."""
    count = EditionCount.objects.filter(edition=edition).first()
    if count is None:
        return Verdict.no("not_counted", "Count first how many open files this edition would change.", "effect")
    before = edition_before(edition)
    if count.revision != edition.revision or count.follows_id != (before.pk if before else None):
        message = "The standard has changed since the open files were counted. Count them again."
        return Verdict.no("count_is_old", message, "effect")
    if not count.finished_at:
        return Verdict.no("still_counting", "The open files are still being counted. Look again in a minute.", "effect")
    return Verdict.ok()


def next_after(edition: FileStandardEdition) -> FileStandardEdition | None:
    """The published edition on whose first day a draft would end; None where it would have no end."""
    others = FileStandardEdition.objects.published().exclude(pk=edition.pk)
    return others.filter(valid_from__gt=edition.valid_from).order_by("valid_from").first()


@dataclass(frozen=True)
class Difference:
    """What an edition changes against the one it follows; None where it is the first."""

    before: FileStandardEdition | None
    rows: Sequence[RowChange]
    groups: Sequence[FieldChange]


def difference(edition: FileStandardEdition) -> Difference:
    """Compare an edition with the one it follows, in three queries."""
    before = edition_before(edition)
    old = list(before.rows.order_by("position")) if before else []
    return Difference(
        before=before,
        rows=changes(old, edition.rows.order_by("position")),
        groups=group_changes(before.offence_groups if before else {}, edition.offence_groups),
    )


@dataclass(frozen=True)
class RowCount:
    """How many open files one row changes."""

    code: str
    title: str
    gains: int
    losses: int
    gaps: int
    settled: int


def row_counts(count: EditionCount) -> list[RowCount]:
    """The figures of a count by row, those that touch most files first."""
    either = FileStandardRow.objects.filter(edition__in=[count.edition_id, count.follows_id], code__in=list(count.rows))
    titles = dict(either.order_by("edition_id").values_list("code", "title"))
    found = [
        RowCount(code, titles.get(code, code), *(files.get(kind, 0) for kind in ("gains", "losses", "gaps", "settled")))
        for code, files in count.rows.items()
    ]
    return sorted(found, key=lambda row: (-(row.gains + row.losses + row.gaps + row.settled), row.code))


def changed_files(count: EditionCount, user: User) -> QuerySet[EditionEffect]:
    """The files that a count found changed, of those only which the reader may see."""
    mine = CaseFile.objects.visible_to(user)
    return count.effects.filter(case_file__in=mine).select_related("case_file").order_by("case_file_id")


@dataclass(frozen=True)
class ShownRow:
    """A row with its conditions in words."""

    row: FileStandardRow
    needed_when: str
    satisfied_by: str


def rows_by_group(edition: FileStandardEdition) -> list[tuple[str, list[ShownRow]]]:
    """The rows of an edition by the part of the task list that they stand in, those without one with the case."""
    found: dict[str, list[ShownRow]] = {group: [] for group in RowGroup.values}
    for row in edition.rows.order_by("position"):
        words = said(row)
        found[row.group or RowGroup.CASE].append(ShownRow(row, words["needed_when"], words["satisfied_by"]))
    return [(str(RowGroup(group).label), rows) for group, rows in found.items() if rows]
