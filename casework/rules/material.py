"""What may be attached: a closed list of types, judged by content and not by name."""

import codecs
import unicodedata
from collections.abc import Mapping
from pathlib import PurePath

import puremagic

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


def check(*, name: str, size: int, head: bytes, limit: int) -> Verdict:
    """Say whether a file may be attached. `head` is its first 8 KiB, `size` and `limit` are bytes."""
    if size == 0:
        return Verdict.no("empty_file", f"{name} is empty. Choose a file that has something in it.", "upload")
    if size > limit:
        return Verdict.no(
            "too_large",
            f"{name} must be smaller than {limit // (1024 * 1024)} MB. Link to large media.",
            "upload",
        )
    claimed = ALLOWED.get(PurePath(name).suffix.lower())
    if claimed is None:
        return Verdict.no("wrong_type", f"{name} must be a {NAMES} file.", "upload")
    if claimed not in kinds_of(head):
        return Verdict.no(
            "type_mismatch",
            f"{name} is not what its name says: its content is not that of a {PurePath(name).suffix} file. "
            "Save it again in the right format, then attach it.",
            "upload",
        )
    return Verdict.ok()


def content_type(name: str) -> str:
    """The media type of a name that passed the check."""
    return ALLOWED[PurePath(name).suffix.lower()]
