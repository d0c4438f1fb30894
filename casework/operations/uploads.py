"""Files that come in pieces, and can be taken up again where they stopped.

How much is here is what the row says, never what the file holds: bytes of a piece that was not accepted whole are
overwritten by the next. A file is material only once all of it is here and has passed every check.
"""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from casework import permissions
from casework.models import CaseEvent, CaseFile, Material, Upload
from casework.operations import building, keeping, material, versions
from casework.operations.material import MaterialDetails
from casework.rules import material as rules
from foundation.verdicts import Conflict, NotPermitted, Refused, Verdict

MOST_AT_ONCE = 200
ORPHANED_AFTER = timedelta(days=1)


class WrongOffset(Conflict):
    """A piece does not follow on what is here; `received` is where the next one has to begin."""

    def __init__(self, received: int) -> None:
        message = f"The next piece must begin at byte {received:,}."
        super().__init__(Verdict.no("wrong_offset", message, "upload"))
        self.received = received


def folder() -> Path:
    """Where pieces are kept: beside the store, never in it."""
    return Path(settings.MEDIA_ROOT) / "uploads"


def path_of(upload: Upload) -> Path:
    """Where the pieces of one upload are."""
    return folder() / str(upload.pk)


@transaction.atomic
def start(*, case_file: CaseFile, name: str, size: int, by: User, at: datetime) -> Upload:
    """Announce a file of so many bytes.

    Raises NotPermitted or Refused (type, size, quota); then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_build(by, case_file).require_permission()
    building.require_editable(case_file)
    name = rules.safe_name(name)
    limit = rules.limit_for(name, usual=settings.MATERIAL_MAX_BYTES, recordings=settings.UPLOAD_MAX_BYTES)
    rules.announced(name=name, size=size, limit=limit).require()
    open_ones = Upload.objects.filter(case_file=case_file)
    announced = open_ones.aggregate(bytes=Sum("size"))["bytes"] or 0
    (versions.room_for(case_file, announced + size) & _few(open_ones.filter(by=by).count())).require()
    return Upload.objects.create(case_file=case_file, name=name, size=size, started_at=at, last_at=at, by=by)


def _few(count: int) -> Verdict:
    if count < MOST_AT_ONCE:
        return Verdict.ok()
    return Verdict.no(
        "too_many_uploads", "Finish or remove the uploads that you began before you begin more.", "upload"
    )


def _lock(upload: Upload, by: User) -> Upload:
    """Lock an upload that this person began. Raises NotPermitted, or Refused where it is gone."""
    found = Upload.objects.select_for_update(of=("self",)).select_related("case_file").filter(pk=upload.pk).first()
    if found is None:
        raise Refused(Verdict.no("upload_gone", "This upload is finished, or was removed. Begin again.", "upload"))
    if found.by_id != by.pk:
        raise NotPermitted(Verdict.no("not_your_upload", "Somebody else began this upload."))
    permissions.may_build(by, found.case_file).require_permission()
    return found


@transaction.atomic
def append(*, upload: Upload, offset: int, piece: bytes, by: User, at: datetime) -> Upload:
    """Add the piece that begins at a byte, and return the upload as it is then.

    Raises NotPermitted, Refused or WrongOffset; then nothing of the piece counts.
    """
    upload = _lock(upload, by)
    if offset != upload.received:
        raise WrongOffset(upload.received)
    if offset + len(piece) > upload.size:
        message = f"More came than the {upload.size:,} bytes that were announced. Begin again with this file."
        raise Refused(Verdict.no("too_much", message, "upload"))
    folder().mkdir(parents=True, exist_ok=True)
    with path_of(upload).open("r+b" if path_of(upload).exists() else "wb") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
    upload.received, upload.last_at = offset + len(piece), at
    upload.save(update_fields=["received", "last_at"])
    return upload


@transaction.atomic
def finish(*, upload: Upload, into: MaterialDetails | Material, by: User, at: datetime) -> CaseEvent:
    """Make a whole upload new material, or a new version of some.

    Raises NotPermitted or Refused (not whole, type, content, quota, exact repeat); then nothing has changed and the
    pieces are still there. The upload is locked before the case, and nothing else takes both.
    """
    upload = _lock(upload, by)
    if upload.received != upload.size:
        message = f"{upload.received:,} of {upload.size:,} bytes are here. Send the rest first."
        raise Refused(Verdict.no("not_whole", message, "upload"))
    if not path_of(upload).exists():
        raise Refused(Verdict.no("upload_gone", "The pieces are gone. Begin again.", "upload"))
    incoming = keeping.received_in_pieces(upload.name, path_of(upload))
    if isinstance(into, Material):
        entry = versions.add_judged_version(item=into, incoming=incoming, by=by, at=at)
    else:
        entry = material.add(case_file=upload.case_file, details=into, incoming=incoming, by=by, at=at)
    _forget(upload)
    return entry


@transaction.atomic
def discard(*, upload: Upload, by: User, at: datetime) -> None:
    """Remove an upload and its pieces. Raises NotPermitted."""
    upload = _lock(upload, by)
    _forget(upload)


def remove_stale(*, at: datetime) -> int:
    """Remove the uploads that nobody went on with, and pieces without an upload; return how many uploads.

    Running it twice removes nothing twice.
    """
    before = at - timedelta(days=settings.UPLOAD_KEPT_DAYS)
    removed = 0
    for pk in list(Upload.objects.filter(last_at__lt=before).values_list("pk", flat=True)):
        with transaction.atomic():
            upload = Upload.objects.select_for_update(skip_locked=True).filter(pk=pk, last_at__lt=before).first()
            if upload:
                _forget(upload)
                removed += 1
    _sweep(at)
    return removed


def _forget(upload: Upload) -> None:
    """The row goes with the transaction, the bytes only once it has ended."""
    path = path_of(upload)
    upload.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _sweep(at: datetime) -> None:
    """Remove pieces that a crash left behind."""
    known = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
    for path in folder().glob("*"):
        old = path.stat().st_mtime < (at - ORPHANED_AFTER).timestamp()
        if old and path.name not in known:
            path.unlink(missing_ok=True)
