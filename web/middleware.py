"""Page-wide promises: nothing of a signed-in page is kept by a cache; a refusal is explained."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from foundation.verdicts import Refused
from web import errors

Handler = Callable[[HttpRequest], HttpResponseBase]
API_PREFIX = "/api/"


class NoStore:
    """Tell browsers and proxies to keep nothing that a signed-in person saw."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and forbid keeping the answer where somebody was signed in."""
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if (session is not None and SESSION_KEY in session) or request.headers.get("Authorization"):
            response["Cache-Control"] = "no-store"
        return response


class RefusalsAsPages:
    """Turn a refusal that a view did not catch into a page with the reasons; the API has its own way."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass through."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Explain a refusal; leave everything else alone."""
        if request.path.startswith(API_PREFIX):
            return None
        if isinstance(exception, Refused):
            return errors.refusal_page(request, exception)
        return errors.forbidden(request, exception) if isinstance(exception, PermissionDenied) else None
