"""Every address of the service, app by app."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("", include("casework.urls")),
    path("", include("charging.urls")),
    path("", include("metrics.urls")),
    path("", include("accounts.urls")),
    path("", include("web.urls")),
    path("accounts/", include("allauth.urls")),
]
