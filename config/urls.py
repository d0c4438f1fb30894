"""Every address of the service, app by app."""

from django.urls import include, path

from accounts.views.sign_in import SignIn
from config import health

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("api/v1/", include("config.api_urls")),
    path("", include("casework.urls")),
    path("", include("charging.urls")),
    path("", include("metrics.urls")),
    path("", include("accounts.urls")),
    path("", include("web.urls")),
    path("accounts/login/", SignIn.as_view(), name="account_login"),
    path("accounts/", include("allauth.urls")),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"
