"""Reading a submitted file back from its sealed bytes, and only where they still are what was sealed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from accounts.models import User
from casework.models import sees_sensitive
from casework.queries.store import stored_path
from charging.models import Submission
from charging.rules.plain_values import digest


class SealState(StrEnum):
    """What can be said of the sealed bytes of a submission."""

    WHOLE = "whole"
    EARLIER_FORM = "earlier_form"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True)
class Sealed:
    """A submitted file as it was sealed; `document` is empty unless it is whole.

    `annex` holds what is sensitive, for a reader who may know of it; for others it is empty like one with nothing.
    """

    state: SealState
    content: bytes = b""
    document: Mapping[str, Any] | None = None
    annex: Mapping[str, Any] | None = None

    @property
    def file(self) -> Mapping[str, Any]:
        """The document, or an empty one that nothing can be compared with."""
        return self.document or {}


def file_digest(submission: Submission) -> str:
    """The digest of the sealed file; empty for what was sealed in the earlier form, before whole files were."""
    found: str = submission.manifest.get("file_sha256", "")
    return found


def sealed(submission: Submission, *, reader: User | None = None) -> Sealed:
    """Read the sealed file of a submission that was sent, with its sensitive annex where the reader may know of it."""
    name = file_digest(submission)
    if not name:
        return Sealed(SealState.EARLIER_FORM)
    content = bytes_of(name)
    if content is None:
        return Sealed(SealState.MISSING)
    if digest(content) != name:
        return Sealed(SealState.DAMAGED)
    annex = annex_bytes(submission, reader=reader) if reader else None
    return Sealed(SealState.WHOLE, content, json.loads(content), json.loads(annex) if annex else None)


def annex_bytes(submission: Submission, *, reader: User) -> bytes | None:
    """The bytes of the sensitive annex; None for who may not know of it, and where they are not as they were."""
    if not (submission.sealed_sensitive and sees_sensitive(reader, submission.case_file)):
        return None
    content = bytes_of(submission.sealed_sensitive)
    return content if content is not None and digest(content) == submission.sealed_sensitive else None


def bytes_of(sha256: str) -> bytes | None:
    """What is stored under a digest; None where nothing is."""
    path = stored_path(sha256)
    return path.read_bytes() if path.is_file() else None
