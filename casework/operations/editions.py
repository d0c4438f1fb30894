"""Drafting an edition of the file standard, and publishing it: two people, a day in the future, nothing in between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.models import User
from casework import permissions
from casework.models import FileStandardEdition, FileStandardRow
from casework.operations.building import apply_changes, check_version
from casework.operations.file_standard import add_rows
from casework.queries.editions import counted
from casework.rules import editions as rules
from casework.rules.facts import Groups
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict

SAID = (
    "code",
    "title",
    "group",
    "source",
    "reason",
    "applies_to",
    "needed_when",
    "satisfied_by",
    "blocks",
    "triage_code",
)


@dataclass(frozen=True, kw_only=True)
class EditionDetails:
    """What an edition is called, where it is from and when it is to begin; its rows, as the data file has them."""

    code: str
    title: str
    source: str
    valid_from: date
    offence_groups: Groups = field(default_factory=dict)
    rows: Sequence[Mapping[str, Any]] = field(default_factory=list)


class Unsound(Refused):
    """The rows of an edition have faults; the verdict names each by its row."""


def as_data(edition: FileStandardEdition) -> list[dict[str, Any]]:
    """The rows of an edition as the data file has them."""
    return [{name: getattr(row, name) for name in SAID} for row in edition.rows.order_by("position")]


def as_file(edition: FileStandardEdition) -> dict[str, Any]:
    """A whole edition as the data file has it, which is what an upload takes too."""
    head = {"code": edition.code, "title": edition.title, "source": edition.source}
    starts = {"valid_from": edition.valid_from.isoformat(), "offence_groups": edition.offence_groups}
    return {"editions": [head | starts | {"rows": as_data(edition)}]}


@transaction.atomic
def begin(*, details: EditionDetails, by: User, at: datetime) -> FileStandardEdition:
    """Begin a draft with these rows, and return it.

    Raises NotPermitted, Unsound with every fault, or Refused (code, day); then nothing has changed.
    """
    permissions.may_manage_standard(by).require_permission()
    _check_start(details.valid_from, at).require()
    _require_sound(details.rows, details.offence_groups)
    try:
        with transaction.atomic():
            edition = FileStandardEdition.objects.create(
                code=details.code,
                title=details.title,
                source=details.source,
                valid_from=details.valid_from,
                offence_groups=details.offence_groups,
                drafted_at=at,
                drafted_by=by,
                writers=[by.pk],
            )
    except IntegrityError as error:
        raise Refused(Verdict.no("code_taken", "Another edition has this code.", "code")) from error
    add_rows(edition, details.rows)
    return edition


def _check_start(day: date, at: datetime) -> Verdict:
    if day > local_date(at):
        return Verdict.ok()
    message = "An edition starts on a day after today: files that were sent are judged by the one they were sent under."
    return Verdict.no("start_passed", message, "valid_from")


def _require_sound(rows: Any, groups: Any) -> None:
    verdict = rules.for_groups(groups)
    if verdict.allowed:
        verdict = rules.for_rows(rows, groups)
    if not verdict.allowed:
        raise Unsound(verdict)


def _lock_draft(edition: FileStandardEdition, by: User) -> FileStandardEdition:
    """Lock an edition that can still be changed; raises NotPermitted or Conflict."""
    permissions.may_manage_standard(by).require_permission()
    locked = FileStandardEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if not locked.is_draft:
        raise Conflict(
            Verdict.no("published", "This edition is published: it is never changed, only followed by another.")
        )
    return locked


@transaction.atomic
def change_details(
    *, edition: FileStandardEdition, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime
) -> FileStandardEdition:
    """Change what a draft is called, where it is from, when it begins or its groups of offences, and return it.

    Raises NotPermitted, Conflict, Unsound or Refused; then nothing has changed.
    """
    draft = _lock_draft(edition, by)
    check_version(draft, expected_version)
    if "valid_from" in changes:
        _check_start(changes["valid_from"], at).require()
    _require_sound(as_data(draft), changes.get("offence_groups", draft.offence_groups))
    if apply_changes(draft, changes, by=by, at=at):
        _touch(draft, by, at)
    return draft


@transaction.atomic
def add_row(*, edition: FileStandardEdition, row: Mapping[str, Any], by: User, at: datetime) -> FileStandardRow:
    """Add a row at the end of a draft, and return it.

    Raises NotPermitted, Conflict or Unsound; then nothing has changed.
    """
    draft = _lock_draft(edition, by)
    _require_sound([*as_data(draft), dict(row)], draft.offence_groups)
    last = draft.rows.aggregate(last=Max("position"))["last"] or 0
    added = FileStandardRow.objects.create(edition=draft, position=last + 1, changed_by=by, changed_at=at, **row)
    _touch(draft, by, at)
    return added


@transaction.atomic
def change_row(
    *, row: FileStandardRow, changes: Mapping[str, Any], expected_version: int, by: User, at: datetime
) -> FileStandardRow:
    """Change what a row of a draft says, and return it.

    Raises NotPermitted, Conflict or Unsound; then nothing has changed.
    """
    draft = _lock_draft(row.edition, by)
    locked = _row(draft, row.pk)
    check_version(locked, expected_version)
    others = [data for data in as_data(draft) if data["code"] != locked.code]
    _require_sound([*others, {name: getattr(locked, name) for name in SAID} | dict(changes)], draft.offence_groups)
    if apply_changes(locked, changes, by=by, at=at):
        _touch(draft, by, at)
    return locked


@transaction.atomic
def remove_row(*, row: FileStandardRow, expected_version: int, by: User, at: datetime) -> FileStandardEdition:
    """Take a row out of a draft, and return the draft. Raises NotPermitted or Conflict; nothing has changed then."""
    draft = _lock_draft(row.edition, by)
    locked = _row(draft, row.pk)
    check_version(locked, expected_version)
    locked.delete()
    _touch(draft, by, at)
    return draft


def _row(draft: FileStandardEdition, pk: int) -> FileStandardRow:
    found = draft.rows.select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise Conflict(Verdict.no("removed", "Somebody has removed this row meanwhile."))
    return found


def _touch(draft: FileStandardEdition, by: User, at: datetime) -> None:
    """Say that the draft is not what it was, and who wrote in it: whoever counted or compared it saw another one."""
    draft.revision += 1
    draft.changed_by, draft.changed_at = by, at
    draft.writers = sorted({*draft.writers, by.pk})
    draft.save(update_fields=["revision", "changed_by", "changed_at", "writers"])


@transaction.atomic
def discard(*, edition: FileStandardEdition, by: User, at: datetime) -> None:
    """Throw a draft away. `at` is when. Raises NotPermitted or Conflict; then nothing has changed."""
    _lock_draft(edition, by).delete()


@transaction.atomic
def publish(*, edition: FileStandardEdition, expected_revision: int, by: User, at: datetime) -> FileStandardEdition:
    """Publish a draft, which ends the edition before it on the day this one starts, and return it.

    Raises NotPermitted (not a second person too), Conflict where it is not what the publisher saw, Unsound, or
    Refused (the day has passed or is taken, its effect is not counted as it is now); then nothing has changed.
    """
    known = list(FileStandardEdition.objects.select_for_update(of=("self",)).order_by("pk"))
    draft = _lock_draft(edition, by)
    permissions.may_publish_edition(by, draft).require_permission()
    if draft.revision != expected_revision:
        raise Conflict(Verdict.no("changed_meanwhile", "This draft has changed since you looked at it. Read it again."))
    _check_start(draft.valid_from, at).require()
    _require_sound(as_data(draft), draft.offence_groups)
    published = [other for other in known if not other.is_draft]
    counted(draft).require()
    _end_the_one_before(draft, published)
    draft.published_by, draft.published_at = by, at
    draft.valid_to = min((other.valid_from for other in published if other.valid_from > draft.valid_from), default=None)
    draft.save(update_fields=["published_by", "published_at", "valid_to"])
    return draft


def _end_the_one_before(draft: FileStandardEdition, published: Sequence[FileStandardEdition]) -> None:
    for other in published:
        if other.valid_from == draft.valid_from:
            raise Refused(Verdict.no("day_taken", f"{other.code} starts on the same day.", "valid_from"))
        if other.valid_from < draft.valid_from and (other.valid_to is None or other.valid_to > draft.valid_from):
            other.valid_to = draft.valid_from
            other.save(update_fields=["valid_to"])
