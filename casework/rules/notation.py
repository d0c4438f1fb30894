"""How conditions of the standard are written in a form: a line each, in words that data and people share.

Needed when: a line for each set of facts, any of which calls for the row. `plea: ngap; mode: either_way, indictable`
Satisfied by: a line for each way, any of which meets it. `material: mg11` · `field: previous_convictions = none` ·
`answer: mg6.bwv = none, not_applicable` · `answer: mg3.assured = given | yes` · `every answer: a, b` · `schedule: open`
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from casework.rules.file_standard import alternatives
from foundation.verdicts import Refused, Verdict

LISTS = ("material", "recordings", "justified", "schedule")
NAMES = {"field": "fields", "answer": "answers", "every answer": "every_answer"} | {name: name for name in LISTS}
WAYS = tuple(NAMES.values())


class Unreadable(Refused):
    """A line does not have the shape of any condition."""


def facts_text(needed_when: Any) -> str:
    """Write conditions as lines; nothing for what every file needs."""
    sets = [each for each in alternatives(needed_when) if each]
    return "\n".join(
        "; ".join(f"{fact}: {', '.join(values)}" for fact, values in sorted(each.items())) for each in sets
    )


def facts_of(text: str) -> Any:
    """Read lines of conditions back. Raises Unreadable, naming the line."""
    sets = [_facts(line) for line in _lines(text)]
    return sets[0] if len(sets) == 1 else sets or {}


def _facts(line: str) -> dict[str, list[str]]:
    found = {}
    for part in line.split(";"):
        fact, colon, values = part.partition(":")
        if not colon or not _words(values) or fact.strip() in found:
            raise _unreadable("needed_when", line, "plea: ngap; mode: either_way, indictable")
        found[fact.strip()] = _words(values)
    return found


def ways_text(satisfied_by: Mapping[str, Any]) -> str:
    """Write the ways to satisfy a row as lines."""
    return "\n".join(line for name in WAYS if name in satisfied_by for line in _way_lines(name, satisfied_by[name]))


def _way_lines(name: str, wishes: Any) -> Iterator[str]:
    if name == "schedule":
        yield f"schedule: {wishes}"
    elif name in LISTS:
        yield f"{name}: {', '.join(wishes)}"
    elif name == "every_answer":
        yield f"every answer: {', '.join(wishes)}"
    else:
        yield from (_one_line(name, wish) for wish in wishes)


def _one_line(name: str, wish: Any) -> str:
    if isinstance(wish, str):
        return f"{'field' if name == 'fields' else 'answer'}: {wish}"
    if name == "fields":
        return f"field: {wish['field']} = {', '.join(wish['values'])}"
    values = f" | {', '.join(wish['values'])}" if "values" in wish else ""
    return f"answer: {wish['question']} = {', '.join(wish['states'])}{values}"


def ways_of(text: str) -> dict[str, Any]:
    """Read lines of ways back. Raises Unreadable, naming the line."""
    found: dict[str, Any] = {}
    for line in _lines(text):
        name, colon, wish = line.partition(":")
        key = NAMES.get(name.strip())
        if not colon or not key or not wish.strip():
            raise _unreadable("satisfied_by", line, "material: mg11")
        _add(found, key, wish)
    return found


def _add(found: dict[str, Any], key: str, wish: str) -> None:
    if key == "schedule":
        found[key] = wish.strip()
    elif key in {"fields", "answers"}:
        found.setdefault(key, []).append(_wish(key, wish))
    else:
        found[key] = found.get(key, []) + _words(wish)


def _wish(key: str, text: str) -> Any:
    name, equals, accepted = text.partition("=")
    if not equals:
        return name.strip()
    if key == "fields":
        return {"field": name.strip(), "values": _words(accepted)}
    states, bar, values = accepted.partition("|")
    wish = {"question": name.strip(), "states": _words(states)}
    return wish | {"values": _words(values)} if bar else wish


def _lines(text: str) -> Sequence[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _unreadable(field: str, line: str, example: str) -> Unreadable:
    return Unreadable(Verdict.no("unreadable", f"“{line[:80]}” cannot be read. Write it like “{example}”.", field))
