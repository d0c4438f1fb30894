"""Find an offence code by its code, its wording, what people call it, or nearly so."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import combinations
from operator import and_, or_

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length

from casework.models.reference import ModeOfTrial, OffenceCode
from casework.rules import offence_wording
from casework.rules.offence_names import alternatives, codes_called_by_some, codes_of_phrases

CODE = re.compile(r"[A-Z]{2}\d{1,5}[ABC]?|[A-Z]{2}\d{2}[A-Z]\d{2}[ABC]?|[A-Z]{4}\d{1,3}[ABC]?|\d{2}[A-Z0-9]{4,8}")
HOME_OFFICE_CODE = re.compile(r"\s*(\d{1,3})\s*/\s*(\d{1,2})\s*")
MOST_WORDS = 10
ORDINARY = 75
NEIGHBOURS = """
    SELECT asked.word, near.word
    FROM unnest(%s::text[]) AS asked(word)
    CROSS JOIN LATERAL (
        SELECT counted.word
        FROM (
            SELECT known.word, known.precedence, cardinality(known.trigrams) AS size,
                   (SELECT count(*) FROM unnest(known.trigrams) AS part
                    WHERE strpos(%s || asked.word || ' ', part) > 0) AS shared
            FROM casework_offenceword AS known
            WHERE length(known.word) BETWEEN length(asked.word) - 2 AND length(asked.word) + 2
            AND known.trigrams && (
                SELECT array_agg(substr(%s || asked.word || ' ', at, 3)::varchar)
                FROM generate_series(1, length(asked.word) + 1) AS at)
        ) AS counted
        ORDER BY counted.shared::float / (counted.size + length(asked.word) + 1 - counted.shared) DESC,
                 counted.precedence
        LIMIT 20
    ) AS near
