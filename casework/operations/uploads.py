"""Files that come in pieces, and can be taken up again where they stopped.

How much is here is what the row says, never what the file holds: bytes of a piece that was not accepted whole are
overwritten by the next. A file is material only once all of it is here and has passed every check. Only then are its
bytes made to survive a power cut: what one takes from an upload under way is missed, and the upload begun again.
"""

import hashlib
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from casework import permissions
from casework.models import CaseEvent, CaseFile, Material, Upload
from casework.operations import building, keeping, material, store, versions
from casework.operations.material import MaterialDetails
from casework.rules import material as rules
from foundation.verdicts import Conflict, NotPermitted, Refused, Verdict

MOST_AT_ONCE = 200
ORPHANED_AFTER = timedelta(days=1)
# A refusal of what the bytes are: they are of no more use. Anything else can be mended and tried again.
TRY_AGAIN = frozenset({"not_whole", "case_full", "upload_gone"})


class WrongOffset(Conflict):
    """A piece does not follow on what is here; `received` is where the next one has to begin."""

    def __init__(self, received: int) -> None:
        message = f"The next piece must begin at byte {received:,}."
        super().__init__(Verdict.no("wrong_offset", message, "upload"))
        self.received = received


def path_of(upload: Upload) -> Path:
    """Where the pieces of one upload are: beside the store, never in it."""
    return store.waiting_folder() / str(upload.pk)


def sealed(seal: str, piece: bytes) -> str:
    """Seal a piece onto those before it: whoever has the same file, and cuts it the same way, gets the same seal.

    The SHA-256, in hexadecimal, of the seal so far followed by the SHA-256 of the piece, both in hexadecimal.
    """
    return hashlib.sha256((seal + hashlib.sha256(piece).hexdigest()).encode()).hexdigest()


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
    # Its case is read afterwards: while we waited here, a merger may have given the upload another one.
    found = Upload.objects.select_for_update().filter(pk=upload.pk).first()
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
    _require_bytes(path_of(upload), offset)
    with path_of(upload).open("r+b" if path_of(upload).exists() else "wb") as file:
        file.seek(offset)
        file.write(piece)
        file.truncate()
    upload.received, upload.last_at = offset + len(piece), at
    upload.seal = sealed(upload.seal, piece) if piece else upload.seal
    upload.save(update_fields=["received", "last_at", "seal"])
    return upload


def _require_bytes(path: Path, count: int) -> None:
    """Raise Refused where fewer bytes are here than the row says: a power cut took them, or somebody did."""
    if count and (not path.is_file() or path.stat().st_size < count):
        message = "Pieces of this upload are gone. Remove it, then begin again with this file."
        raise Refused(Verdict.no("upload_gone", message, "upload"))


@transaction.atomic
def finish(*, upload: Upload, into: MaterialDetails | Material, by: User, at: datetime) -> CaseEvent:
    """Make a whole upload new material, or a new version of some.

    Raises NotPermitted or Refused (not whole, type, content, quota, exact repeat); then nothing has changed and the
    pieces are still there. The upload is locked before the case, here and by whoever merges cases.
    """
    upload = _lock(upload, by)
    if upload.received != upload.size:
        message = f"{upload.received:,} of {upload.size:,} bytes are here. Send the rest first."
        raise Refused(Verdict.no("not_whole", message, "upload"))
    _require_bytes(path_of(upload), upload.size)
    incoming = keeping.received_in_pieces(upload.name, path_of(upload))
    if incoming.size != upload.size:
        message = f"{incoming.size:,} bytes are here, not the {upload.size:,} that were announced. Begin again."
        raise Refused(Verdict.no("another_size", message, "upload"))
    if isinstance(into, Material):
        entry = versions.add_judged_version(item=into, incoming=incoming, by=by, at=at)
    else:
        entry = material.add(case_file=upload.case_file, details=into, incoming=incoming, by=by, at=at)
    _forget(upload)
    return entry


def finish_or_forget(*, upload: Upload, into: MaterialDetails | Material, by: User, at: datetime) -> CaseEvent:
    """Finish an upload; one that is refused for what its bytes are is removed. Raises as `finish` does."""
    try:
        return finish(upload=upload, into=into, by=by, at=at)
    except Refused as refusal:
        if any(reason.where == "upload" and reason.code not in TRY_AGAIN for reason in refusal.verdict.reasons):
            discard(upload=upload, by=by, at=at)
        raise


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
    """Remove pieces and files half received that a crash left behind."""
    known = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
    for path in store.waiting_folder().glob("*"):
        with suppress(FileNotFoundError):  # finished or removed since the folder was read
            old = path.stat().st_mtime < (at - ORPHANED_AFTER).timestamp()
            if old and path.name not in known:
                path.unlink()
