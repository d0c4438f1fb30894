"""The reader's own notices."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import Notice
from casework.operations import notices as operations
from web.pages import page_of


@login_required
def notices(request: SignedInRequest) -> HttpResponse:
    """Show what happened on the reader's cases; marking them read is a post."""
    if request.method == "POST":
        operations.mark_read(by=request.user, at=timezone.now())
        return redirect("casework:notices")
    rows = Notice.objects.filter(recipient=request.user).select_related("case_file")
    page = page_of(rows, request)
    unread = any(row.read_at is None for row in page.rows)
    return render(request, "casework/notices.html", {"page": page, "unread": unread})
