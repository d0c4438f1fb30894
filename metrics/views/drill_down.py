"""The rows behind a figure."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from metrics.definition import Metric
from metrics.forms import ChoiceForm
from metrics.permissions import reach_of
from metrics.queries import drill_down, words
from metrics.queries.drill_down import COLUMNS, Listing
from metrics.views.access import figures_page, find_metric
from web.tables import Cell, Column, Table
from web.templatetags.components import urn


@figures_page
def listing(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """List the cases that a figure counts, so far as the reader may see them, and say how many more there are."""
    metric = find_metric(metric_id)
    form = ChoiceForm(request.GET, timezone.now())
    asked = request.GET.get("page", "1")
    found = drill_down.listing(
        metric, form.choice, reach_of(request.user), int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    )
    query = urlencode(form.query)
    context = {
        "metric": metric,
        "choice": form.choice,
        "listing": found,
        "total": words.units(metric, found.total),
        "within": words.units(metric, found.within),
        "outside": words.units(metric, found.outside),
        "table": rows_table(metric, found),
        "parts": [{"key": label, "value": f"{number:,}"} for label, number in found.parts],
        "back": f"{reverse('metrics:metric', args=[metric.id])}?{query}",
        "previous_href": f"?{query}&page={found.page - 1}" if found.page > 1 else "",
        "next_href": f"?{query}&page={found.page + 1}" if found.page < found.pages else "",
        "page_label": f"Page {found.page} of {found.pages}",
    }
    return render(request, "metrics/list.html", context)


def rows_table(metric: Metric, found: Listing) -> Table:
    """The rows as a table; where only some count towards the numerator, the table says which."""
    columns = COLUMNS[metric.fact]
    headings = [Column("Case"), *(Column(column.label, numeric=column.numeric) for column in columns)]
    if metric.numerator is not None:
        headings.append(Column("In the numerator"))
    rows = []
    for fact in found.rows:
        cells = [Cell(urn(fact.urn), href=reverse("charging:case_file_detail", args=[fact.urn]))]
        for column in columns:
            value = column.read(fact)
            cells.append(Cell("" if value is None else str(value)))
        if metric.numerator is not None:
            cells.append(Cell("Yes" if fact.counts else "No"))
        rows.append(cells)
    return Table(f"{metric.title}: what is counted", headings, rows, empty="No case here is within your reach.")
