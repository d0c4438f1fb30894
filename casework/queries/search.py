"""Finding case files by whatever somebody types: a reference in any spelling, a name, or words of the case.

The policy narrows every way of finding before the newest are kept, so that what somebody may not see can neither
push out what they may nor be counted. Names and words are folded by the same functions of the database that
folded what is stored, so "Zoë O'Neill", "oneill zoe" and "O Neill" all find the same person.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import F, Func, QuerySet, Value

from accounts.models import User
from accounts.roles import Side
from casework.models import CaseFile, SearchName, Suspect, visible
from casework.models.finding import CASE_TEXT, CRIME_REFERENCE
from casework.rules import identifiers

LONGEST = 120
MOST_WORDS = 8
LEAST_LETTERS = 2
LEAST_OF_A_URN, LEAST_OF_AN_ASN, LEAST_OF_A_CRIME = 4, 8, 4
URN_START = re.compile(r"\d{2}[A-Z0-9]{2}\d{0,7}|\d{2}[A-Z0-9]{2}\d{7}[A-Z]{1,3}")
MOST_FOUND = 1_500
"""Of the reader's own cases that match, only so many, the newest, are looked at; the page says so where that cuts."""


@dataclass(frozen=True)
class Asked:
    """What was typed, as each way of finding reads it: `plain` is capitals and digits, `words` are folded."""

    plain: str
    words: tuple[str, ...]
    has_text: bool
    text: str

    @property
    def has_a_word(self) -> bool:
        """Whether any word is long enough to look for."""
        return any(len(word) >= LEAST_LETTERS for word in self.words)


class Lexemes(SearchQuery):
    """Words exactly as the index has them: no parser comes between."""

    template = "(%(expressions)s)::tsquery"


def read(text: str) -> Asked:
    """Read what was typed; never raises, whatever it is."""
    typed = text.replace("\x00", " ").encode(errors="ignore").decode()[:LONGEST]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT casework_words(%(typed)s),"
            " numnode(plainto_tsquery('english'::regconfig, casework_folded(%(typed)s))) > 0",
            {"typed": typed},
        )
        words, has_text = cursor.fetchone()
    plain = re.sub(r"[^A-Za-z0-9]", "", typed).upper()
    return Asked(plain, tuple(words[:MOST_WORDS]), has_text, typed)


def cases(text: str, *, user: User) -> QuerySet[CaseFile]:
    """The case files that match what was typed and that the reader may see; none where it is too short."""
    return CaseFile.objects.filter(pk__in=matching(text, user=user))


def matching(text: str, *, user: User) -> QuerySet[Any, Any]:
    """The keys of the newest cases that match what was typed, of those alone that the reader may see."""
    ways = list(_ways(read(text), user))
    if not ways:
        return CaseFile.objects.none().values("pk")
    found = reduce(lambda one, other: one.union(other), ways)
    return found.order_by("-key")[:MOST_FOUND]


def _ways(asked: Asked, user: User) -> Iterator[QuerySet[Any, Any]]:
    """Yield the keys that each way of finding gives, each from an index of its own and under the policy."""
    seen, seen_case = visible(user), visible(user, through="case_file__")
    for cases_found in _by_the_case(asked, user):
        yield cases_found.filter(seen).order_by().values(key=F("pk"))
    for in_the_case in _by_what_is_in_it(asked, user):
        yield in_the_case.filter(seen_case).order_by().values(key=F("case_file_id"))


def _by_the_case(asked: Asked, user: User) -> Iterator[QuerySet[Any, Any]]:
    if urn := _urn(asked):
        yield CaseFile.objects.filter(urn__startswith=urn[:11], **({"suffix": urn[11:]} if urn[11:] else {}))
    if len(asked.plain) >= LEAST_OF_A_CRIME and any(letter.isdigit() for letter in asked.plain):
        written = CaseFile.objects.filter(crime_reference__gt="").annotate(plain=CRIME_REFERENCE)
        yield written.filter(plain__startswith=asked.plain)
    if asked.has_a_word and asked.has_text and user.grants:
        text = SearchQuery(Func(Value(asked.text), function="casework_folded"), config="english", search_type="plain")
        yield CaseFile.objects.annotate(words=CASE_TEXT).filter(words=_within(text, user))


def _urn(asked: Asked) -> str:
    """The URN that was typed or begun, as it is stored; empty where it cannot be one."""
    spelt = identifiers.normalise_urn(asked.text)
    urn = spelt if URN_START.fullmatch(spelt) else asked.plain
    return urn if len(urn) >= LEAST_OF_A_URN and URN_START.fullmatch(urn) else ""


def _by_what_is_in_it(asked: Asked, user: User) -> Iterator[QuerySet[Any, Any]]:
    asn = identifiers.normalise_asn(asked.plain)
    if len(asn) >= LEAST_OF_AN_ASN and asn[:2].isdigit():
        yield Suspect.objects.filter(asn__gt="", asn__startswith=asn)
    if asked.has_a_word and user.grants:
        yield SearchName.objects.filter(words=_within(Lexemes(_name_query(asked.words)), user))


def _within(words: SearchQuery, user: User) -> Any:
    """Narrow words to the keys of the reader's forces and Areas as the index has them: nobody else's cases are read.

    What CPS Direct handles, a few cases of every force, has no key of its own there; the policy alone narrows it.
    """
    if user.direct_ids:
        return words
    keys = {*user.organisation_ids(Side.POLICE), *user.organisation_ids(Side.CPS)}
    return words & Lexemes(" | ".join(f"'@{key}'" for key in sorted(keys)) or "'@'")


def _name_query(words: tuple[str, ...]) -> str:
    """All words in any order, each at least begun; or two neighbours as one name: "Mc Donald" is McDonald."""
    spellings = [words, ("".join(words),)]
    spellings += [(*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in range(len(words) - 1)]
    return " | ".join(
        "({})".format(" & ".join(f"'{word}':*" for word in spelling)) for spelling in dict.fromkeys(spellings)
    )
