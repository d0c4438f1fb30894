"""What people and machines see when the answer is no."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.functional import lazystr
from rest_framework.exceptions import Throttled
from rest_framework.response import Response
from rest_framework.views import exception_handler

from foundation.verdicts import NotPermitted, Refused

FORBIDDEN, CONFLICT = 403, 409
NOT_CARRIED = ("csrfmiddlewaretoken", "password")
# What reading a form may meet: too much, no form, broken off, read before, no text. Saying so must not fail as well.
UNREADABLE = (SuspiciousOperation, BadRequest, MultiPartParserError, RawPostDataException, OSError, ValueError)


def status_of(refusal: Refused) -> int:
    """Return 403 when the person is the obstacle, 409 when the state of things is."""
    return FORBIDDEN if isinstance(refusal, NotPermitted) else CONFLICT


def refusal_page(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Explain a refusal with all its reasons and a way back."""
    status = status_of(refusal)
    context = {"reasons": refusal.verdict.reasons, "back": way_back(request)}
    return render(request, f"errors/{status}.html", context, status=status)


def way_back(request: HttpRequest) -> str:
    """Return the page somebody came from if it is ours, else the front page."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or came_from.path == request.path:
        return "/"
    return came_from.path + (f"?{came_from.query}" if came_from.query else "")


def api_exception_handler(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer a refusal as JSON with every reason; anything else as REST framework would."""
    if isinstance(exc, Throttled):
        return _slow_down(exc, exception_handler(exc, context))
    if not isinstance(exc, Refused):
        return exception_handler(exc, context)
    reasons = [
        {"code": reason.code, "message": reason.message, "where": reason.where} for reason in exc.verdict.reasons
    ]
    body = {"code": reasons[0]["code"] if reasons else "refused", "detail": str(exc), "reasons": reasons}
    return Response(body, status=status_of(exc))


def _slow_down(exc: Throttled, response: Response | None) -> Response | None:
    """Say in the shape of every refusal that too much was asked; how long to wait stands in Retry-After."""
    if response is not None:
        reason = {"code": exc.default_code, "message": str(exc.detail), "where": ""}
        response.data = {"code": exc.default_code, "detail": str(exc.detail), "reasons": [reason]}
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the 400 page, or 413 when more was sent than we take."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"errors/{status}.html", status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the 403 page with the reason, where one was given."""
    context = {"reasons": (), "back": way_back(request), "said": str(exception)}
    return render(request, "errors/403.html", context, status=FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Show the 404 page, which never says whether the thing exists."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Show the 500 page: no database, no user, nothing that could fail again.

    What was typed is kept as a draft, or where that failed as well, carried in the page.
    """
    kept = getattr(getattr(request, "drafts", None), "kept", None)
    page = {
        "kept": kept.address if kept else "",
        "carried": [] if kept else carried(request),
        "path": request.get_full_path(),
    }
    return HttpResponse(
        get_template("errors/500.html").render({**page, "csrf_token": lazystr(lambda: get_token(request))}), status=500
    )


def carried(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field that was sent, files and tokens apart, for a page from which it can be sent again."""
    try:
        sent = list(request.POST.lists()) if request.method == "POST" else []
    except UNREADABLE:
        return []
    return [(name, value) for name, values in sent for value in values if not any(word in name for word in NOT_CARRIED)]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a form that was sent from a page too old to be trusted."""
    context = {
        "reasons": (),
        "back": way_back(request),
        "said": "The page was open too long, or cookies are off. Go back, reload the page and send it again.",
    }
    return render(request, "errors/403.html", context, status=FORBIDDEN)
