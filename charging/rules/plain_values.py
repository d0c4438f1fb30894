"""Values as a sealed file writes them: text, whole numbers, true, false, nothing, lists and named values."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model

if TYPE_CHECKING:
    from accounts.models import User

PLAIN = (str, int, bool, type(None))


def instant(at: datetime | None) -> str | None:
    """An instant in UTC: 2026-03-03T14:00:00+00:00."""
    return at.astimezone(UTC).isoformat() if at else None


def day(on: date | None) -> str | None:
    """A day without a time: 2026-03-03."""
    return on.isoformat() if on else None


def coded(row: Model, name: str) -> dict[str, str]:
    """A coded value with the words it has today."""
    return {"code": str(getattr(row, name)), "says": str(getattr(row, f"get_{name}_display")())}


def person(user: "User") -> dict[str, str]:
    """Somebody's name, rank and where the other agency can reach them."""
    return {
        "person": user.name,
        "rank_or_grade": user.rank_or_grade,
        "email": user.email,
        "contact_number": user.contact_number,
    }


def canonical(document: Any) -> bytes:
    """The one way to write a document as bytes: names in order, no spaces, UTF-8.

    Raises TypeError for a value that has no exact form, such as a float.
    """
    require_plain(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(content: bytes) -> str:
    """SHA-256, as 64 letters and figures."""
    return hashlib.sha256(content).hexdigest()


def require_plain(value: Any) -> None:
    """Raise TypeError for a document that holds a value without an exact form."""
    for inner in _inside(value):
        require_plain(inner)


def _inside(value: Any) -> Iterable[Any]:
    """What a value holds that has to be plain too; raises TypeError where it is not plain itself."""
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        return value.values()
    if isinstance(value, list):
        return value
    if isinstance(value, PLAIN):
        return ()
    raise TypeError(f"{type(value).__name__} has no exact form in a sealed file")
