"""Bringing bytes in: received whole, judged, then kept under their digest or not at all."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File

from casework.operations import inspection, store
from casework.queries.store import CHUNK, digest_of
from casework.rules import material as rules
from foundation.verdicts import Reason, Verdict


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A file that passed every check of its bytes and waits beside the store. `found` is what was read from it."""

    name: str
    path: Path
    size: int
    sha256: str
    content_type: str
    found: dict[str, Any] = field(default_factory=dict)

    def keep(self) -> None:
        """Give the bytes their place too. What has the same digest is there already, and is never overwritten."""
        store.keep_file(self.path, self.sha256, self.size)


@contextmanager
def received(upload: "File[bytes]") -> Iterator[Incoming]:
    """Receive a file that came in one piece. Raises Refused; whatever happens, nothing of it is left beside the store.

    Its head is judged before anything is written.
    """
    name = rules.safe_name(upload.name or "")
    upload.seek(0)
    head = upload.read(rules.HEAD_BYTES)
    rules.check(name=name, size=upload.size, head=head, limit=settings.MATERIAL_MAX_BYTES).require()
    with tempfile.NamedTemporaryFile(dir=store.waiting_folder(), delete=False) as out:
        try:
            sha256 = _copy(upload, out)
            yield _judged(name, Path(out.name), upload.size, sha256)
        finally:
            Path(out.name).unlink(missing_ok=True)


def _copy(upload: "File[bytes]", out: Any) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
        out.write(chunk)
    out.close()
    return digest.hexdigest()


def received_in_pieces(name: str, path: Path) -> Incoming:
    """Judge a file whose pieces are all there; the caller removes it where it is refused. Raises Refused."""
    name = rules.safe_name(name)
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(rules.HEAD_BYTES)
    limit = rules.limit_for(name, usual=settings.MATERIAL_MAX_BYTES, recordings=settings.UPLOAD_MAX_BYTES)
    rules.check(name=name, size=size, head=head, limit=limit).require()
    return _judged(name, path, size, digest_of(path))


def _judged(name: str, path: Path, size: int, sha256: str) -> Incoming:
    content_type = rules.content_type(name)
    look = inspection.look_into(path, content_type)
    Verdict.of(*(Reason(code, f"{name} {message}", "upload") for code, message in look.refused)).require()
    return Incoming(name=name, path=path, size=size, sha256=sha256, content_type=content_type, found=dict(look.found))
