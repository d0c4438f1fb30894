"""One function per page: what it shows, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from foundation.percentiles import round_half_up
from foundation.periods import Month
from metrics.catalogue import BY_ID, CATALOGUE
from metrics.definition import Metric
from metrics.models import Level, Segment
from metrics.queries.figures import Figure, load, over
from metrics.queries.places import Place, areas_and_forces, of_level, units_of

MONTHS_SHOWN = 14
MONTHS_IN_YEAR = 12
POLICE, CPS, WHOLE = "pcd-days-with-police", "pcd-days-with-cps", "pcd-days-first-receipt-to-charge"


@dataclass(frozen=True)
class Choice:
    """What somebody asked to see: a place, the last month, and a custody basis."""

    place: Place
    until: Month
    segment: Segment = Segment.ALL

    @property
    def months(self) -> tuple[Month, ...]:
        """The months of a trend, oldest first."""
        return tuple(Month.range(self.until.plus(1 - MONTHS_SHOWN), self.until))


@dataclass(frozen=True)
class Trend:
    """A metric in one place, month by month."""

    metric: Metric
    points: tuple[tuple[Month, Figure], ...]

    @property
    def latest(self) -> Figure:
        """The last month."""
        return self.points[-1][1]

    @property
    def year(self) -> Figure:
        """The last 12 months together."""
        return over(self.metric, [figure for _, figure in self.points[-MONTHS_IN_YEAR:]])


@dataclass(frozen=True)
class SplitMonth:
    """Days to charge in a month, by who held the file: before rounding, the averages of the parts make the total."""

    month: Month
    whole: Figure
    police: Figure
    cps: Figure

    @property
    def means(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """Average days with police, with the CPS, and together; None where there are too few suspects."""
        police, cps, both = self.police.mean, self.cps.mean, self.whole.mean
        return None if police is None or cps is None or both is None else (police, cps, both)

    @property
    def police_share(self) -> Decimal | None:
        """Share of all days in which police held the file."""
        return round_half_up(percent(self.police.total, self.whole.total), 1) if self.whole.total else None


def percent(part: int, whole: int) -> Decimal:
    """Part as a percentage, unrounded."""
    return Decimal(100 * part) / Decimal(whole)


def trends(metrics: Sequence[Metric], choice: Choice) -> dict[str, Trend]:
    """Read the months of some metrics in one place, by metric id."""
    span = (choice.months[0], choice.months[-1])
    found = load(metrics, choice.place.level, [choice.place.code], span, choice.segment)
    return {
        metric.id: Trend(
            metric,
            tuple((m, found.get((metric.id, choice.place.code, m), Figure(metric))) for m in choice.months),
        )
        for metric in metrics
    }


def scorecard(choice: Choice) -> tuple[list[Trend], list[SplitMonth]]:
    """Every metric of the catalogue in its order, and the days split by who held the file."""
    by_id = trends(CATALOGUE, choice)
    return [by_id[metric.id] for metric in CATALOGUE], split(by_id)


def days_split(choice: Choice) -> list[SplitMonth]:
    """The days split by who held the file."""
    return split(trends([BY_ID[WHOLE], BY_ID[POLICE], BY_ID[CPS]], choice))


def split(by_id: dict[str, Trend]) -> list[SplitMonth]:
    """Put the three clocks of each month side by side."""
    three = zip(by_id[WHOLE].points, by_id[POLICE].points, by_id[CPS].points, strict=True)
    return [SplitMonth(month, whole, police, cps) for (month, whole), (_, police), (_, cps) in three]


def comparison(metric: Metric, level: Level, choice: Choice) -> list[tuple[Place, Figure]]:
    """One month of a metric in every place of a level, in the order of the alphabet: never a league table."""
    if level in {Level.POLICE_UNIT, Level.CPS_UNIT}:
        places = units_of(choice.place)
    else:
        places = of_level(level, areas_and_forces())
    codes = [place.code for place in places]
    found = load([metric], level, codes, (choice.until, choice.until), choice.segment)
    rows = [(place, found.get((metric.id, place.code, choice.until), Figure(metric))) for place in places]
    return [(place, figure) for place, figure in rows if figure.denominator or not place.without_ground]
