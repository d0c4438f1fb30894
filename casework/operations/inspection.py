"""Looking into other people's files from a safe distance: a process of its own, with little time and memory.

What it says is all that comes back. A file that it cannot deal with within its limits is not taken.
"""

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings

from casework.rules import material as rules
from casework.rules import material_bytes, recordings
from casework.rules.material_bytes import Look
from casework.rules.recordings import Played

KINDS = {
    "application/pdf": material_bytes.PDF,
    rules.WORD: material_bytes.OFFICE,
    rules.EXCEL: material_bytes.OFFICE,
    "image/jpeg": material_bytes.PICTURE,
    "image/png": material_bytes.PICTURE,
}
SECONDS_TO_READ, SECONDS_TO_PLAY = 30, 60
TOO_MUCH = Look(
    refused=[
        (
            "too_complicated",
            "is too complicated to be checked safely. Save it again, simpler, or keep it as an exhibit.",
        )
    ]
)
DID_NOT_END = Played(None, "Trying to play it did not come to an end.")


def limits() -> material_bytes.Limits:
    """The limits of this machine."""
    return material_bytes.Limits(pixels=settings.IMAGE_MAX_PIXELS, side=settings.IMAGE_MAX_SIDE)


def look_into(path: Path, content_type: str) -> Look:
    """Look for what may not come in and for what a reader should be warned of. Text and recordings hold neither."""
    kind = KINDS.get(content_type)
    if kind is None:
        return Look()
    said = _ask(material_bytes.__file__, kind, str(path), json.dumps(asdict(limits())), seconds=SECONDS_TO_READ)
    return TOO_MUCH if said is None else Look(refused=[tuple(each) for each in said["refused"]], found=said["found"])


def try_to_play(path: Path) -> Played:
    """Say whether a recording plays, how long it is and in what format."""
    said = _ask(recordings.__file__, str(path), seconds=SECONDS_TO_PLAY)
    return DID_NOT_END if said is None else Played(**said)


def _ask(program: str, *arguments: str, seconds: int) -> dict[str, Any] | None:
    """Run one of the rules by itself; None where it crashed, ran out of memory or did not end."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", program, *arguments], capture_output=True, timeout=seconds, check=False, env={}
        )
        answer: dict[str, Any] | None = json.loads(done.stdout) if done.returncode == 0 else None
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return answer
