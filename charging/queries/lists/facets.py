"""Filters of a list with counts beside their choices: or within one, and across them, and leaving out.

A list is given as its population: rows that the policy has narrowed already, one a suspect, with the `key` of
what is listed. One statement reads it once and answers everything a page asks: how many there are, which are on
this page, and how many each choice would leave.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from foundation.clocks import end_of, start_of

MOST_COUNTED = 1_000
COLUMNS = ("key", "turn", "due_at", "status_at", "opened_at", "submitted_at")
"""What every population has, beside a column for each facet."""


@dataclass(frozen=True)
class Facet:
    """One filter: its name in addresses, which is its column too, and its title; a list has several values a row."""

    key: str
    title: str
    is_list: bool = False


QUEUE = Facet("queue", "Queue", is_list=True)
STATUS = Facet("status", "Status")
HOLDER = Facet("holder", "Who has the file")
MINE = Facet("mine", "Mine", is_list=True)
UNIT = Facet("unit", "Police unit")
CPS_UNIT = Facet("cps_unit", "CPS unit")
TYPE = Facet("type", "Type of casework")
FLAG = Facet("flag", "Flags", is_list=True)
CUSTODY = Facet("custody", "Custody")
STREAM = Facet("stream", "Stream")
EVERYWHERE = (CUSTODY, STREAM, FLAG, UNIT, CPS_UNIT, TYPE)

ORDERS = {
    "urgent": "turn, due_at NULLS LAST, status_at, key",
    "newest": "opened_at DESC, key DESC",
    "oldest": "opened_at, key",
}


@dataclass(frozen=True)
class Chosen:
    """What the reader filters by: values by facet, wanted and left out, and days, both ends included."""

    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unwanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted or self.days)


@dataclass(frozen=True)
class Population:
    """The rows of a list as SQL with its parameters: COLUMNS, and one column a facet. A key may come several times.

    `asked` is what comes first, the keys that are looked at: a part of their own, so that they can be counted. With
    `once`, each key comes once.
    """

    sql: str
    params: Sequence[Any]
    asked: str = "SELECT"
    once: bool = False


@dataclass(frozen=True)
class Screen:
    """Which page of a list, in which order; the choices of `uncounted` facets are not counted."""

    order: str = "newest"
    number: int = 1
    size: int = 25
    uncounted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """A page of a list: the keys on it and whether more follow, the total, and a count for each choice of a facet.

    `looked_at` is how many keys the list was made of before any filter; none but the reader's are among them.
    """

    keys: Sequence[int]
    more: bool
    total: int
    counts: Mapping[str, Mapping[str, int]]
    looked_at: int = 0


def counted(number: int) -> str:
    """Write a number as pages do; more than 1,000 are not counted out."""
    return f"{MOST_COUNTED:,}+" if number > MOST_COUNTED else f"{number:,}"


def find(population: Population | None, facets: Sequence[Facet], chosen: Chosen, screen: Screen) -> Found:
    """Read one page of a population, with the count of each choice as it would be with all other filters."""
    if population is None:
        return Found((), False, 0, {})
    statement = _Statement(facets, chosen, population)
    with connection.cursor() as cursor:
        cursor.execute(statement.page(screen), statement.params)
        rows = cursor.fetchall()
    return _read(rows, facets, screen)


def count(population: Population | None, facets: Sequence[Facet], chosen: Chosen, of: Facet) -> Mapping[str, int]:
    """How many keys each choice of one facet would leave with all other filters."""
    if population is None:
        return {}
    statement = _Statement(facets, chosen, population)
    with connection.cursor() as cursor:
        cursor.execute(statement.counts(of), statement.params)
        return {value: number for _, value, number in cursor.fetchall() if value}


def _read(rows: Sequence[tuple[str, str, int]], facets: Sequence[Facet], screen: Screen) -> Found:
    keys = [int(value) for _, value, _ in sorted((row for row in rows if row[0] == "page"), key=lambda row: row[2])]
    counts: dict[str, dict[str, int]] = {facet.key: {} for facet in facets}
    for name, value, number in rows:
        if name in counts and value:
            counts[name][value] = number
    numbers = {name: number for name, _, number in rows if name in {"total", "asked"}}
    more = len(keys) > screen.size
    return Found(keys[: screen.size], more, numbers["total"], counts, numbers["asked"])


class _Statement:
    """The one statement, and its parameters in the order in which it names them."""

    def __init__(self, facets: Sequence[Facet], chosen: Chosen, population: Population) -> None:
        self.facets, self.chosen, self.population = facets, chosen, population
        self.params = list(population.params)

    def counts(self, facet: Facet) -> str:
        """Write it for the choices of one facet alone; what nothing asks for is not read then."""
        return f"WITH asked AS ({self.population.asked}), listed AS ({self.population.sql}) {self._count(facet)}"

    def page(self, screen: Screen) -> str:
        """Write it for a page with all its counts; each condition adds its parameters as it is written."""
        order = ORDERS[screen.order]
        counted = [facet for facet in self.facets if facet.key not in screen.uncounted]
        parts = [
            f"WITH asked AS MATERIALIZED ({self.population.asked}),"
            f" listed AS MATERIALIZED ({self.population.sql}), kept AS MATERIALIZED ({self._kept()})",
            "SELECT 'total' AS facet, '' AS value, count(*) AS n FROM kept",
            "UNION ALL SELECT 'asked', '', count(*) FROM asked",
            "UNION ALL (SELECT 'page', key::text, row_number()"
            f" OVER (ORDER BY {order}) FROM kept ORDER BY {order} LIMIT %s OFFSET %s)",
        ]
        self.params += [screen.size + 1, (screen.number - 1) * screen.size]
        parts += [f"UNION ALL {self._count(facet)}" for facet in counted]
        return "\n".join(parts)

    def _kept(self) -> str:
        """Each key that is left by the filters once, with what the order needs."""
        if self.population.once:
            return f"SELECT {', '.join(COLUMNS)} FROM listed WHERE {self._conditions()}"
        earliest = ", ".join(f"min({name}) AS {name}" for name in COLUMNS[1:])
        return f"SELECT key, {earliest} FROM listed WHERE {self._conditions()} GROUP BY key"

    def _count(self, facet: Facet) -> str:
        """How many there would be of each value of a facet, if nothing were wanted of this facet alone."""
        column, source = (f"{facet.key}::text", "listed")
        if self.population.once:
            alike = f"SELECT {facet.key} AS value, count(*) AS n FROM listed WHERE {self._conditions(without=facet)}"
            groups = f"({alike} GROUP BY 1) AS alike"
            if not facet.is_list:
                return f"SELECT '{facet.key}', value::text, n FROM {groups}"
            each = "CROSS JOIN LATERAL unnest(alike.value) AS one"
            return f"SELECT '{facet.key}', one::text, sum(n)::bigint FROM {groups} {each} GROUP BY one"
        if facet.is_list:
            column, source = "value", f"listed CROSS JOIN LATERAL unnest({facet.key}) AS value"
        rows = f"FROM {source} WHERE {self._conditions(without=facet)}"
        different = f"(SELECT DISTINCT {column} AS value, key {rows}) AS different"
        return f"SELECT '{facet.key}', value, count(*) FROM {different} GROUP BY value"

    def _conditions(self, without: Facet | None = None) -> str:
        written = []
        for facet in self.facets:
            if facet != without and (wanted := self.chosen.wanted.get(facet.key)):
                written.append(self._has(facet, wanted))
            if unwanted := self.chosen.unwanted.get(facet.key):
                written.append(f"key NOT IN (SELECT key FROM listed WHERE {self._has(facet, unwanted)})")
        written += [self._on(name, day) for name, day in self.chosen.days.items()]
        return " AND ".join(written) or "true"

    def _has(self, facet: Facet, values: Sequence[str]) -> str:
        self.params.append(list(values))
        return f"{facet.key}::text[] && %s" if facet.is_list else f"{facet.key}::text = ANY(%s)"

    def _on(self, name: str, day: date) -> str:
        """`opened_from` and `opened_to` are local days, and so for `submitted`."""
        column, _, end = name.rpartition("_")
        self.params.append(start_of(day) if end == "from" else end_of(day))
        return f"{column}_at {'>=' if end == 'from' else '<'} %s"
