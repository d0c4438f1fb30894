"""Addresses of metrics."""

from django.urls import URLPattern, URLResolver, path

from metrics.api import views as api
from metrics.views import definitions, drill_down, images, metric, scorecard

app_name = "metrics"
urlpatterns: list[URLPattern | URLResolver] = [
    path("figures/", scorecard.dashboard, name="dashboard"),
    path("figures/split.svg", images.split_chart, name="split_chart"),
    path("figures/definitions/", definitions.definitions, name="definitions"),
    path("figures/<slug:metric_id>/", metric.metric, name="metric"),
    path("figures/<slug:metric_id>/list/", drill_down.listing, name="list"),
    path("figures/<slug:metric_id>/trend.svg", images.trend_chart, name="trend_chart"),
    path("figures/<slug:metric_id>/distribution.svg", images.distribution_chart, name="distribution_chart"),
    path("api/v1/metrics/", api.MetricList.as_view(), name="api_metrics"),
    path("api/v1/figures/", api.FigureList.as_view(), name="api_figures"),
]
