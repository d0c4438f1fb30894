"""Every address of the API, under /api/v1/. Those of metrics stand with its pages."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config import api_docs

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", api_docs.docs, name="api_docs"),
    path("", include("casework.api.urls")),
    path("", include("charging.api.urls")),
]
