"""The tables of the figures' pages: always beside the chart, and complete without it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from foundation.periods import Month
from metrics.definition import Kind, Metric
from metrics.queries import words
from metrics.queries.figures import Figure
from metrics.queries.pages import SplitMonth, Trend
from metrics.queries.places import Place
from web.tables import Cell, Column, Table

Link = Callable[[Month], str]


def split_table(months: Sequence[SplitMonth], at: datetime) -> Table:
    """Days with police and with the CPS, month by month, newest first."""
    rows = []
    for month in reversed(months):
        whole = month.whole
        means = month.means or (words.TOO_FEW if whole.denominator else words.NONE,) * 3
        lengths = [words.statistic_cell(whole, number) for number in (whole.median, whole.p90)]
        cells = [Cell(str(value)) for value in (*means, *lengths)]
        rows.append([_month(month.month, at), *cells, Cell(f"{whole.denominator:,}")])
    return Table(
        "Days from first submission to decision to charge",
        [
            Column("Month"),
            Column("Average with police", numeric=True),
            Column("Average with the CPS", numeric=True),
            Column("Average in all", numeric=True),
            Column("Half within", numeric=True),
            Column("9 in 10 within", numeric=True),
            Column("Suspects charged", numeric=True),
        ],
        rows,
        caption_hidden=True,
    )


def trend_table(trend: Trend, at: datetime, link: Link) -> Table:
    """One metric month by month, newest first; the whole links to the list behind it."""
    metric = trend.metric
    rows = [[_month(month, at), *figure_cells(figure, link(month))] for month, figure in reversed(trend.points)]
    return Table("Month by month", [Column("Month"), *figure_columns(metric)], rows, caption_hidden=True)


def comparison_table(metric: Metric, caption: str, rows: Sequence[tuple[Place, Figure]], href: str) -> Table:
    """One month of a metric in many places, in the order of the alphabet."""
    columns = [Column("Place"), *figure_columns(metric)]
    body = [[Cell(place.name, href=f"{href}&place={place.key}"), *figure_cells(figure, "")] for place, figure in rows]
    return Table(caption, columns, body, empty="There are no places to compare.")


def figure_columns(metric: Metric) -> list[Column]:
    """The headings of what is said of a figure."""
    if metric.kind is Kind.COUNT:
        return [Column(f"{metric.unit.capitalize()}s", numeric=True)]
    if metric.kind is Kind.RATE:
        return [Column("Share", numeric=True), Column("Numerator", numeric=True), Column("Denominator", numeric=True)]
    if metric.kind is Kind.STOCK:
        labels = ["Open", "With police", "With the CPS", "Half no older than", "9 in 10 no older than"]
        return [Column(label, numeric=True) for label in labels]
    labels = [
        "Half within (median)",
        "9 in 10 within",
        "Average, as published elsewhere",
        f"{metric.unit.capitalize()}s",
    ]
    if metric.numerator is not None:
        labels.insert(3, "Within 1 working day")
    return [Column(label, numeric=True) for label in labels]


def figure_cells(figure: Figure, href: str) -> list[Cell]:
    """What is said of a figure, column by column; the count of rows links to the list of them."""
    metric = figure.metric
    whole = Cell(f"{figure.denominator:,}", href=href if figure.denominator else "")
    if metric.kind is Kind.COUNT:
        return [whole]
    if metric.kind is Kind.RATE:
        return [Cell(words.share(figure)), Cell(f"{figure.numerator:,}"), whole]
    middle, nine, mean = (Cell(words.statistic_cell(figure, n)) for n in (figure.median, figure.p90, figure.mean))
    if metric.kind is Kind.STOCK:
        with_police = figure.denominator - figure.numerator
        return [whole, Cell(f"{with_police:,}"), Cell(f"{figure.numerator:,}"), middle, nine]
    within = [Cell(words.share(figure))] if metric.numerator is not None else []
    return [middle, nine, mean, *within, whole]


def bins_table(figure: Figure, bins: Sequence[tuple[str, int]]) -> Table:
    """The distribution in its fixed bins."""
    unit = figure.metric.measure_unit.capitalize()
    rows = [[Cell(label), Cell(f"{number:,}")] for label, number in bins]
    return Table("How long it took", [Column(unit), Column(f"{figure.metric.unit.capitalize()}s", numeric=True)], rows)


def _month(month: Month, at: datetime) -> Cell:
    return Cell(month.label.replace(" ", "\N{NO-BREAK SPACE}"), note=words.state(month, at))
