"""What a request looks like once somebody is signed in, and how allauth is told about our people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

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
