"""What a request looks like once somebody is signed in, and how allauth is told about our people."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.operations import sessions
from accounts.queries.people import signed_in


class Backend(AuthenticationBackend):  # type: ignore[misc]
    """Finds who is signed in together with what they hold: every request needs both, and asks once."""

    def get_user(self, user_id: int) -> User | None:
        """Return somebody with an open account; None for anybody else."""
        return signed_in(user_id)


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


BEGAN = "began"
ONCE_A = timedelta(minutes=1)


class SessionStore(DatabaseSessions):
    """Django's sessions, except that they end: after a while in which nothing is done, and at the latest some hours
    after signing in. Both ends are in the row, so the server holds to them whatever a browser keeps.
    """

    ends_at: datetime | None = None

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc] # unknown to the stubs
        self.ends_at = row.expire_date if row else None
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """Say in the row when it ends, and in a session that somebody signs in to, when it began."""
        now = timezone.now()
        began = data.setdefault(BEGAN, now.timestamp()) if SESSION_KEY in data else now.timestamp()
        row = super().create_model_instance(data)
        self.ends_at = row.expire_date = sessions.end_of(began=datetime.fromtimestamp(began, UTC), at=now)
        return row

    def began_at(self) -> datetime:
        """When somebody signed in."""
        return datetime.fromtimestamp(self.get(BEGAN) or timezone.now().timestamp(), UTC)

    def go_on(self, *, at_once: bool = False) -> None:
        """Put the end off, as somebody is at work; the row is written at most once a minute unless `at_once`."""
        now = timezone.now()
        until = sessions.end_of(began=self.began_at(), at=now)
        if self.session_key and self.ends_at and (at_once or until - self.ends_at >= ONCE_A):
            sessions.go_on(key=self.session_key, until=until, at=now)
            self.ends_at = until


# Asking how long is left is no work: a page left open asks by itself.
STATUS = "accounts:session"


class SessionLimits:
    """Put the end of a session off with each request of somebody at work; keep whose it was once it has ended."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass through: which page is asked for is known only later."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """Put the end off, unless the page only asks when it is."""
        session, match = request.session, request.resolver_match
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not isinstance(session, SessionStore):
            return
        if not request.user.is_authenticated:
            # Django would take the cookie away, and with it whom a form that is still open belongs to.
            if request.method == "GET" and not session.modified:
                del request.COOKIES[settings.SESSION_COOKIE_NAME]
        elif not (request.method == "GET" and match is not None and match.view_name == STATUS):
            session.go_on()


def person_of_ended_session(request: HttpRequest) -> User | None:
    """Whose session it was that a request still carries the key of; None where it ended too long ago to say.

    Only to keep what they had typed for them: nothing may be shown or done in their name.
    """
    now, key = timezone.now(), request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    ended = Session.objects.filter(
        session_key=key, expire_date__lte=now, expire_date__gt=now - sessions.REMEMBERED_FOR
    ).first()
    data = ended.get_decoded() if ended else {}
    person = User.objects.filter(pk=data[SESSION_KEY], is_active=True).first() if data.get(SESSION_KEY) else None
    if person and constant_time_compare(data.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()):
        return person
    return None
