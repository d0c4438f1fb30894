"""The front page of the figures: every metric in one place, and the days split between the agencies."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from metrics.definition import Kind
from metrics.forms import ChoiceForm
from metrics.models import Segment
from metrics.queries import pages, words
from metrics.queries.pages import Trend
from metrics.views import charts, tables
from metrics.views.access import figures_page
from metrics.views.basis import basis_links


@figures_page
def dashboard(request: SignedInRequest) -> HttpResponse:
    """Show the scorecard of a place and month."""
    now = timezone.now()
    form = ChoiceForm(request.GET, now)
    trends, split = pages.scorecard(form.choice)
    query = urlencode(form.query)
    context = {
        "form": form,
        "choice": form.choice,
        "state": words.state(form.choice.until, now),
        "tiles": [_tile(trend, query) for trend in trends],
        "split_sentence": charts.split_in_words(split, form.choice.segment),
        "split_chart": f"{reverse('metrics:split_chart')}?{query}",
        "split_table": tables.split_table(split, now),
        "basis_links": basis_links(form.query),
        "is_mixed": form.choice.segment is Segment.ALL,
    }
    return render(request, "metrics/dashboard.html", context)


def _tile(trend: Trend, query: str) -> dict[str, str]:
    return {
        "title": trend.metric.title,
        "href": f"{reverse('metrics:metric', args=[trend.metric.id])}?{query}",
        "value": words.value(trend.latest),
        "statistic": words.statistic(trend.latest),
        "detail": words.detail(trend.latest),
        "year_statistic": words.statistic(trend.year),
        "year": "" if trend.metric.kind is Kind.STOCK else words.value(trend.year),
        "points": charts.sparkline(trend),
        "sentence": charts.in_words(trend),
    }
