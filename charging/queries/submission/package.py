"""Everything that was sent as one ZIP: the same bytes whoever asks and however often, made as it is read."""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from accounts.models import User
from casework.models import MaterialVersion, ScanState
from casework.queries.store import CHUNK, stored_path
from charging.models import PackageDigest, Submission
from charging.queries.submission.receipt import held_back, ready_pdf
from charging.queries.submission.sealed import annex_bytes, bytes_of, file_digest, sealed
from charging.rules.package import PackedFile, entry_names
from charging.rules.sealed_file import manifest_bytes
from foundation.verdicts import Reason, Verdict

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a ZIP can hold; a true one would make two packages differ."""
READABLE, UNIX = 0o644 << 16, 3
ANNEX = "sensitive-annex.json"
QUARANTINE = (ScanState.WAITING, ScanState.INFECTED)


class DamagedBytes(Exception):
    """What is in the store under a digest has another: whoever was reading it gets no whole package."""


@dataclass(frozen=True)
class Entry:
    """One file of the package: its name in it, and its bytes, or the digest and size of what the store should have."""

    name: str
    content: bytes = b""
    sha256: str = ""
    size: int | None = None

    @property
    def path(self) -> Path | None:
        """Where its bytes are stored."""
        return stored_path(self.sha256) if self.sha256 else None

    @property
    def is_there(self) -> bool:
        """Whether the store has as many bytes of it as were sent; that they are the same is seen as they are read."""
        if self.path is None:
            return True
        return self.path.is_file() and self.size in {None, self.path.stat().st_size}

    def chunks(self) -> Iterator[bytes]:
        """Read the bytes a piece at a time; raises DamagedBytes after the last where they are not what was sent."""
        if self.path is None:
            yield self.content
            return
        found = hashlib.sha256()
        with self.path.open("rb") as file:
            while chunk := file.read(CHUNK):
                found.update(chunk)
                yield chunk
        if found.hexdigest() != self.sha256:
            raise DamagedBytes(self.name)


@dataclass(frozen=True)
class Package:
    """What a reader may take away of one submission; `key` tells packages apart by what is in them."""

    file_name: str
    entries: Sequence[Entry]
    key: str

    @property
    def is_sensitive(self) -> bool:
        """Whether the sensitive annex is in it."""
        return any(entry.name == ANNEX for entry in self.entries)

    @property
    def is_whole(self) -> Verdict:
        """Whether the store has every byte of it."""
        gone = [entry.name for entry in self.entries if not entry.is_there]
        message = "The store has lost {}. Tell the service desk; the receipt says what it was."
        return Verdict.of(*(Reason("lost", message.format(name)) for name in gone))

    def stream(self) -> Iterator[bytes]:
        """Yield the ZIP as it is made: nothing of it is ever held whole."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as package:
            for entry in self.entries:
                info = zipfile.ZipInfo(entry.name, EPOCH)
                info.external_attr, info.create_system = READABLE, UNIX
                with package.open(info, "w", force_zip64=True) as out:
                    for chunk in entry.chunks():
                        out.write(chunk)
                        yield sink.taken()
                yield sink.taken()
        yield sink.taken()

    def worked_out(self) -> str:
        """SHA-256 of the whole ZIP, which reads all of it: for a worker, never for a page."""
        found = hashlib.sha256()
        for chunk in self.stream():
            found.update(chunk)
        return found.hexdigest()

    @property
    def digest(self) -> str:
        """SHA-256 of the whole ZIP as a worker found it; empty before."""
        return PackageDigest.objects.filter(key=self.key).values_list("sha256", flat=True).first() or ""


class _Sink(io.RawIOBase):
    """Where the ZIP is written to: handed on at once, and never gone back in."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # the ZIP writes bytes only
        """Keep what was written until it is taken."""
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        found, self.parts = b"".join(self.parts), []
        return found


def may_be_packed(submission: Submission) -> Verdict:
    """Whether there is a package: of a whole sealed file, once its receipt is made as a PDF."""
    if not file_digest(submission):
        message = "This file was sealed in the earlier form, before whole files were kept, so there is no package."
        return Verdict.no("earlier_form", message)
    if sealed(submission).document is None:
        return Verdict.no("not_whole", "The sealed file is not in the store as it was sealed. Tell the service desk.")
    if ready_pdf(submission) is None:
        return Verdict.no("receipt_not_made", "The receipt is still being made as a PDF. Try again in a minute.")
    return Verdict.ok()


def package_of(submission: Submission, *, reader: User) -> Package:
    """Return the package of a submission that may be packed, with the sensitive annex for who may know of it.

    What was in quarantine when it was sent, or was found infected since, is listed but not in it.
    """
    return _package(submission, annex_bytes(submission, reader=reader))


def full_package(submission: Submission, *, sensitive: bool) -> Package | None:
    """Return a package for whoever works out its digest; None where it cannot be made or the store has lost some."""
    annex = bytes_of(submission.sealed_sensitive) if sensitive else None
    if not may_be_packed(submission) or (sensitive and annex is None):
        return None
    package = _package(submission, annex)
    return package if package.is_whole else None


def not_worked_out(submission: Submission, *, reader: User) -> list[Package]:
    """The packages that a reader may know of whose digest nobody has found out yet; none where there is no package."""
    kinds = [False, *([True] if annex_bytes(submission, reader=reader) else [])]
    packages = [full_package(submission, sensitive=sensitive) for sensitive in kinds]
    return [package for package in packages if package and not package.digest]


def _package(submission: Submission, annex: bytes | None) -> Package:
    found, pdf = sealed(submission), ready_pdf(submission)
    documents = _documents(submission, [thing for thing in found.file["material"] if thing["file"]])
    packed = [PackedFile(thing["key"], thing["file"]["sha256"], PurePath(thing["file"]["name"])) for thing in documents]
    sizes = {thing["file"]["sha256"]: thing["file"]["size"] for thing in documents}
    entries = [
        Entry("manifest.json", manifest_bytes(submission.manifest)),
        Entry("receipt.txt", f"{submission.receipt}\n".encode()),
        Entry("file.json", found.content),
        *([Entry("receipt.pdf", sha256=pdf.sha256)] if pdf else []),
        *(Entry(name, sha256=file.sha256, size=sizes[file.sha256]) for name, file in entry_names(packed)),
        *([Entry(ANNEX, annex)] if annex else []),
    ]
    kind = "with-sensitive" if annex else "open"
    name = f"{submission.manifest['urn']}-round{submission.round_no}-attempt{submission.seq_in_round}"
    key = hashlib.sha256(f"{submission.receipt} {kind} {[entry.name for entry in entries]}".encode()).hexdigest()
    suffix = "-with-sensitive-annex" if annex else ""
    return Package(f"{name}{suffix}.zip", entries, key)


def _documents(submission: Submission, things: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The documents that can be opened: clean or not scanned when they were sent, and not found infected since."""
    digests = {thing["file"]["sha256"] for thing in things}
    bad = MaterialVersion.objects.filter(
        material__case_file=submission.case_file_id, sha256__in=digests, scan_state__in=QUARANTINE
    )
    infected = set(bad.values_list("sha256", flat=True))
    return [thing for thing in things if not held_back(thing["file"]) and thing["file"]["sha256"] not in infected]
