"""Trying an operation from a form: what was typed survives every refusal, every conflict and the end of a session."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from foundation.verdicts import Conflict, NotPermitted, Refused
from web.conflicts import Meanwhile, differences, stored_values
from web.forms import GovukForm

VERSION = "version"
LATER_PAGE = re.compile("[2-9]|[1-9][0-9]{1,5}")


@dataclass(frozen=True)
class Offered:
    """What the layout shows and the script needs of the draft of one form.

    `seen` names the draft that this page knows of; `saved_at` is set where the form was filled from one.
    """

    address: str
    person: int
    seen: str
    saved_at: datetime | None = None
    data: QueryDict | None = None


class Keeper(Protocol):
    """Keeps what is typed. Whoever owns the drafts puts one on the request as `drafts`: no app is imported here."""

    def offer(self, address: str) -> Offered | None:
        """Return what is kept for the form at an address; None where nothing is kept for this reader at all."""


class Typable(Protocol):
    """A form, or a sheet of several, that can show what was typed earlier without judging it."""

    def show_typed(self, data: QueryDict) -> None:
        """Fill in what was typed."""


def address_of(request: HttpRequest) -> str:
    """Name the form that a page shows: its path, and which page of it where a long one has several."""
    page = request.GET.get("page", "")
    return f"{request.path}?page={page}" if LATER_PAGE.fullmatch(page) else request.path


def attempt(form: GovukForm, act: Callable[[], object]) -> bool:
    """Run an operation; on a refusal put its reasons on the form and return False.

    A reason that names a field stands beside it. A conflict moves the form on to the state that is
    stored now, so that saving again is a decision somebody made with both in sight.
    """
    try:
        act()
    except NotPermitted:
        raise
    except Refused as refusal:
        for reason in refusal.verdict.reasons:
            form.add_error(reason.where if reason.where in form.fields else None, reason.message)
        form.conflicted = isinstance(refusal, Conflict)
        return False
    return True


def saved_now(form: GovukForm, stored: Mapping[str, Any]) -> list[dict[str, str]]:
    """After a conflict: a Meanwhile of what is stored beside what was typed, and the form brought up to date.

    Empty after any other refusal: nobody else is to blame for it, and the form stays as old as it was.
    `stored` is what the form would start from now; under "row" it may hold the thing itself, which knows by
    whom and when it was changed.
    """
    if not form.conflicted:
        return Meanwhile()
    bring_up_to_date(form, str(stored[VERSION]))
    return differences(form, stored, stored.get("row"))


def bring_up_to_date(form: GovukForm, version: str, field: str = VERSION) -> None:
    """Let the next press of the button be a decision about what is stored now."""
    data = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix(field)] = version
    form.data = data


def show_form(request: HttpRequest, template: str, form: GovukForm, **context: Any) -> HttpResponse:
    """Render a form page, with status 422 where the form was refused; a draft of it is offered when it is opened."""
    page = with_draft(request, {"form": form, **context})
    return render(request, template, page, status=422 if form.is_bound and form.errors else 200)


def with_draft(request: HttpRequest, context: dict[str, Any], address: str = "") -> dict[str, Any]:
    """Return the page's context with what the layout says of a draft, `form` filled in from it when it is opened.

    Pass the `address` that the form is sent to where that is not the page's own. A draft of an older state
    than is stored now shows the conflict at once, as `theirs`.
    """
    keeper, form = cast(Keeper | None, getattr(request, "drafts", None)), context.get("form")
    offered = keeper.offer(address or address_of(request)) if keeper and form is not None else None
    if offered is None:
        return context
    found = {**context, "draft_of_form": offered}
    if isinstance(form, GovukForm):
        form.draft_seen = offered.seen
    if offered.data is not None:
        cast(Typable, form).show_typed(offered.data)
        if isinstance(form, GovukForm) and (theirs := changed_since(form)):
            found["theirs"] = theirs
    return found


def changed_since(form: GovukForm) -> Meanwhile:
    """What was stored since the draft that a form shows was begun, if it has a version; then it is moved on to now."""
    stored = stored_values(form)
    typed = form.data.get(form.add_prefix(VERSION))
    if VERSION not in stored or VERSION not in form.fields or str(stored[VERSION]) == typed:
        return Meanwhile()
    bring_up_to_date(form, str(stored[VERSION]))
    return differences(form, stored, form.initial.get("row"))
