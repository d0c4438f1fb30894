"""Who gets to the pages of the figures, and which metric an address names."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.http import SignedInRequest
from metrics.catalogue import BY_ID
from metrics.definition import Metric
from metrics.permissions import may_view_figures

P = ParamSpec("P")
View = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]


def figures_page(view: "View[P]") -> Callable[..., HttpResponseBase]:
    """Ask for sign-in and for a role that sees figures; only reading is allowed."""

    @require_safe
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        signed_in = cast(SignedInRequest, request)
        may_view_figures(signed_in.user).require_permission()
        return view(signed_in, *args, **kwargs)

    return guarded


def find_metric(metric_id: str) -> Metric:
    """Return a metric of the catalogue; raises Http404 for any other name."""
    if metric_id not in BY_ID:
        raise Http404
    return BY_ID[metric_id]
