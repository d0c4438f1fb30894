"""What an open page sends while somebody types in it, and the list of a person's own drafts."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest, person_of_ended_session
from accounts.models import User
from casework.http import APART, APPS
from casework.operations import drafts as operations
from casework.queries.drafts import drafts_of
from foundation.verdicts import Conflict, Refused
from web.returning import BACK, way_back
from web.templatetags.components import local_time

TOO_LONG, CONFLICT, FORBIDDEN, MISTAKEN = 413, 409, 403, 400


@login_required
def drafts(request: SignedInRequest) -> HttpResponse:
    """List what the reader has typed and not saved."""
    return render(request, "casework/drafts.html", {"drafts": drafts_of(request.user)})


@require_POST
def draft_save(request: HttpRequest) -> JsonResponse:
    """Keep what a page sends while somebody types; whoever's session has ended meanwhile loses nothing either.

    Answers {"saved": when in words, "seen": name of what is kept}, or {"problem": a sentence} with 403 after
    sign-out, 409 where another window's draft is kept, 413 where it is too long.
    """
    signed_in = isinstance(request.user, User)
    person = request.user if isinstance(request.user, User) else person_of_ended_session(request)
    address = request.POST.get("draft-address", "")
    if person is None or request.POST.get("draft-person") != str(person.pk):
        return _problem("You are signed out: what you type now is not kept.", FORBIDDEN)
    if not _is_form_of_ours(address):
        return _problem("Nothing can be kept for this page.", MISTAKEN)
    return _keep(request, address, person, signed_in=signed_in)


def _keep(request: HttpRequest, address: str, person: User, *, signed_in: bool) -> JsonResponse:
    sent = request.POST
    try:
        draft = operations.keep_from_page(
            address=address,
            typed=operations.fit_to_keep(sent.lists()),
            page=sent.get("draft-page", ""),
            seen=sent.get("draft-seen", ""),
            by=person,
            at=timezone.now(),
        )
    except Refused as refusal:
        return _problem(str(refusal), CONFLICT if isinstance(refusal, Conflict) else TOO_LONG)
    if not signed_in:
        return _problem("You are signed out. What you typed is kept: sign in to go on.", FORBIDDEN)
    return JsonResponse({"saved": local_time(draft.saved_at), "seen": operations.mark_of(draft)})


def _problem(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"problem": sentence}, status=status)


def _is_form_of_ours(address: str) -> bool:
    try:
        parts = urlsplit(address)
        match = resolve(parts.path)
    except (Resolver404, ValueError):
        return False
    return not (parts.scheme or parts.netloc) and bool(APPS & set(match.namespaces)) and match.view_name not in APART


@login_required
def draft_discard(request: SignedInRequest) -> HttpResponse:
    """Forget one of the reader's drafts, then go back to where they said so."""
    if request.method == "POST":
        operations.discard(address=request.POST.get("address", ""), by=request.user)
        messages.success(request, "Draft discarded.")
    return redirect(way_back(request.POST.get(BACK, ""), reverse("casework:drafts")))
