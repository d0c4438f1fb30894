"""What a request looks like once somebody is signed in, and how allauth is told about our people."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is a person, for the signatures of views behind sign-in."""

    user: User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs themselves up: accounts come from an agency's own joiners process."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every self-made account."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """People have no user names."""


# The API is not among them: its machine clients have tokens and no session, so they are never sent away.
OPEN_PATHS = ("/accounts/", "/static/", "/health/")


class SecondFactorRequired:
    """Send people who signed in with a password alone to set up a second factor, before anything else.

    An agency's single sign-on carries its own strength; demo people have no password at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or redirect it to the page that sets the second factor up."""
        if self._must_enrol(request):
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    @staticmethod
    def _must_enrol(request: HttpRequest) -> bool:
        user = request.user
        if not isinstance(user, User) or user.is_demo or request.path.startswith(OPEN_PATHS):
            return False
        used = {record.get("method") for record in request.session.get("account_authentication_methods", [])}
        return "password" in used and not is_mfa_enabled(user)
