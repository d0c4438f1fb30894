"""What a person types is kept before anything is done with it, and forgotten once it is saved."""

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.contrib import messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from accounts.http import person_of_ended_session
from accounts.models import User
from casework.models import Draft
from casework.operations import drafts
from casework.queries.drafts import draft_of
from casework.queries.notices import new_notices as count_new
from foundation.verdicts import Conflict, Refused
from web import errors
from web.saving import Offered, address_of

APPS = {"accounts", "casework", "charging", "metrics"}
"""Whose forms are kept. The pages of signing in have no namespace, and nothing of theirs is ever kept."""
LOOK_UPS = {"casework:search", "charging:submission_check"}
"""Forms that only look something up: the next look starts from an empty form, so nothing of them is kept."""
APART = LOOK_UPS | {"casework:draft_save", "casework:draft_discard", "accounts:session", "accounts:demo_sign_in"}
FORMS = {"application/x-www-form-urlencoded", "multipart/form-data"}
FINISH_LATER, SEEN = "finish_later", "draft-seen"

log = structlog.get_logger(__name__)


def new_notices(request: HttpRequest) -> dict[str, Any]:
    """Give the header how many new notices its reader has; counted where one is drawn, and nowhere else."""
    user = getattr(request, "user", None)
    return {"new_notices": SimpleLazyObject(lambda: count_new(user) if isinstance(user, User) else "")}


class Drafts:
    """The drafts of whoever makes a request, for the form that it is about."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.kept: Draft | None = None
        self.of_another_page: Draft | None = None
        self.is_wanted = False

    def is_form(self) -> bool:
        """Say whether this request hands in one of our forms."""
        match = self.request.resolver_match
        return (
            self.request.method == "POST"
            and self.request.content_type in FORMS
            and match is not None
            and bool(APPS & set(match.namespaces))
            and match.view_name not in APART
        )

    def keep(self, by: User, *, in_place_of_any: bool = False) -> None:
        """Keep what was sent, if there is anything to keep. Never stands in the way of saving it.

        A draft of another open page stays, unless this may take the place of any: then nothing of this is kept.
        """
        sent, address = self.request.POST, address_of(self.request)
        typed = drafts.fit_to_keep(sent.lists())
        if not any(any(values) for values in typed.values()):
            return
        page, seen, at = sent.get(drafts.PAGE, ""), sent.get(SEEN), timezone.now()
        try:
            if in_place_of_any:
                self.kept = drafts.keep(address=address, typed=typed, by=by, at=at)
            else:
                self.kept = drafts.keep_from_page(address=address, typed=typed, page=page, seen=seen, by=by, at=at)
        except Conflict:
            self.of_another_page = draft_of(by, address)
        except (Refused, DatabaseError) as problem:
            log.warning("draft_not_kept", reason=type(problem).__name__)

    def discard(self) -> None:
        """Forget what was kept: it is saved."""
        if self.kept:
            drafts.discard_saved(self.kept)

    def offer(self, address: str) -> Offered | None:
        """What is kept for the form at an address: to fill it in where it is opened, not where it was just refused."""
        user, match = self.request.user, self.request.resolver_match
        if not isinstance(user, User) or match is None or match.view_name in LOOK_UPS:
            return None
        draft = self.kept if self.request.method == "POST" else draft_of(user, address)
        if draft is None:
            return Offered(address, user.pk, "")
        mark = drafts.mark_of(draft)
        if self.request.method == "POST":
            return Offered(address, user.pk, mark)
        return Offered(address, user.pk, mark, draft.saved_at, _as_sent(draft))


def _as_sent(draft: Draft) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        if name != drafts.PAGE:
            data.setlist(name, values)
    return data


class KeepTyped:
    """Keep what was sent to a form before it is handled, and forget it when the answer leads on.

    So whatever goes wrong in between, the text is there when the form is opened again: a refusal, an edit
    conflict, an error, a process that was killed, a session that had ended.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand on the request with its drafts, then look at what came of it."""
        kept = Drafts(request)
        request.drafts = kept  # type: ignore[attr-defined]
        response = self.get_response(request)
        if kept.kept is None:
            _keep_late(request, kept)
        elif not kept.is_wanted and _leads_on(response):
            kept.discard()
        return response

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        """Keep what was typed; whoever asked to finish later has been served with that."""
        kept = cast(Drafts, request.drafts)  # type: ignore[attr-defined]
        if not kept.is_form() or not isinstance(request.user, User):
            return None
        kept.keep(request.user)
        kept.is_wanted = FINISH_LATER in request.POST
        return _finish_later(request) if kept.is_wanted else None


def _finish_later(request: HttpRequest) -> HttpResponseBase:
    kept, match = cast(Drafts, request.drafts), request.resolver_match  # type: ignore[attr-defined]
    if kept.of_another_page:
        return _choose(request, kept.of_another_page)
    if kept.kept:
        messages.success(request, "Draft saved. It is in the form when you open it again, and under “Your drafts”.")
    else:
        messages.warning(request, "There was nothing to keep, or too much to be kept as a draft.")
    slug = match.kwargs.get("urn") if match else None
    return redirect(reverse("charging:case_file_detail", args=[slug]) if slug else reverse("casework:drafts"))


def _choose(request: HttpRequest, other: Draft) -> HttpResponse:
    """Carry what was typed in a page that asks which is to be kept: this, or what another page has kept."""
    carried = [(name, value) for name, value in errors.carried(request) if not name.startswith("draft-")]
    page = {"other": other, "carried": [*carried, (SEEN, drafts.mark_of(other))], "path": request.get_full_path()}
    return render(request, "casework/draft_of_another_window.html", page, status=errors.CONFLICT)


def _keep_late(request: HttpRequest, kept: Drafts) -> None:
    """Keep a form that never came to its page: the session had ended, or the page was from before signing in again."""
    if not kept.is_form():
        return
    user = request.user if isinstance(request.user, User) else None
    checked = getattr(request, "csrf_processing_done", False)
    if user is None and checked:
        user = person_of_ended_session(request)
    elif user is not None and (checked or not _from_our_own_page(request)):
        # Without its token a form is kept only where the browser vouches that one of our pages sent it.
        return
    if user is not None:
        # No page follows that could show it, so it is kept before what another page, which shows it still, has kept.
        kept.keep(user, in_place_of_any=True)


def _from_our_own_page(request: HttpRequest) -> bool:
    origin = urlsplit(request.headers.get("Origin", ""))
    return (origin.scheme, origin.netloc) == (request.scheme, request.get_host())


def _leads_on(response: HttpResponseBase) -> bool:
    to = urlsplit(str(response.headers.get("Location", ""))).path
    return response.status_code in {301, 302, 303} and to != resolve_url(settings.LOGIN_URL)
