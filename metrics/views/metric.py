"""One metric: its definition, its value, its months, its spread, and every place beside every other."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from foundation.periods import Month
from metrics.catalogue import BY_ID
from metrics.definition import Kind, Metric
from metrics.forms import ChoiceForm
from metrics.models import Level, Segment
from metrics.queries import pages, words
from metrics.queries.figures import AGE_BANDS, BINS
from metrics.queries.pages import Choice, Trend
from metrics.views import charts, tables
from metrics.views.access import figures_page, find_metric
from metrics.views.basis import basis_links


@figures_page
def metric(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """Show one metric in a place, with its definition first."""
    now, found = timezone.now(), find_metric(metric_id)
    form = ChoiceForm(request.GET, now)
    choice, query = form.choice, form.query
    trend = pages.trends([found], choice)[found.id]
    level = compared_level(request.GET.get("compare", ""), choice, found)
    here = reverse("metrics:metric", args=[found.id])
    elsewhere = urlencode({name: value for name, value in query.items() if name != "place"})
    bins = trend.latest.in_bins(AGE_BANDS if found.kind is Kind.STOCK else BINS) if found.measure else []

    def rows_behind(month: Month) -> str:
        return f"{reverse('metrics:list', args=[found.id])}?{urlencode({**query, 'until': str(month)})}"

    context = {
        "metric": found,
        "counterweights": [BY_ID[name] for name in found.counterweights],
        "form": form,
        "choice": choice,
        "state": words.state(choice.until, now),
        "basis_links": basis_links(query),
        "is_mixed": choice.segment is Segment.ALL,
        **headlines(trend),
        "list_href": rows_behind(choice.until) if trend.latest.denominator else "",
        "sentence": charts.in_words(trend),
        "chart": f"{reverse('metrics:trend_chart', args=[found.id])}?{urlencode(query)}",
        "table": tables.trend_table(trend, now, rows_behind),
        "bins": tables.bins_table(trend.latest, bins) if bins else None,
        "bins_chart": f"{reverse('metrics:distribution_chart', args=[found.id])}?{urlencode(query)}",
        "comparison": tables.comparison_table(
            found,
            f"{found.title} by {level.label}, {choice.until.label}",
            pages.comparison(found, level, choice),
            f"{here}?{elsewhere}",
        ),
        "compare_links": compare_links(level, choice, found, f"{here}?{urlencode(query)}"),
    }
    return render(request, "metrics/metric.html", context)


def headlines(trend: Trend) -> dict[str, str]:
    """The latest month and the year in words."""
    latest, year = trend.latest, trend.year
    return {
        "value": words.value(latest),
        "statistic": words.statistic(latest),
        "detail": words.detail(latest),
        "year": words.value(year),
        "year_statistic": words.statistic(year),
        "year_detail": words.detail(year),
    }


def offers_units(metric: Metric, choice: Choice) -> bool:
    """Say whether units may be compared: inside a force or an Area, and where the metric allows it."""
    return "unit" in metric.breakdowns and choice.place.level in {Level.FORCE, Level.AREA}


def compared_level(asked: str, choice: Choice, metric: Metric) -> Level:
    """Return the level to compare at."""
    if asked == "unit" and offers_units(metric, choice):
        return Level.POLICE_UNIT if choice.place.level is Level.FORCE else Level.CPS_UNIT
    return Level.FORCE if asked == "force" else Level.AREA


def compare_links(level: Level, choice: Choice, metric: Metric, href: str) -> list[dict[str, object]]:
    """The ways to compare, for the sub-navigation."""
    offered = [("area", "CPS Areas", Level.AREA), ("force", "Police forces", Level.FORCE)]
    if offers_units(metric, choice):
        offered.append(("unit", f"Units of {choice.place.name}", compared_level("unit", choice, metric)))
    return [
        {"label": label, "href": f"{href}&compare={name}#compare", "current": "true" if level is each else ""}
        for name, label, each in offered
    ]
