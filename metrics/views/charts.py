"""Charts as Vega-Lite specifications, and as the SVG that is drawn from them once.

Colours tell police and CPS apart, never good from bad; every chart has its table beside it.
"""

import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import vl_convert
from django.core.cache import cache

from metrics.definition import Kind
from metrics.queries import words
from metrics.queries.figures import AGE_BANDS, BINS, Figure
from metrics.queries.pages import SplitMonth, Trend

Spec = dict[str, Any]
POLICE_BLUE, CPS_PURPLE, GREY = "#1d70b8", "#4c2c92", "#505a5f"
KEEP_SECONDS = 24 * 60 * 60
FONT = "Arial, sans-serif"
CONFIG: Spec = {
    "font": FONT,
    "background": "white",
    "view": {"stroke": None},
    "axis": {"labelFontSize": 13, "titleFontSize": 13, "titleFontWeight": "normal", "labelColor": "#0b0c0c"},
    "legend": {"labelFontSize": 13, "orient": "top", "title": None, "symbolType": "square"},
    "title": {"fontSize": 15, "anchor": "start", "color": "#0b0c0c"},
}


def draw(spec: Spec) -> tuple[str, str]:
    """Return the SVG of a specification and its digest; drawn once, then kept by content."""
    text = json.dumps(spec, sort_keys=True)
    digest = sha256(text.encode()).hexdigest()
    key = f"chart-{digest}"
    svg: str | None = cache.get(key)
    if svg is None:
        svg = str(vl_convert.vegalite_to_svg(spec))
        cache.set(key, svg, KEEP_SECONDS)
    return svg, digest


def split_spec(months: Sequence[SplitMonth]) -> Spec:
    """Stack average days with police and with the CPS, month by month; averages, because only they add up."""
    rows = []
    for month in months:
        if (means := month.means) is None:
            continue
        for place, (holder, days) in enumerate((("With police", means[0]), ("With the CPS", means[1]))):
            rows.append({"month": month.month.label, "holder": holder, "days": float(days), "order": place})
    return _chart(
        "Average days from first submission to decision to charge, by who had the file",
        rows,
        {"type": "bar", "stroke": "white", "strokeWidth": 1},
        {
            "x": _months([month.month.label for month in months]),
            "y": {"field": "days", "type": "quantitative", "stack": True, "title": "Days", "axis": {"tickMinStep": 1}},
            "order": {"field": "order", "type": "ordinal"},
            "color": {
                "field": "holder",
                "type": "nominal",
                "scale": {"domain": ["With police", "With the CPS"], "range": [POLICE_BLUE, CPS_PURPLE]},
            },
        },
    )


def trend_spec(trend: Trend) -> Spec:
    """Draw one metric month by month: bars for numbers of things, a line with points for rates and medians."""
    metric = trend.metric
    counted = metric.kind in {Kind.COUNT, Kind.STOCK}
    rows = [{"month": month.label, "value": _height(figure)} for month, figure in trend.points]
    title = {Kind.RATE: "%", Kind.DURATION: f"Median {metric.measure_unit}"}.get(metric.kind, f"{metric.unit}s".title())
    mark: Spec = {"type": "bar"} if counted else {"type": "line", "point": {"size": 60, "filled": True}}
    return _chart(
        metric.title,
        rows,
        {**mark, "color": POLICE_BLUE if not counted else GREY},
        {
            "x": _months([month.label for month, _ in trend.points]),
            "y": {"field": "value", "type": "quantitative", "title": title, "scale": {"zero": True}},
        },
    )


def distribution_spec(figure: Figure) -> Spec:
    """Draw how many there were in each fixed bin of days."""
    bins = figure.in_bins(AGE_BANDS if figure.metric.kind is Kind.STOCK else BINS)
    return _chart(
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
    number = figure.rate if figure.metric.kind is Kind.RATE else figure.median
    return None if number is None else float(number)


def _months(labels: list[str]) -> Spec:
    return {
        "field": "month",
        "type": "ordinal",
        "sort": labels,
        "title": None,
        "scale": {"domain": labels},
        "axis": {"labelAngle": -40},
    }


def _chart(title: str, rows: list[Spec], mark: Spec, encoding: Spec) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": title,
        "width": 620,
        "height": 240,
        "data": {"values": rows},
        "mark": mark,
        "encoding": encoding,
        "config": CONFIG,
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
    shown = [(month, figure) for month, figure in trend.points if _height(figure) is not None]
    if not shown:
        return f"{trend.metric.title}: too few in every month to show."
    (first, start), (last, end) = shown[0], shown[-1]
    low = min(shown, key=lambda point: _height(point[1]) or 0)
    high = max(shown, key=lambda point: _height(point[1]) or 0)
    return (
        f"{trend.metric.title}: {words.value(start)} in {first.label}, {words.value(end)} in {last.label}; "
        f"lowest {words.value(low[1])} in {low[0].label}, highest {words.value(high[1])} in {high[0].label}."
    )


def split_in_words(months: Sequence[SplitMonth]) -> str:
    """Sum the split of days up in a sentence."""
    shown = [month for month in months if month.means is not None]
    if not shown:
        return "Too few suspects were charged in every month to show."
    last = shown[-1]
    police, cps, both = last.means or (0, 0, 0)
    return (
        f"In {last.month.label}, {both} days on average from first submission to decision to charge: "
        f"{police} with police and {cps} with the CPS. Police had the file for {last.police_share}% of the time."
    )