"""


@dataclass(frozen=True)
class OffenceMatch:
    """An offence code that answers a search; `why` says how it was found, in words for the page."""

    code: str
    title: str
    category: str
    mode_of_trial: str
    home_office_code: str
    why: str

    @property
    def mode(self) -> str:
        """The mode of trial in words."""
        return str(ModeOfTrial(self.mode_of_trial).label)


def search(text: str, *, on: date, limit: int = 20) -> list[OffenceMatch]:
    """Find the offence codes in force on a day, the likeliest first.

    A code or its beginning wins; then what people call the offence; then all words in any order, each at
    least begun; and where nothing everyday has all the words, the nearest spelling of them.
    """
    in_force = OffenceCode.objects.on(on)
    by_code = _by_code(in_force, text, limit)
    if by_code:
        return by_code
    asked = offence_wording.words(text)[:MOST_WORDS]
    if not asked:
        return []
    found = _by_words(in_force, [(word,) for word in asked], why="has your words", limit=limit)
    if found and found[0][0] <= ORDINARY:
        return [match for _, match in found]
    nearest = [spellings for spellings in _nearest(asked) if spellings]
    mended = _by_words(in_force, nearest, why=_spelt(asked, nearest), limit=limit) if nearest else []
    merged = {match.code: match for _, match in (*mended, *found)}
    return list(merged.values())[:limit] or _by_most_words(in_force, nearest, limit=limit)


def _by_code(in_force: QuerySet[OffenceCode], text: str, limit: int) -> list[OffenceMatch]:
    """Return the codes that a text is, or is the beginning of; a Home Office code finds its whole class."""
    if counted := HOME_OFFICE_CODE.fullmatch(text):
        wanted = f"{counted[1]:0>3}/{counted[2]:0>2}"
        return [_match(row, "Home Office code") for row in _ordered(in_force.filter(home_office_code=wanted))[:limit]]
    compact = re.sub(r"[\s/.-]", "", text).upper()
    if not CODE.fullmatch(compact):
        return []
    rows = in_force.filter(code__startswith=compact).order_by(Length("code"), "precedence", "code")
    return [_match(row, "code" if row.code == compact else "code begins so") for row in rows[:limit]]


def _by_words(
    in_force: QuerySet[OffenceCode], asked: Sequence[tuple[str, ...]], *, why: str, limit: int
) -> list[tuple[int, OffenceMatch]]:
    """Return what has every asked word, or one of its other spellings, with its place among all offences."""
    named = codes_of_phrases().get(frozenset(spellings[0] for spellings in asked), ())
    every_word = reduce(and_, (_any_of(spellings) for spellings in asked))
    name = " ".join(spellings[0] for spellings in asked)
    rows = _ordered(
        in_force.filter(Q(search_words=every_word) | Q(code__in=named)),
        named=named,
        inchoate=offence_wording.inchoate("", name),
    )
    called = f"also called \u201c{name}\u201d"
    return [(row.precedence, _match(row, called if row.code in named else why)) for row in rows[:limit]]


def _by_most_words(
    in_force: QuerySet[OffenceCode], asked: Sequence[tuple[str, ...]], *, limit: int
) -> list[OffenceMatch]:
    """Return what goes by some of the words, or else what has all but one, where nothing has them all."""
    if named := codes_called_by_some(frozenset(spellings[0] for spellings in asked)):
        rows = _ordered(in_force.filter(code__in=named), named=named)
    elif len(asked) > 1:
        words = [_any_of(spellings) for spellings in asked]
        all_but_one = (reduce(and_, rest) for rest in combinations(words, len(words) - 1))
        rows = _ordered(in_force.filter(search_words=reduce(or_, all_but_one)))
    else:
        return []
    return [_match(row, "has some of your words") for row in rows[:limit]]


def _any_of(spellings: tuple[str, ...]) -> SearchQuery:
    """Return the condition that a word begins with one of these, or has the stem of one."""
    every = [other for word in spellings for other in alternatives(word)]
    return reduce(
        or_,
        (
            SearchQuery(f"{word}:*", config=config, search_type="raw")
            for word in every
            for config in ("simple", "english")
        ),
    )


def _ordered(rows: QuerySet[OffenceCode], *, named: Sequence[str] = (), inchoate: str = "") -> QuerySet[OffenceCode]:
    """Put the named codes first in their order, then attempts if asked for, then everyday before rare."""
    places = [When(code=code, then=Value(place)) for place, code in enumerate(named)]
    meant = Case(When(inchoate=inchoate, then=Value(0)), default=Value(1 if inchoate else 0))
    return rows.annotate(
        named=Case(*places, default=Value(len(named)), output_field=IntegerField()), meant=meant
    ).order_by("named", "meant", "precedence", Length("title"), F("code").desc())


def _spelt(asked: Sequence[str], nearest: Sequence[tuple[str, ...]]) -> str:
    """Return how to say that words were read as their nearest known spelling."""
    read = [spellings[0] for spellings in nearest]
    return "spelt nearly so" if read == list(asked) else f"spelt like \u201c{' '.join(read)}\u201d"


def _nearest(asked: list[str]) -> list[tuple[str, ...]]:
    """Return for each word the known words nearest to it, by trigrams, then by letters to change."""
    known: dict[str, list[str]] = {word: [] for word in asked}
    with connection.cursor() as cursor:
        cursor.execute(NEIGHBOURS, [asked, "  ", "  "])
        for word, neighbour in cursor.fetchall():
            known[word].append(neighbour)
    return [_closest(word, neighbours) for word, neighbours in known.items()]


def _closest(word: str, neighbours: list[str]) -> tuple[str, ...]:
    """Return the word itself if known, and the nearest others if near enough for a word of this length."""
    if not word.isalpha():
        return (word,)
    distances = {neighbour: offence_wording.distance(word, neighbour) for neighbour in neighbours}
    least = max(1, min(distances.values(), default=len(word)))
    near = [neighbour for neighbour in neighbours if distances[neighbour] <= least <= 1 + len(word) // 6]
    return tuple(sorted(near, key=distances.__getitem__))


def _match(row: OffenceCode, why: str) -> OffenceMatch:
    """Return a row as it is shown."""
    return OffenceMatch(row.code, row.title, row.category, row.mode_of_trial, row.home_office_code, why)
