"""What a request looks like once somebody is signed in, and how allauth is told about our people."""

from collections.abc import Callable
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

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


class AgencyAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on for people who have an account here already.

    The first time they are known by the address that their agency has verified, from then on by the
    provider's own name for them: an address may be given to somebody else one day.
    """

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """Key the identity by issuer and subject, before it is looked up. Refuses answers that do not agree."""
        claims = sociallogin.account.extra_data
        issuer, subject = (claims.get("id_token", {}).get(name, "") for name in ("iss", "sub"))
        identity = f"{issuer} {subject}"
        longest = SocialAccount._meta.get_field("uid").max_length
        if not (issuer and subject) or subject != sociallogin.account.uid or len(identity) > longest:
            refuse(request)
        sociallogin.account.uid = identity
        return super().populate_user(request, sociallogin, data)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in only people with an open account; tie the identity to it the first time."""
        if sociallogin.state.get("process") != "login":
            refuse(request)
        person = sociallogin.user if sociallogin.is_existing else self._met_for_the_first_time(sociallogin)
        if person is None or not person.is_active:
            refuse(request)
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)

    @staticmethod
    def _met_for_the_first_time(sociallogin: SocialLogin) -> User | None:
        claims = sociallogin.account.extra_data.get("userinfo") or {}
        # Words such as "false" are true to Python: only a real yes counts.
        if claims.get("email_verified") is not True:
            return None
        issuer = sociallogin.account.uid.partition(" ")[0]
        known = SocialAccount.objects.filter(uid__startswith=f"{issuer} ").values("user_id")
        return User.objects.filter(email__iexact=claims.get("email", "")).exclude(pk__in=known).first()


def refuse(request: HttpRequest) -> NoReturn:
    """End a single sign-on with the page that says whom to ask."""
    raise ImmediateHttpResponse(render(request, "socialaccount/refused.html", status=403))


# All that may be reached between the password and the second factor, by URL name. The API is not among them:
# its machine clients have tokens and no session, so they are never sent away.
ENROLMENT = {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}


class SecondFactorRequired:
    """Send people who signed in with a password alone to set up a second factor, before anything else.

    An agency's single sign-on carries its own strength; demo people have no password at all.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through: which page is asked for is known only later."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Let the request through, or redirect it to the page that sets the second factor up."""
        match = request.resolver_match
        is_open = match is not None and match.view_name in ENROLMENT
        return None if is_open or not self._must_enrol(request) else redirect("mfa_activate_totp")

    @staticmethod
    def _must_enrol(request: HttpRequest) -> bool:
        user = request.user
        if not isinstance(user, User) or user.is_demo:
            return False
        used = {record.get("method") for record in request.session.get("account_authentication_methods", [])}
        return "password" in used and not is_mfa_enabled(user)
