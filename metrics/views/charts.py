"""Charts as Vega-Lite specifications, and as the SVG that is drawn from them once.

Colours tell police and CPS apart, never good from bad; every chart has its table beside it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from textwrap import wrap
from typing import Any

import vl_convert
from django.core.cache import caches

from metrics.definition import Kind
from metrics.models import Segment
from metrics.queries import words
from metrics.queries.figures import AGE_BANDS, BINS, Figure
from metrics.queries.pages import SplitMonth, Trend

Spec = dict[str, Any]
POLICE_BLUE, CPS_PURPLE, GREY = "#1d70b8", "#4c2c92", "#505a5f"
KEEP_SECONDS = 24 * 60 * 60
WHOM = {
    Segment.ALL: "Everybody, in custody or not",
    Segment.CUSTODY: "People in police custody",
    Segment.NOT_CUSTODY: "People not in custody",
    Segment.UNKNOWN: "People whose custody basis is not stated",
}
FONT = "Arial, sans-serif"


@dataclass(frozen=True)
class Size:
    """How large a chart is drawn, and what fits into it: `letters` in a line, a label every so many months."""

    width: int
    height: int
    text: int
    letters: int
    every: int
    tilt: int


WIDE = Size(width=700, height=340, text=13, letters=90, every=1, tilt=-40)
# The page leaves 290 of 320 pixels; text stays as large as it is drawn.
NARROW = Size(width=290, height=300, text=13, letters=36, every=4, tilt=0)


def draw(spec: Spec) -> str:
    """Return the SVG of a specification; drawn once, then kept by content."""
    cache = caches["charts"]
    key = f"chart-{sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()}"
    svg: str | None = cache.get(key)
    if svg is None:
        svg = str(vl_convert.vegalite_to_svg(spec))
        cache.set(key, svg, KEEP_SECONDS)
    return svg


def split_spec(months: Sequence[SplitMonth], size: Size) -> Spec:
    """Stack average days with police and with the CPS, month by month; averages, because only they add up."""
    rows = []
    for month in months:
        if (means := month.means) is None:
            continue
        for place, (holder, days) in enumerate((("With police", means[0]), ("With the CPS", means[1]))):
            rows.append({"month": month.month.label, "holder": holder, "days": float(days), "order": place})
    return _chart(
        size,
        "Average days from first submission to decision to charge, by who had the file",
        rows,
        {"type": "bar", "stroke": "white", "strokeWidth": 1},
        {
            "x": _months([month.month.label for month in months], size),
            "y": {"field": "days", "type": "quantitative", "stack": True, "title": "Days", "axis": {"tickMinStep": 1}},
            "order": {"field": "order", "type": "ordinal"},
            "color": {
                "field": "holder",
                "type": "nominal",
                "scale": {"domain": ["With police", "With the CPS"], "range": [POLICE_BLUE, CPS_PURPLE]},
            },
        },
    )


def trend_spec(trend: Trend, size: Size) -> Spec:
    """Draw one metric month by month: bars for numbers of things, a line with points for rates and durations."""
    metric = trend.metric
    counted = metric.kind in {Kind.COUNT, Kind.STOCK}
    rows = [{"month": month.label, "value": _height(figure)} for month, figure in trend.points]
    length = f"{words.kind_of_average(metric).capitalize()} {metric.measure_unit}"
    title = {Kind.RATE: "%", Kind.DURATION: length}.get(metric.kind, f"{metric.unit}s".title())
    mark: Spec = {"type": "bar"} if counted else {"type": "line", "point": {"size": 60, "filled": True}}
    return _chart(
        size,
        metric.title,
        rows,
        {**mark, "color": POLICE_BLUE if not counted else GREY},
        {
            "x": _months([month.label for month, _ in trend.points], size),
            "y": {"field": "value", "type": "quantitative", "title": title, "scale": {"zero": True}},
        },
    )


def distribution_spec(figure: Figure, size: Size) -> Spec:
    """Draw how many there were in each fixed bin of days."""
    bins = figure.in_bins(AGE_BANDS if figure.metric.kind is Kind.STOCK else BINS)
    return _chart(
        size,
        f"{figure.metric.title}: how many, by length in {figure.metric.measure_unit}",
        [{"bin": label, "number": number} for label, number in bins],
        {"type": "bar", "color": GREY},
        {
            "x": {
                "field": "bin",
                "type": "ordinal",
                "sort": [label for label, _ in bins],
                "title": figure.metric.measure_unit.capitalize(),
                "axis": {"labelAngle": -40},
            },
            "y": {"field": "number", "type": "quantitative", "title": f"{figure.metric.unit}s".title()},
        },
    )


def _height(figure: Figure) -> float | None:
    if figure.metric.kind in {Kind.COUNT, Kind.STOCK}:
        return figure.denominator
    number = figure.rate if figure.metric.kind is Kind.RATE else figure.headline
    return None if number is None else float(number)


def _months(labels: list[str], size: Size) -> Spec:
    named = labels[:: -size.every][::-1]
    return {
        "field": "month",
        "type": "ordinal",
        "sort": labels,
        "title": None,
        "scale": {"domain": labels},
        "axis": {"labelAngle": size.tilt, "values": named},
    }


def _chart(size: Size, title: str, rows: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": wrap(title, size.letters),
        "width": size.width,
        "height": size.height,
        # The size is that of the whole picture, so that nothing lies outside it.
        "autosize": {"type": "fit", "contains": "padding"},
        "data": {"values": rows},
        "mark": mark,
        "encoding": encoding,
        "config": _config(size),
    }


def _config(size: Size) -> Spec:
    text, ink = size.text, "#0b0c0c"
    return {
        "font": FONT,
        "background": "white",
        "view": {"stroke": None},
        "axis": {"labelFontSize": text, "titleFontSize": text, "titleFontWeight": "normal", "labelColor": ink},
        "legend": {"labelFontSize": text, "orient": "top", "title": None, "symbolType": "square"},
        "title": {"fontSize": text + 1, "anchor": "start", "color": ink},
    }


def sparkline(trend: Trend) -> str:
    """The points of a small line, 120 wide and 28 high; months with too few are left out."""
    heights = [_height(figure) for _, figure in trend.points]
    highest = max((height for height in heights if height is not None), default=0) or 1
    step = 116 / max(1, len(heights) - 1)
    return " ".join(
        f"{2 + place * step:.1f},{26 - 24 * height / highest:.1f}"
        for place, height in enumerate(heights)
        if height is not None
    )


def in_words(trend: Trend) -> str:
    """Sum a trend up in a sentence: the text alternative of its chart."""
    metric = trend.metric
    title = f"{metric.title}, {words.kind_of_average(metric)}" if metric.kind is Kind.DURATION else metric.title
    shown = [(month, figure) for month, figure in trend.points if _height(figure) is not None]
    if not shown:
        return f"{title}: too few in every month to show."
    (first, start), (last, end) = shown[0], shown[-1]
    low = min(shown, key=lambda point: _height(point[1]) or 0)
    high = max(shown, key=lambda point: _height(point[1]) or 0)
    return (
        f"{title}: {words.value(start)} in {first.label}, {words.value(end)} in {last.label}; "
        f"lowest {words.value(low[1])} in {low[0].label}, highest {words.value(high[1])} in {high[0].label}."
    )


def split_in_words(months: Sequence[SplitMonth], segment: Segment) -> str:
    """Sum the split of days up in a sentence that says of whom: all three statistics, then the parts."""
    whom = WHOM[segment]
    shown = [month for month in months if month.means is not None]
    if not shown:
        return f"{whom}: too few suspects were charged in every month to show."
    last = shown[-1]
    police, cps, _ = last.means or (0, 0, 0)
    return (
        f"{whom}, {last.month.label}, days from first submission to decision to charge of "
        f"{words.units(last.whole.metric, last.whole.denominator)}. {words.spread(last.whole)} "
        f"Of the average, {police} days were with police and {cps} with the CPS: "
        f"police had the file for {last.police_share}% of the time."
    )
