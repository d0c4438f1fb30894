"""What people call offences ("abh", "twoc", "section 20"), read from casework/data/offence_synonyms.json."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from casework.rules.offence_wording import normalise, words

FILE = Path(__file__).resolve().parent.parent / "data" / "offence_synonyms.json"
FIRST_PLACE = 10
LAST_PLACE = 19


@cache
def _data() -> dict[str, Any]:
    """Return the whole file; it changes only with a release."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


@cache
def codes_of_phrases() -> dict[frozenset[str], tuple[str, ...]]:
    """Return the codes that a phrase stands for, best first, by the words of the phrase in any order."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for offence in _data()["offences"]:
        for phrase in offence["say"]:
            key = frozenset(words(phrase))
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *offence["codes"])))
    return found


def codes_called_by_some(asked: frozenset[str]) -> tuple[str, ...]:
    """Return the codes of every phrase whose words are all among the asked ones, the longest phrase first."""
    said = sorted((phrase for phrase in codes_of_phrases() if phrase <= asked), key=len, reverse=True)
    return tuple(dict.fromkeys(code for phrase in said for code in codes_of_phrases()[phrase]))


@cache
def phrases_of_codes() -> dict[str, tuple[str, ...]]:
    """Return the phrases that stand for a code, in the form that search compares."""
    found: dict[str, tuple[str, ...]] = {}
    for offence in _data()["offences"]:
        for code in offence["codes"]:
            phrases = tuple(normalise(phrase) for phrase in offence["say"])
            found[code] = tuple(dict.fromkeys((*found.get(code, ()), *phrases)))
    return found


@cache
def everyday_codes() -> dict[str, int]:
    """Return the place among search results of each code that has a name of its own."""
    places: dict[str, int] = {}
    for offence in _data()["offences"]:
        for place, code in enumerate(offence["codes"], start=FIRST_PLACE):
            places[code] = min(place, LAST_PLACE, places.get(code, LAST_PLACE))
    return places


def alternatives(word: str) -> tuple[str, ...]:
    """Return a word and the words of titles that mean the same."""
    return (word, *_data()["words"].get(word, ()))
