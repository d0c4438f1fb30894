"""Signing in, and the demo world's one-click people, who exist only when DEMO=1."""

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.queries.people import demo_people


class SignIn(LoginView):  # type: ignore[misc]
    """allauth's sign-in, with the demo people beside it in the demo world."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the demo people; none outside the demo world."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["demo_people"] = demo_people() if settings.DEMO else []
        return context


@require_POST
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as a demo person with one click; the address does not exist outside the demo world."""
    if not settings.DEMO:
        raise Http404
    person = get_object_or_404(User, pk=pk, is_demo=True, is_active=True)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return redirect(settings.LOGIN_REDIRECT_URL)
