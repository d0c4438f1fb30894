"""Every address of the service, app by app."""

from allauth.account import views as account
from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from accounts.views import sign_in
from config import health

# Of allauth's pages only those that we use: nobody signs up, and nobody changes their own address.
IDENTITY = [
    path("login/", sign_in.SignIn.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", sign_in.change_password, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("oidc/<str:provider_id>/login/", sign_in.to_agency, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", sign_in.from_agency, name="openid_connect_callback"),
    path("oidc/cancelled/", RedirectView.as_view(pattern_name="account_login"), name="socialaccount_login_cancelled"),
]
RESET_FROM_KEY = "account_reset_password_from_key"
PASSWORD_RESET = [
    path("", account.password_reset, name="account_reset_password"),
    path("done/", account.password_reset_done, name="account_reset_password_done"),
    path("key/done/", account.password_reset_from_key_done, name=f"{RESET_FROM_KEY}_done"),
    re_path(r"^key/(?P<uidb36>\w+?)-(?P<key>.+)/$", account.password_reset_from_key, name=RESET_FROM_KEY),
]
if settings.EMAIL_HOST:
    IDENTITY.append(path("password/reset/", include(PASSWORD_RESET)))

urlpatterns = [
    path("health/live", health.live),
    path("health/ready", health.ready),
    path("api/v1/", include("config.api_urls")),
    path("", include("casework.urls")),
    path("", include("charging.urls")),
    path("", include("metrics.urls")),
    path("", include("accounts.urls")),
    path("", include("web.urls")),
    path("accounts/", include(IDENTITY)),
]

handler400 = "web.errors.bad_request"
handler403 = "web.errors.forbidden"
handler404 = "web.errors.not_found"
handler500 = "web.errors.server_error"
