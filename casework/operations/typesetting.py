"""Turning data into the bytes of an accessible PDF, in a process of its own with little time and memory.

Same data, same bytes: no clock, no fonts of the machine, no network. PDF/UA-1 is asked of the typesetter,
which refuses whatever would break it; a letter that its typefaces lack is shown as its number.
"""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
SECONDS = 60
BYTES = 1024**3
UNSHOWN = "could not be displayed"
# Controls that draw nothing or turn text around, which would let a name look like another; line ends stay.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
LATIN = 0x24F
"""Every letter up to this one is in the typefaces."""
NOTE = (
    "Some letters are not in the typefaces of this document. They stand here by their Unicode numbers, "
    "for example [U+4E2D]; the pages of the case show them as they were entered."
)


class NotTypeset(Exception):
    """No document came out; the message says why in words for people, and never quotes the case."""


def typeset(data: Mapping[str, Any]) -> bytes:
    """Return the PDF of a paper. `data` is `Paper.as_data()` with `reference` and `stamp` beside it.

    Raises NotTypeset.
    """
    command = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(data).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
            cwd=TEMPLATES,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise NotTypeset("It took longer than a minute. The document may be too long.") from error
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise NotTypeset("The typesetter could not make it. Try again; if it fails again, tell the service desk.")
    return done.stdout


def _draw(template: str, paper: Mapping[str, Any]) -> bytes:
    import typst

    drawn: bytes = typst.compile(
        TEMPLATES / template,
        root=TEMPLATES,
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(paper)},
        format="pdf",
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    return drawn


@cache
def _is_shown(letter: str) -> bool:
    try:
        _draw("probe.typ", {"letter": letter})
    except RuntimeError as error:
        return UNSHOWN not in str(error)
    return True


def _numbered(letter: str) -> str:
    return f"[U+{ord(letter):04X}]"


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text in it changed, however deep it stands."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each(item, change) for item in value]
    return {key: _each(item, change) for key, item in value.items()} if isinstance(value, dict) else value


def _visible(text: str) -> str:
    """Lines end in one way, and no control is hidden."""
    return HIDDEN.sub(lambda found: _numbered(found[0]), text.replace("\r\n", "\n"))


def _without(letters: frozenset[str]) -> Callable[[str], str]:
    return lambda text: "".join(_numbered(letter) if letter in letters else letter for letter in text)


def draw(paper: Mapping[str, Any]) -> bytes:
    """Draw a paper; where letters cannot be shown, draw it with their numbers and a note that says so."""
    texts = _each(dict(paper), _visible)
    try:
        return _draw("paper.typ", texts)
    except RuntimeError as error:
        if UNSHOWN not in str(error):
            raise
    used = set(json.dumps(texts, ensure_ascii=False))
    missing = frozenset(letter for letter in used if ord(letter) > LATIN and not _is_shown(letter))
    numbered = _each(texts, _without(missing))
    return _draw("paper.typ", numbered | {"introduction": [*numbered["introduction"], NOTE]})


def main() -> None:
    """Read a paper from standard input and write its PDF to standard output, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(draw(json.load(sys.stdin.buffer)))


if __name__ == "__main__":
    main()
