"""How the wording and the code of an offence are read: the one form in which search compares them."""

import re
from collections.abc import Iterable

SECTION = re.compile(r"\b(?:sections?|sect?|s)\s*(\d+)\s*([a-z]?)\b")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")
NATIONAL_CODE = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]\d{2}[ABC]?|[A-Z]{4}\d{3}[ABC]?")
SUFFIXES = {"A": "attempt", "B": "aiding", "C": "conspiracy"}
OPENINGS = {
    "attempt": "attempt",
    "aid": "aiding",
    "abet": "aiding",
    "aiding": "aiding",
    "conspire": "conspiracy",
    "conspiracy": "conspiracy",
    "conspiring": "conspiracy",
}
MODES_OF_TRIAL = {"CI": "indictable", "CE": "either_way", "CS": "summary", "CM": "summary"}
SUPERSEDED = re.compile(r"\bpre \d|\bpre [a-z]{3} \d|pilot forces|\bbefore \d")
FILLER = re.compile(r"an?|and|any|as|at|be|by|etc|for|from|his|her|in|into|is|it|of|on|or|our|that|the|to|was|with")
SHORTEST_WORD = 2
LONGEST_WORD = 40


def normalise(text: str) -> str:
    """Return the form that search compares: lower case, words apart by one space, "section 20" as "s20"."""
    folded = text.casefold().replace("'", "").replace("\u2019", "")
    return " ".join(SECTION.sub(r"s\1\2 ", NOT_A_WORD.sub(" ", folded)).split())


def words(text: str) -> list[str]:
    """Return the words that matter, in order and each once; when all are small words, all of them."""
    every = list(dict.fromkeys(normalise(text).split()))
    return [word for word in every if not FILLER.fullmatch(word)] or every


def trigrams(word: str) -> list[str]:
    """Return the overlapping threes of a word, padded so that its start and end count."""
    padded = f"  {word} "
    return sorted({padded[at : at + 3] for at in range(len(padded) - 2)})


def distance(one: str, other: str) -> int:
    """Return how many letters to change, add, drop or swap with a neighbour to make two words equal."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, mate in enumerate(other, start=1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != mate))
            if last and j > 1 and (letter, one[i - 2]) == (other[j - 2], mate):
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]


def indexable(texts: Iterable[str]) -> set[str]:
    """Return the words worth mending a typing mistake to: letters only, neither tiny nor huge."""
    found = {word for text in texts for word in text.split()}
    return {word for word in found if word.isalpha() and SHORTEST_WORD < len(word) <= LONGEST_WORD}


def is_local(code: str) -> bool:
    """Say whether one force or court made the code up: it has not the shape of a national one."""
    return NATIONAL_CODE.fullmatch(code) is None


def is_obsolete(title: str, home_office_code: str) -> bool:
    """Say whether the row is kept only for old cases: wording in capitals without a Home Office class."""
    return not title or (title.isupper() and home_office_code == "000/00")


def inchoate(code: str, title: str) -> str:
    """Return "attempt", "aiding", "conspiracy", or "" for the offence itself."""
    if not is_local(code) and code[-1] in SUFFIXES:
        return SUFFIXES[code[-1]]
    first, _, _ = normalise(title).partition(" ")
    return OPENINGS.get(first.removesuffix("ed") if first == "attempted" else first, "")


def parent_code(code: str) -> str:
    """Return the code of the whole offence: TH68010 for TH68010A."""
    return code[:-1] if not is_local(code) and code[-1] in SUFFIXES else code


def precedence(*, code: str, title: str, home_office_code: str, category: str, recordable: bool) -> int:
    """Return the place of an offence that is not on the list of everyday ones: small comes first."""
    weights = (
        (is_local(code), 60),
        (is_obsolete(title, home_office_code), 40),
        (bool(SUPERSEDED.search(title.casefold())), 30),
        (category not in MODES_OF_TRIAL, 25),
        (bool(inchoate(code, title)), 20),
        (home_office_code == "000/00", 5),
        (not recordable, 5),
    )
    return 50 + sum(weight for applies, weight in weights if applies)
