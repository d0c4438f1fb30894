"""Keeping bytes that the service itself made: under their digest, whole or not at all, never overwritten."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from casework.queries.store import stored_path


def keep(content: bytes) -> str:
    """Store bytes so that they survive a power cut, and return their digest. Bytes that are there already stay."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = stored_path(sha256)
    if path.is_file() and path.stat().st_size == len(content):
        return sha256
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=settings.MEDIA_ROOT, delete=False) as out:
        try:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
            os.replace(out.name, path)
        finally:
            Path(out.name).unlink(missing_ok=True)
    return sha256
