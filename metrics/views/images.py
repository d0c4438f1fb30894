"""The charts as images with addresses of their own, drawn on the server from the same figures as the page."""

from django.http import HttpResponse
from django.utils import timezone

from accounts.http import SignedInRequest
from metrics.forms import ChoiceForm
from metrics.queries import pages
from metrics.views import charts
from metrics.views.access import figures_page, find_metric


@figures_page
def split_chart(request: SignedInRequest) -> HttpResponse:
    """Draw the days split between police and CPS."""
    form = ChoiceForm(request.GET, timezone.now())
    return image(charts.split_spec(pages.days_split(form.choice), size(request)))


@figures_page
def trend_chart(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """Draw a metric month by month."""
    metric, form = find_metric(metric_id), ChoiceForm(request.GET, timezone.now())
    return image(charts.trend_spec(pages.trends([metric], form.choice)[metric.id], size(request)))


@figures_page
def distribution_chart(request: SignedInRequest, metric_id: str) -> HttpResponse:
    """Draw the spread of a metric in the last month."""
    metric, form = find_metric(metric_id), ChoiceForm(request.GET, timezone.now())
    return image(charts.distribution_spec(pages.trends([metric], form.choice)[metric.id].latest, size(request)))


def size(request: SignedInRequest) -> charts.Size:
    """Return the size that the address asks for: "?width=narrow" is for telephones."""
    return charts.NARROW if request.GET.get("width") == "narrow" else charts.WIDE


def image(spec: charts.Spec) -> HttpResponse:
    """Answer with the picture."""
    return HttpResponse(charts.draw(spec), content_type="image/svg+xml")
