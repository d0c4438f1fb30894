"""Counting how many open files an edition would change: asked for by a person, done in chunks by whoever comes by."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from casework import permissions
from casework.lifecycle import EDITABLE, Status
from casework.models import CaseFile, EditionCount, EditionEffect, FileStandardEdition, FileStandardRow, Suspect
from casework.queries.contents import contents_of_each
from casework.queries.editions import edition_before
from casework.rules.contents import CaseContents
from casework.rules.edition_effect import FileEffect, file_effect
from casework.rules.file_standard import Requirement, requirements

CHUNK = 100
JUDGED_AGAIN = EDITABLE | {Status.WITH_SUPERVISOR}
"""Where a suspect's file is still to be sent, and so will be judged by the edition of that day."""


def open_files(after: int = 0) -> QuerySet[Suspect, int]:
    """The keys of files that are still to be sent, from the one after a key on."""
    waiting = Suspect.objects.filter(status__in=JUDGED_AGAIN, case_file_id__gt=after)
    return waiting.order_by("case_file_id").values_list("case_file_id", flat=True).distinct()


@transaction.atomic
def ask(*, edition: FileStandardEdition, by: User, at: datetime) -> EditionCount:
    """Begin to count what an edition would change, in place of an earlier count, and return the count.

    Raises NotPermitted; then nothing has changed.
    """
    permissions.may_manage_standard(by).require_permission()
    locked = FileStandardEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    EditionCount.objects.filter(edition=locked).delete()
    return EditionCount.objects.create(
        edition=locked,
        follows=edition_before(locked),
        revision=locked.revision,
        asked_at=at,
        asked_by=by,
        total=open_files().count(),
    )


@transaction.atomic
def advance(*, at: datetime, count_id: int | None = None) -> bool:
    """Judge the next files of a count that is going on, and say whether there was anything to do.

    Without a key the oldest one that nobody else is at. Each chunk is a short transaction of its own.
    """
    waiting = EditionCount.objects.filter(finished_at__isnull=True).order_by("asked_at")
    waiting = waiting.filter(pk=count_id) if count_id else waiting
    count = waiting.select_for_update(of=("self",), skip_locked=True).select_related("edition", "follows").first()
    if count is None:
        return False
    keys = list(open_files(count.last_case_id)[:CHUNK])
    _store(count, _effects(count, keys))
    count.done += len(keys)
    count.last_case_id = keys[-1] if keys else count.last_case_id
    if len(keys) < CHUNK:
        count.finished_at, count.total = at, count.done
    count.save(update_fields=["done", "total", "last_case_id", "finished_at", "rows", "changed"])
    return True


def _effects(count: EditionCount, keys: Sequence[int]) -> Mapping[int, FileEffect]:
    cases = list(CaseFile.objects.filter(pk__in=keys).select_related("officer").order_by("pk"))
    before, after = _rows(count.follows), _rows(count.edition)
    found = {}
    for contents in contents_of_each(cases):
        effect = file_effect(_judged(contents, count, before), _judged(contents, count, after))
        if effect.anything:
            found[contents.case_file.pk] = effect
    return found


def _rows(edition: FileStandardEdition | None) -> list[FileStandardRow]:
    return list(edition.rows.select_related("edition").order_by("position")) if edition else []


def _judged(contents: CaseContents, count: EditionCount, rows: Sequence[FileStandardRow]) -> list[Requirement]:
    groups = rows[0].edition.offence_groups if rows else {}
    going = contents.of(s for s in contents.suspects if Status(s.status) in JUDGED_AGAIN)
    return requirements(going, rows, on=count.edition.valid_from, groups=groups)


def _store(count: EditionCount, effects: Mapping[int, FileEffect]) -> None:
    EditionEffect.objects.bulk_create(
        EditionEffect(count=count, case_file_id=key, gains=effect.gains, losses=effect.losses, gaps=effect.gaps)
        for key, effect in effects.items()
    )
    count.changed += len(effects)
    for kind in ("gains", "losses", "gaps", "settled"):
        found = Counter(code for effect in effects.values() for code in getattr(effect, kind))
        for code, files in found.items():
            row = count.rows.setdefault(code, {})
            row[kind] = row.get(kind, 0) + files
