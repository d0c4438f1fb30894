"""Which reasons explain a change from one stream to another: dated data."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from charging.lifecycle import STREAM_NAMES, Stream
from charging.models import StreamReason
from charging.rules.dated import holds_on
from foundation.verdicts import Verdict

DATA = Path(__file__).resolve().parent.parent / "data" / "stream_reasons.json"


@cache
def _rows() -> Sequence[Mapping[str, Any]]:
    rows: Sequence[Mapping[str, Any]] = json.loads(DATA.read_text(encoding="utf-8"))["reasons"]
    return rows


def reasons_from(now: str, *, on: date) -> list[StreamReason]:
    """The reasons that explain some change away from a stream, on a local day."""
    return [StreamReason(row["code"]) for row in _rows() if holds_on(row, on) and now in row["from"]]


def explains(reason: str, *, now: Stream, to: Stream, on: date) -> Verdict:
    """Whether a reason explains a change in this direction; otherwise which reasons do."""
    fitting = [row["code"] for row in _rows() if holds_on(row, on) and now in row["from"] and to in row["to"]]
    if reason in fitting:
        return Verdict.ok()
    words = ", ".join(f"“{StreamReason(code).label}”" for code in fitting)
    change = f"from {STREAM_NAMES[now].lower()} to {STREAM_NAMES[to].lower()}"
    message = f"“{StreamReason(reason).label}” does not explain a change {change}. Choose one of these: {words}."
    return Verdict.no("reason_does_not_fit", message, "reason")
