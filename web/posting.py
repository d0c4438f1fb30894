"""Addresses that only take a POST: whoever follows or reloads one is taken to the page with its button."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.http import HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)
View = Callable[Concatenate[R, P], HttpResponseBase]


def post_only(parent: Callable[..., str]) -> Callable[[View[R, P]], View[R, P]]:
    """Let only POST through. GET goes to `parent`, which takes what the view takes after the request.

    Put it under `load_case_file`, so that a stranger still learns nothing.
    """

    def decorate(view: View[R, P]) -> View[R, P]:
        @wraps(view)
        def guarded(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method in {"GET", "HEAD"}:
                return HttpResponseRedirect(parent(*args, **kwargs))
            if request.method != "POST":
                return HttpResponseNotAllowed(["POST"])
            return view(request, *args, **kwargs)

        return guarded

    return decorate
