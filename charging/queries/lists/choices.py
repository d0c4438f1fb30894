"""The choices of each filter in the reader's own words, with how many each would leave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import Unit, User
from accounts.roles import Side
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseworkType, CustodyBasis, Flag
from charging.lifecycle import STREAM_NAMES
from charging.queries.lists import facets
from charging.queries.lists.facets import Chosen, Facet, Found, counted

HOLDERS = {
    Holder.POLICE.value: "Police",
    Holder.CPS.value: "CPS",
    Holder.POLICE_TO_CHARGE.value: "Police, to charge",
    Holder.COURT.value: "Court",
    Holder.CLOSED.value: "Nobody: it is closed",
}
MINE = {"officer": "I am, or cover for, the officer", "prosecutor": "I am, or cover for, the prosecutor"}
BY_KEY = frozenset({facets.UNIT, facets.CPS_UNIT})
"""Filters whose choices are rows of a table: the address has their keys."""
LONGEST_KEY = 18
MOST_OFFERED = 15
"""Of many units, those with the most are offered: nobody reads a list of hundreds."""


@dataclass(frozen=True)
class Choice:
    """One choice: its value in addresses, its words, how many it would leave, and what the reader did with it."""

    value: str
    label: str
    count: str
    wanted: bool
    unwanted: bool

    @property
    def left_out(self) -> str:
        """The words for leaving it out: the first letter of a name stays as it is."""
        begins = self.label[:1].lower() if self.label[1:2].islower() else self.label[:1]
        return f"not {begins}{self.label[1:]}"


@dataclass(frozen=True)
class Choices:
    """A filter with what can be chosen; those that would leave nothing are not offered unless they are chosen."""

    facet: Facet
    rows: Sequence[Choice]
    more: bool = False

    @property
    def chosen(self) -> int:
        """How many of them are chosen or left out."""
        return sum(row.wanted + row.unwanted for row in self.rows)

    @property
    def leaves_out(self) -> bool:
        """Whether any is left out."""
        return any(row.unwanted for row in self.rows)


def read_as(status: Status, side: Side | None) -> Status:
    """The first status that reads the same to an agency: to the CPS, what police still build is one thing."""
    label = STATUSES[status].label(side)
    return next(other for other in Status if STATUSES[other].label(side) == label)


def words_of(facet: Facet, side: Side | None) -> Mapping[str, str]:
    """The words for each value of a filter that has fixed ones, in the order in which they are shown."""
    statuses = dict.fromkeys(read_as(status, side) for status in Status)
    fixed: dict[Facet, Mapping[str, str]] = {
        facets.STATUS: {status.value: STATUSES[status].label(side) for status in statuses},
        facets.HOLDER: HOLDERS,
        facets.MINE: MINE,
        facets.TYPE: {value: str(label) for value, label in CaseworkType.choices},
        facets.FLAG: {value: str(label) for value, label in Flag.choices},
        facets.CUSTODY: {value: str(label) for value, label in CustodyBasis.choices},
        facets.STREAM: {stream.value: name for stream, name in STREAM_NAMES.items()},
    }
    return fixed.get(facet, {})


def understood(facet: Facet, value: str, side: Side | None) -> str:
    """A value from an address as this reader's filter has it; empty where it means nothing."""
    if facet in BY_KEY:
        return value if value.isascii() and value.isdigit() and len(value) <= LONGEST_KEY else ""
    if facet == facets.STATUS and value in set(Status):
        return read_as(Status(value), side).value
    return value if value in words_of(facet, side) else ""


def choices_of(offered: Sequence[Facet], found: Found, chosen: Chosen, *, user: User) -> list[Choices]:
    """Every filter with its choices: of those with fixed words in their order, of units by name."""
    units = _units(offered, found, chosen)
    return [_choices(facet, units, found, chosen, user.side) for facet in offered]


def _units(offered: Sequence[Facet], found: Found, chosen: Chosen) -> dict[str, str]:
    keys = {int(value) for facet in offered if facet in BY_KEY for value in _offered(facet, found, chosen)}
    if not keys:
        return {}
    return {str(unit.pk): str(unit) for unit in Unit.objects.filter(pk__in=keys).order_by("name", "code")}


def _offered(facet: Facet, found: Found, chosen: Chosen) -> set[str]:
    """The values with the most, and those that are chosen."""
    counts = found.counts.get(facet.key, {})
    most = sorted(counts, key=lambda value: (-counts[value], value))[: MOST_OFFERED if facet in BY_KEY else None]
    return {*most, *chosen.wanted.get(facet.key, ()), *chosen.unwanted.get(facet.key, ())}


def _choices(facet: Facet, units: Mapping[str, str], found: Found, chosen: Chosen, side: Side | None) -> Choices:
    words = units if facet in BY_KEY else words_of(facet, side)
    values = _offered(facet, found, chosen)
    counts = found.counts.get(facet.key, {})
    wanted, unwanted = chosen.wanted.get(facet.key, ()), chosen.unwanted.get(facet.key, ())
    rows = [
        Choice(value, label, counted(counts.get(value, 0)), value in wanted, value in unwanted)
        for value, label in words.items()
        if value in values
    ]
    return Choices(facet, rows, more=len(counts) > len(values))
