"""Where bytes are kept: one folder of files, each under the digest of what it holds, none ever overwritten."""

import hashlib
from pathlib import Path

from django.conf import settings

CHUNK = 1024 * 1024


def stored_path(sha256: str) -> Path:
    """Where the bytes with a digest live."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def holds(sha256: str) -> bool:
    """Whether bytes are there under a digest; whether they are the right ones is `digest_of`'s to say."""
    return bool(sha256) and stored_path(sha256).is_file()


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read a piece at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
