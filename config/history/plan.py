"""Which cases there are: when each is first submitted, in which unit, under which URN; in order of time."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from casework.models import CaseFile
from charging.lifecycle import Stream
from config.history import shape
from config.history.world import World

STILL_PREPARED = 30
"""Days after the end in which files that are still being built would be submitted."""
URN_NUMBERS = 100_000
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a case begins; instants are seconds since 1970."""

    urn: str
    force: int
    unit: int
    stream: str
    opened_at: int
    submitted_at: int


@dataclass(frozen=True)
class Window:
    """The days that history covers, both included."""

    first: date
    last: date

    @property
    def end(self) -> int:
        """The instant at which history stops: the midnight after the last day."""
        return ((self.last - EPOCH).days + 1) * shape.DAY


def cases(world: World, window: Window, count: int, seed: int) -> Iterator[Beginning]:
    """Yield the beginnings of so many cases, in order of their first submission."""
    rng = Random(f"plan {seed}")
    urns = _Urns(world)
    for day, number in _by_day(world, window, count):
        for _ in range(number):
            yield _begin(world, window, day, rng, urns)


def _begin(world: World, window: Window, day: date, rng: Random, urns: "_Urns") -> Beginning:
    force = bisect(world.force_shares, rng.random() * world.force_shares[-1])
    stream = shape.STREAMS.draw(rng)
    midnight = (day - EPOCH).days * shape.DAY
    if stream == Stream.RED:
        submitted = midnight + rng.randrange(shape.DAY)
        opened = submitted - shape.wait(rng, shape.PREPARING_RED)
    else:
        submitted = midnight + rng.randrange(8 * shape.HOUR, 18 * shape.HOUR)
        opened = submitted - shape.wait(rng, shape.PREPARING_GREEN)
    if opened >= window.end - shape.HOUR:
        opened = window.end - rng.randrange(2 * shape.HOUR, 3 * shape.DAY)
    unit = int(rng.random() ** 1.6 * len(world.forces[force].units))
    year = (EPOCH + timedelta(seconds=opened)).year % 100
    urn = urns.next(world.forces[force].units[unit][1], year)
    return Beginning(urn, force, unit, stream, opened, submitted)


def _by_day(world: World, window: Window, count: int) -> Iterator[tuple[date, int]]:
    """Share the cases out over the days by weekday, month and bank holidays, losing none to rounding."""
    days = (window.last - window.first).days + 1 + STILL_PREPARED
    dates = [window.first + timedelta(days=number) for number in range(days)]
    weights = [_weight(world, day) * (0.35 if day > window.last else 1) for day in dates]
    total, so_far, given = sum(weights), 0.0, 0
    for day, weight in zip(dates, weights, strict=True):
        so_far += weight
        upto = round(count * so_far / total)
        yield day, upto - given
        given = upto


def _weight(world: World, day: date) -> float:
    weight = shape.WEEKDAYS[day.weekday()] * shape.MONTHS[day.month - 1]
    return weight * (shape.BANK_HOLIDAY if day in world.calendar.holidays else 1)


class _Urns:
    """The next free URN of a unit in a year."""

    def __init__(self, world: World) -> None:
        self.used: dict[tuple[str, int], int] = defaultdict(int)
        ours = {code for force in world.forces for _, code in force.units}
        for urn in CaseFile.objects.values_list("urn", flat=True).iterator():
            if urn[:4] in ours:
                key = (urn[:4], int(urn[9:]))
                self.used[key] = max(self.used[key], int(urn[4:9]))

    def next(self, unit: str, year: int) -> str:
        """Return a URN that no case has. Raises OverflowError when a unit has used up its year."""
        self.used[unit, year] += 1
        number = self.used[unit, year]
        if number >= URN_NUMBERS:
            raise OverflowError(f"Unit {unit} has no URN left in the year {year}.")
        return f"{unit}{number:05d}{year:02d}"
