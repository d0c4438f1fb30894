"""Keeping bytes: under their digest, on the disk before anybody is told, whole or not at all, never overwritten."""

import hashlib
import os
import tempfile
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from casework.queries.store import stored_path


def waiting_folder() -> Path:
    """Where bytes wait that are not kept yet, made if need be: beside the store, on the same disk.

    Uploads under way are here, and files for as long as they are received or written. What a crash leaves behind
    is swept away by `uploads.remove_stale`.
    """
    folder = Path(settings.MEDIA_ROOT) / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keep(content: bytes) -> str:
    """Store bytes that the service itself made, and return their digest. Bytes that are there already stay."""
    sha256 = hashlib.sha256(content).hexdigest()
    if not _is_whole(stored_path(sha256), len(content)):
        with tempfile.NamedTemporaryFile(dir=waiting_folder()) as out:
            out.write(content)
            out.flush()
            keep_file(Path(out.name), sha256, len(content))
    return sha256


def keep_file(path: Path, sha256: str, size: int) -> None:
    """Give the bytes of a file in the waiting folder their place, so that they survive a power cut.

    The file itself stays where it is. What is in the place already stays too, unless it is not as long as it should
    be: then it was never written whole, and is replaced.
    """
    place = stored_path(sha256)
    if _is_whole(place, size):
        return
    _write_through(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    second_name = waiting_folder() / uuid4().hex
    os.link(path, second_name)
    try:
        os.replace(second_name, place)
    finally:
        second_name.unlink(missing_ok=True)  # still there where place and file were one already
    for folder in (place.parent, place.parent.parent):
        _write_through(folder)


def _is_whole(place: Path, size: int) -> bool:
    return place.is_file() and place.stat().st_size == size


def _write_through(path: Path) -> None:
    """Have the system write a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
