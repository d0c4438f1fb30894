"""Signing in, and the demo world's one-click people, who exist only when DEMO=1."""

from typing import Any

from allauth.account.views import LoginView, password_change
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST
from requests import RequestException

from accounts.http import SignedInRequest
from accounts.models import User
from accounts.queries.people import demo_people


class SignIn(LoginView):  # type: ignore[misc]
    """allauth's sign-in, with the demo people beside it in the demo world."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo people; none outside the demo world."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["demo_people"] = demo_people() if settings.DEMO else []
        return context


@login_required
def change_password(request: SignedInRequest) -> HttpResponse:
    """Change a password; whoever comes by single sign-on has none here, and gets none."""
    if not request.user.has_usable_password():
        messages.info(request, "You sign in with your agency account: its password is changed there.")
        return redirect("web:account")
    page: HttpResponse = password_change(request)
    return page


def to_agency(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the agency's own sign-in page."""
    return _unless_away(request, openid_connect.login, provider_id)


def from_agency(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from there."""
    return _unless_away(request, openid_connect.callback, provider_id)


def _unless_away(request: HttpRequest, view: Any, provider_id: str) -> HttpResponse:
    try:
        page: HttpResponse = view(request, provider_id)
    except RequestException:
        page = render(request, "socialaccount/authentication_error.html", status=503)
    return page


@require_POST
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as a demo person with one click; the address does not exist outside the demo world."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(User, pk=pk, is_demo=True, is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
