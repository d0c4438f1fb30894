"""The reader's own notices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.operations import notices as operations
from casework.queries.notices import notices_of
from web.pages import page_of


@login_required
def notices(request: SignedInRequest) -> HttpResponse:
    """Show what happened on the reader's cases; marking them read is a post."""
    if request.method == "POST":
        operations.mark_read(by=request.user, at=timezone.now())
        return redirect("casework:notices")
    page = page_of(notices_of(request.user), request)
    unread = any(row.read_at is None for row in page.rows)
    return render(request, "casework/notices.html", {"page": page, "unread": unread})
