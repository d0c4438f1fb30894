"""What the bytes of a document hold: encrypted, a bomb, too many pixels, anything active.

It runs in a process of its own with little time and memory (`casework.operations.inspection`), because
the libraries that read other people's files can be made to use any amount of both. So nothing of ours is
imported here, and those libraries only where they are used: whoever asks for the rule does not need them.
Nothing is ever changed: originals of evidence keep their metadata.
"""

import io
import json
import resource
import struct
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

MOST_BYTES_OF_MEMORY, MOST_SECONDS = 2 * 1024**3, 20
PDF, OFFICE, PICTURE = "pdf", "office", "picture"
MOST_PDF_KEYS = 300_000
MOST_DIRECTORY_BYTES, TAIL_BYTES = 4 * 1024**2, 22 + 65_535
PIECE, RATIO_COUNTS_FROM = 64 * 1024, 1024**2
ZIP_HEAD = b"PK\x03\x04"
IS_ENCRYPTED = 0x1


@dataclass(frozen=True)
class Limits:
    """Where a document becomes too much: of an archive all entries together, of a picture its two sides."""

    entries: int = 5_000
    unpacked: int = 1024**3
    ratio: int = 200
    depth: int = 2
    pixels: int = 100_000_000
    side: int = 20_000


@dataclass(frozen=True)
class Look:
    """`refused` is why it may not come in, as code and message; `found` is what is kept beside the version."""

    refused: list[tuple[str, str]] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)


class Refuse(Exception):
    """A limit is passed. Carries the code and the sentence that follows the name of the file."""


DAMAGED = Look(found={"warnings": ["damaged"]})
BROKEN_ARCHIVE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError,
    KeyError, IndexError,
)  # fmt: skip


def look(path: Path, kind: str, limits: Limits) -> Look:
    """Look into a file of a kind. What cannot be read is no reason against it: it is kept, and marked as damaged."""
    looks = {PDF: _pdf, OFFICE: _office, PICTURE: _picture}
    try:
        return looks[kind](path, limits)
    except Refuse as refusal:
        return Look(refused=[(refusal.args[0], refusal.args[1])])


def _pdf(path: Path, limits: Limits) -> Look:
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as document:
            warnings = set(_active(document))
            if document.is_encrypted:
                warnings.add("restricted")
            return Look(found={"pages": len(document.pages), "warnings": sorted(warnings)})
    except pikepdf.PasswordError:
        raise Refuse(
            "encrypted", "is locked with a password. Open it, save or print it as a PDF without one, then attach that."
        ) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, AttributeError, KeyError, RecursionError):
        return DAMAGED


ACTIVE_KEYS = {"/JS": "script", "/EF": "embedded_file", "/XFA": "live_form"}
ACTIVE_NAMES = {
    "/JavaScript": "script",
    "/Launch": "starts_program",
    "/SubmitForm": "sends_form",
    "/ImportData": "sends_form",
    "/RichMedia": "embedded_media",
    "/EmbeddedFile": "embedded_file",
}


def _active(document: "pikepdf.Pdf") -> Iterator[str]:
    """Yield what in a document does something by itself, as codes."""
    seen = 0
    for each in document.objects:
        waiting: list[Any] = [each]
        while waiting and seen <= MOST_PDF_KEYS:
            entries = _entries(waiting.pop())
            seen += len(entries)
            yield from filter(None, (_does(key, value) for key, value in entries))
            waiting += [value for _, value in entries if not getattr(value, "is_indirect", True)]
    if seen > MOST_PDF_KEYS:
        yield "not_read_through"


def _does(key: str, value: Any) -> str:
    if key in {"/S", "/Type", "/Subtype"}:
        return ACTIVE_NAMES.get(str(value), "")
    return ACTIVE_KEYS.get(key, "")


def _entries(thing: Any) -> list[tuple[str, Any]]:
    import pikepdf

    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        return [(str(key), value) for key, value in thing.items()]
    return [("", value) for value in thing] if isinstance(thing, pikepdf.Array) else []


