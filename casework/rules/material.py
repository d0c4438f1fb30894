"""What may be attached: a closed list of types, judged by content and not by name."""

import codecs
import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePath

import puremagic

from casework.models import Material, MaterialVersion, ScanState
from foundation.verdicts import Verdict

HEAD_BYTES = 8192
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain"
ALLOWED: Mapping[str, str] = {
    ".pdf": "application/pdf",
    ".docx": WORD,
    ".xlsx": EXCEL,
    ".txt": TEXT,
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".mp4": "video/mp4",
    ".mp3": "audio/mpeg",
    ".wav": "audio/x-wav",
}
OFFICE_PARTS = (b"[Content_Types].xml", b"_rels/.rels", b"word/", b"xl/")
NAMES = "PDF, Word, Excel, text, JPEG, PNG, MP4, MP3 or WAV"
RECORDED = frozenset({"video/mp4", "audio/mpeg", "audio/x-wav"})
"""Types that may come in pieces and be large: they are played, never taken apart here."""
LONGEST_NAME, LONGEST_TITLE = 120, 120
SEPARATORS = re.compile(r"[/\\\u2044\u2215\u29f8\uff0f\uff3c]")
RESERVED = re.compile(r"[<>:\"|?*]")


def _is_text(head: bytes) -> bool:
    """Whether the bytes are text as offices write it: Unicode with or without its mark, or the old Windows letters."""
    utf_16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return any(_reads(head, encoding) for encoding in (["utf-16"] if utf_16 else ["utf-8-sig", "cp1252"]))


def _reads(head: bytes, encoding: str) -> bool:
    try:
        # A letter that the end of the head cuts in two is no mistake.
        text = codecs.getincrementaldecoder(encoding)().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return False
    return all(letter in "\r\n\t\f" or unicodedata.category(letter) != "Cc" for letter in text)


def kinds_of(head: bytes) -> frozenset[str]:
    """The media types that the first bytes can be; empty where nothing is recognised."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        found = set()
    if not any(part in head for part in OFFICE_PARTS):
        found -= {WORD, EXCEL}
    if {"audio/wav", "audio/wave", "audio/x-wav"} & found:
        found.add("audio/x-wav")
    if not found & set(ALLOWED.values()) and head and _is_text(head):
        found = {TEXT}
    return frozenset(found)


def _fits(name: str, size: int, limit: int) -> Verdict:
    if size <= 0:
        return Verdict.no("empty_file", f"{name} is empty. Choose a file that has something in it.", "upload")
    if size > limit:
        return Verdict.no(
            "too_large", f"{name} must be smaller than {limit // (1024 * 1024)} MB. Link to large media.", "upload"
        )
    return Verdict.ok()


def _allowed(name: str) -> Verdict:
    if PurePath(name).suffix.lower() in ALLOWED:
        return Verdict.ok()
    return Verdict.no("wrong_type", f"{name} must be a {NAMES} file.", "upload")


def check(*, name: str, size: int, head: bytes, limit: int) -> Verdict:
    """Say whether a file may be attached. `head` is its first 8 KiB, `size` and `limit` are bytes."""
    verdict = announced(name=name, size=size, limit=limit)
    if verdict.reasons:
        return verdict
    claimed = content_type(name)
    if claimed not in kinds_of(head):
        return Verdict.no(
            "type_mismatch",
            f"{name} is not what its name says: its content is not that of a {PurePath(name).suffix} file. "
            "Save it again in the right format, then attach it.",
            "upload",
        )
    return Verdict.ok()


def safe_name(name: str) -> str:
    """Return a name that shows what it is: no folders, no controls, no marks that turn text round, not too long.

    Letters of every script stay, those that are read from the right included, and so does the ending.
    Marks go that draw nothing or turn the direction: with one of them "gpj.exe" can be made to read "exe.jpg".
    """
    last = " ".join(SEPARATORS.split(name.strip())[-1].split())
    shown = "".join(letter for letter in last if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    shown = RESERVED.sub("_", " ".join(shown.split())).strip(". ")
    path = PurePath(shown or "file")
    ending = path.suffix[:20]
    return f"{path.name.removesuffix(path.suffix)[: LONGEST_NAME - len(ending)]}{ending}" or "file"


def title_from(name: str) -> str:
    """Return a title for a file that came without one: its name, without the ending."""
    stem = PurePath(safe_name(name)).stem.replace("_", " ").strip()
    return stem[:LONGEST_TITLE] or "Untitled"


def limit_for(name: str, *, usual: int, recordings: int) -> int:
    """The most bytes that a file may have which comes in pieces: more where it is a recording."""
    return recordings if ALLOWED.get(PurePath(name).suffix.lower()) in RECORDED else usual


def for_download(version: MaterialVersion) -> Verdict:
    """Say whether the bytes may leave. Nobody gets what waits for the scanner or failed it, whatever their role."""
    if version.scan_state == ScanState.INFECTED:
        return Verdict.no(
            "quarantined",
            "A virus was found in this file, so nobody can open it. Ask for a clean copy and add it as a new version.",
        )
    if version.scan_state == ScanState.WAITING:
        return Verdict.no(
            "not_scanned_yet", "This file waits for the virus scan, so nobody can open it yet. Try again in a minute."
        )
    return Verdict.ok()


def handling(item: Material) -> str:
    """How a piece of material must be handled, as it stands on its page and in its header."""
    return handling_of(sensitive=item.sensitive)


def handling_of(*, sensitive: bool) -> str:
    """How anything must be handled that holds sensitive material, or none."""
    return "OFFICIAL-SENSITIVE, sensitive material, not disclosable" if sensitive else "OFFICIAL-SENSITIVE"


def newest(item: Material) -> MaterialVersion | None:
    """The version of a document that counts, from versions that were read with it; None for a link."""
    return max(item.versions.all(), key=lambda version: version.number, default=None)


def announced(*, name: str, size: int, limit: int) -> Verdict:
    """Say whether a file may begin to come in, by its name and size alone; its content is judged when it is here."""
    verdict = _fits(name, size, limit)
    return verdict if verdict.reasons else _allowed(name)


def content_type(name: str) -> str:
    """The media type of a name that passed the check."""
    return ALLOWED[PurePath(name).suffix.lower()]
