"""The reader's own notices, and when they are mailed about them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.forms.notices import MailWishesForm, as_chosen
from casework.models import NoticeKind
from casework.operations import notices as operations
from casework.queries.mails import preferences_of
from casework.queries.notices import folded, headed, kinds_of, notices_of
from web.pages import page_of
from web.saving import show_form

LONGEST = 19
"""How many digits the key of a notice may have."""


@login_required
def notices(request: SignedInRequest) -> HttpResponse:
    """Show what happened on the reader's cases, urgent things first; marking them read is a post."""
    wanted = request.GET.get("kind", "")
    kind = wanted if wanted in NoticeKind else ""
    if request.method == "POST":
        upto, like = _key(request.POST.get("seen", "")), _key(request.POST.get("like", ""))
        operations.mark_read(by=request.user, at=timezone.now(), kind=kind, upto=upto, like=like)
        return redirect(request.get_full_path() if kind else "casework:notices")
    rows = notices_of(request.user)
    asked = rows.filter(kind=kind) if kind else rows
    page = page_of(folded(asked), request)
    kinds = kinds_of(request.user)
    shown = [count for count in kinds if kind in {"", count.kind}]
    context = {
        "page": page,
        "groups": headed(page.rows, asked),
        "kinds": kinds,
        "chosen": NoticeKind(kind) if kind else None,
        "total": sum(count.number for count in kinds),
        "new": sum(count.new for count in shown),
        "seen": max((getattr(row, "newest", row.pk) for row in page.rows), default=0),
    }
    return render(request, "casework/notices.html", context)


def _key(typed: str) -> int | None:
    return int(typed) if typed.isdecimal() and len(typed) < LONGEST else None


@login_required
def notice_settings(request: SignedInRequest) -> HttpResponse:
    """Let the reader choose when they are mailed."""
    stored = preferences_of([request.user.pk])[request.user.pk]
    form = MailWishesForm(request.POST or None, initial=as_chosen(stored))
    if form.is_valid():
        operations.choose(wishes=form.wishes, by=request.user, at=timezone.now())
        messages.success(request, "Your choice is saved. It counts from now on.")
        return redirect("casework:notice_settings")
    return show_form(request, "casework/notice_settings.html", form)