@dataclass
class _Spent:
    """What an archive and the archives in it have come to so far."""

    entries: int = 0
    unpacked: int = 0
    warnings: set[str] = field(default_factory=set)


def _office(path: Path, limits: Limits) -> Look:
    spent = _Spent()
    try:
        with path.open("rb") as file:
            _unpack(file, path.stat().st_size, limits, spent, depth=0)
    except BROKEN_ARCHIVE:
        spent.warnings.add("damaged")
    return Look(found={"parts": spent.entries, "warnings": sorted(spent.warnings)})


def _unpack(file: IO[bytes], size: int, limits: Limits, spent: _Spent, *, depth: int) -> None:
    """Unpack all of an archive into nothing, counting what really comes out: what its directory says may be a lie."""
    if depth > limits.depth:
        raise Refuse("archive_nested", "holds archives inside archives. Take them out and attach each by itself.")
    _check_directory(file, size)
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            spent.entries += 1
            if spent.entries > limits.entries:
                raise Refuse("archive_entries", f"holds more than {limits.entries:,} parts. Save it again, smaller.")
            _check_name(entry)
            _inflate(archive, entry, limits, spent, depth)


def _check_directory(file: IO[bytes], size: int) -> None:
    """Refuse a directory so long that reading it would be the attack."""
    file.seek(max(0, size - TAIL_BYTES))
    tail = file.read()
    end = tail.rfind(b"PK\x05\x06")
    if end >= 0 and len(tail) - end >= 22 and struct.unpack("<L", tail[end + 12 : end + 16])[0] > MOST_DIRECTORY_BYTES:
        raise Refuse("archive_entries", "holds too many parts. Save it again, smaller.")


def _check_name(entry: zipfile.ZipInfo) -> None:
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename[:1] in {"/", "\\"} or ":" in parts[0]:
        raise Refuse("archive_paths", "has parts that want to be written outside of it. Save it again, then attach it.")
    if entry.flag_bits & IS_ENCRYPTED:
        raise Refuse("encrypted", "is locked with a password. Save it without one, then attach that.")


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limits: Limits, spent: _Spent, depth: int) -> None:
    if entry.filename.lower().endswith("vbaproject.bin"):
        spent.warnings.add("macros")
    came, inner = 0, bytearray()
    with archive.open(entry) as part:
        while piece := part.read(PIECE):
            came += len(piece)
            spent.unpacked += len(piece)
            if spent.unpacked > limits.unpacked or _too_dense(came, entry.compress_size, limits):
                raise Refuse("archive_bomb", "unpacks to far more than it is. Save it again from its program.")
            if inner or piece.startswith(ZIP_HEAD):
                inner += piece
    if inner:
        _unpack(io.BytesIO(inner), len(inner), limits, spent, depth=depth + 1)


def _too_dense(came: int, packed: int, limits: Limits) -> bool:
    return came > RATIO_COUNTS_FROM and came > limits.ratio * max(1, packed)


def _picture(path: Path, limits: Limits) -> Look:
    """Read the header alone: the picture is never drawn here."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the limit is ours
    try:
        with Image.open(path, formats=["JPEG", "PNG"]) as picture:
            width, height = picture.size
    except (OSError, SyntaxError, ValueError, struct.error, OverflowError, TypeError, IndexError, KeyError):
        return DAMAGED
    if width * height > limits.pixels or max(width, height) > limits.side:
        raise Refuse(
            "too_many_pixels",
            f"is {width:,} by {height:,} pixels, more than can be shown safely "
            f"({limits.side:,} a side, {limits.pixels // 1_000_000} million in all). Save it smaller, "
            "or keep the original as an exhibit and give a link to it.",
        )
    return Look(found={"pixels": [width, height], "warnings": []})


def main() -> None:
    """Answer for one file on standard output; what it is told stands in its arguments."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES_OF_MEMORY, MOST_BYTES_OF_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    kind, path, limits = sys.argv[1:]
    sys.stdout.write(json.dumps(asdict(look(Path(path), kind, Limits(**json.loads(limits))))))


if __name__ == "__main__":
    main()
