"""A submitted file as pages show it: read from the sealed bytes alone, so that it never changes with the case."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.rules.forms import catalogues
from charging.queries.submission.sealed import Sealed
from charging.rules.difference import SECTIONS
from charging.rules.sealed_words import field_words, in_order, value_words

SHOWN = (
    *("case", "contacts", "flags", "suspects", "offences", "route", "people", "answers", "material", "unused"),
    *("plan", "conversation"),
)
DISCLOSURE = "disclosure"
NOT_SHOWN = frozenset({"key", "name", "changed", "number", "question"})


@dataclass(frozen=True)
class ShownThing:
    """One thing of the file: its name, and its values in words."""

    name: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class ShownSection:
    """One part of the file; `anchor` is what addresses point at."""

    anchor: str
    heading: str
    things: Sequence[ShownThing]
    sensitive: bool = False


def shown_sections(found: Sealed) -> list[ShownSection]:
    """Every part of a sealed file that has something in it, then the sensitive ones that this reader may know of."""
    return [*_sections(found.file, SHOWN), *_sections(found.annex or {}, SHOWN, sensitive=True)]


@dataclass(frozen=True)
class ShownRow:
    """A row of the standard that the file called for, with what met it, or why the file went without."""

    name: str
    met: bool
    says: str


def shown_rows(found: Sealed) -> list[ShownRow]:
    """The rows that the file called for when it was sent, what was missing first."""
    said = {(row["code"], row["about"]): row["text"] for row in found.file.get("explanations", [])}
    needed = [row for row in found.file.get("standard", []) if row["needed"]]
    rows = [ShownRow(row["name"], row["met"], row["met_by"] if row["met"] else _why(row, said)) for row in needed]
    return sorted(rows, key=lambda row: row.met)


def _why(row: Mapping[str, Any], said: Mapping[tuple[str, str], str]) -> str:
    explanation = said.get((row["code"], row["about"]), "")
    return " ".join(filter(None, [row["gap"], f"Police said: {explanation}" if explanation else ""]))


def _sections(document: Mapping[str, Any], names: Sequence[str], *, sensitive: bool = False) -> Iterator[ShownSection]:
    called = {str(thing["key"]): str(thing["name"]) for part in names for thing in document.get(part, [])}
    for name in names:
        for anchor, heading, listed in _parts(name, document.get(name, [])):
            things = [_thing(thing, called) for thing in listed]
            title = f"Sensitive: {heading}" if sensitive else heading
            yield ShownSection(f"{'sensitive-' if sensitive else ''}{anchor}", title, things, sensitive)


Part = tuple[str, str, Sequence[Mapping[str, Any]]]
"""An anchor, a heading, and the things under it."""


def _parts(name: str, things: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    """A section under its heading, if anything is in it; answers under the form that asks for them."""
    if name == "answers":
        yield from _answers(things)
    elif things:
        yield name, SECTIONS[name], things


def _answers(things: Sequence[Mapping[str, Any]]) -> Iterator[Part]:
    """Answers form by form, each in the order of its questions; those about the schedules last."""
    forms = catalogues()[-1].forms
    places = [(form.code, question.code) for form in forms.values() for question in form.questions]
    order = {code: place for place, (_, code) in enumerate(places)}
    for code in [*forms, DISCLOSURE]:
        listed = [thing for thing in things if _form_of(thing, forms) == code]
        if listed:
            heading = forms[code].title if code in forms else "Schedules and report of the disclosure officer"
            by_place = sorted(listed, key=lambda thing: (thing["about"], order.get(thing["question"], 0)))
            yield f"answers-{code}", heading, by_place


def _form_of(thing: Mapping[str, Any], forms: Collection[str]) -> str:
    code = str(thing["question"]).partition(".")[0]
    return code if code in forms else DISCLOSURE


def _thing(thing: Mapping[str, Any], called: Mapping[str, str]) -> ShownThing:
    """A thing with its facts; where a value is the key of another thing, or some of them, names are said."""
    return ShownThing(str(thing["name"]), [(label, _named(words, called)) for label, words in _facts(thing)])


def _named(words: str, called: Mapping[str, str]) -> str:
    return ", ".join(called.get(word, word) for word in words.split(", "))


def _facts(thing: Mapping[str, Any], within: str = "") -> Iterator[tuple[str, str]]:
    """The values of a thing that say something, each with its words."""
    for name in in_order(thing):
        value = thing[name]
        if not within and name in NOT_SHOWN:
            continue
        path = f"{within}{name}"
        if isinstance(value, Mapping) and value.keys() != {"code", "says"}:
            yield from _facts(value, f"{path}.")
        elif path != "about" or value != "case":
            yield from _fact(path, value)


def _fact(path: str, value: Any) -> Iterator[tuple[str, str]]:
    if words := value_words(path, value):
        yield field_words(path), words
