"""Turning data into the bytes of an accessible PDF, in a process of its own with little time and memory.

Same data, same bytes: no clock, no fonts of the machine, no network. PDF/UA-1 is asked of the typesetter,
which refuses whatever would break it; a letter that its typefaces lack is shown as its number.
"""

import json
import re
import resource
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
SECONDS = 60
BYTES = 1024**3
PROBE = b"""#set document(title: "Probe")
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#json(bytes(sys.inputs.paper)).letter"""
UNSHOWN = "could not be displayed"
# Controls that draw nothing or turn text around, which would let a name look like another; line ends stay.
HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
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


def _draw(template: Path | bytes, paper: Mapping[str, Any]) -> bytes:
    import typst

    drawn: bytes = typst.compile(
        template,
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
        _draw(PROBE, {"letter": letter})
    except RuntimeError as error:
        return UNSHOWN not in str(error)
    return True


def _numbered(letter: str) -> str:
    return f"[U+{ord(letter):04X}]"


def _replace(value: Any, bad: frozenset[str]) -> Any:
    """The same data with some letters written as their numbers, however deep they stand."""
    if isinstance(value, str):
        return "".join(_numbered(letter) if letter in bad else letter for letter in value) if bad else value
    if isinstance(value, list):
        return [_replace(item, bad) for item in value]
    return {key: _replace(item, bad) for key, item in value.items()} if isinstance(value, dict) else value


def _letters(value: Any) -> frozenset[str]:
    return frozenset(json.dumps(value, ensure_ascii=False))


def draw(paper: Mapping[str, Any]) -> bytes:
    """Draw a paper; where letters cannot be shown, draw it with their numbers and a note that says so."""
    texts = json.loads(json.dumps(paper).replace("\\r\\n", "\\n"))
    texts = _replace(texts, frozenset(HIDDEN.findall("".join(_strings(texts)))))
    template = TEMPLATES / "paper.typ"
    try:
        return _draw(template, texts)
    except RuntimeError as error:
        if UNSHOWN not in str(error):
            raise
    missing = frozenset(letter for letter in _letters(texts) if ord(letter) > 0x24F and not _is_shown(letter))
    texts = _replace(texts, missing)
    return _draw(template, texts | {"introduction": [*texts["introduction"], NOTE]})


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


def main() -> None:
    """Read a paper from standard input and write its PDF to standard output, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.stdout.buffer.write(draw(json.load(sys.stdin.buffer)))


if __name__ == "__main__":
    main()
