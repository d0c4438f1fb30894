"""The charts as images with addresses of their own, drawn on the server from the same figures as the page."""

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils import timezone

from accounts.http import SignedInRequest
from metrics.forms import ChoiceForm
from metrics.queries import pages
from metrics.views import charts
from metrics.views.access import figures_page, find_metric


@figures_page
def split_chart(request: SignedInRequest) -> HttpResponseBase:
    """Draw the days split between police and CPS."""
    form = ChoiceForm(request.GET, timezone.now())
    return image(request, charts.split_spec(pages.days_split(form.choice)))


@figures_page
def trend_chart(request: SignedInRequest, metric_id: str) -> HttpResponseBase:
    """Draw a metric month by month."""
    metric, form = find_metric(metric_id), ChoiceForm(request.GET, timezone.now())
    return image(request, charts.trend_spec(pages.trends([metric], form.choice)[metric.id]))


@figures_page
def distribution_chart(request: SignedInRequest, metric_id: str) -> HttpResponseBase:
    """Draw the spread of a metric in the last month."""
    metric, form = find_metric(metric_id), ChoiceForm(request.GET, timezone.now())
    return image(request, charts.distribution_spec(pages.trends([metric], form.choice)[metric.id].latest))


def image(request: SignedInRequest, spec: charts.Spec) -> HttpResponseBase:
    """Answer with the picture, or that the reader already has this very picture."""
    svg, digest = charts.draw(spec)
    tag = f'"{digest[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(svg, content_type="image/svg+xml", headers={"ETag": tag})
