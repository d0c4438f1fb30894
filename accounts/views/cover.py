"""The reader's own cover."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.forms import CoverForm
from accounts.http import SignedInRequest
from accounts.models import Cover
from accounts.operations import cover as operations
from accounts.operations.cover import CoverDetails
from accounts.roles import Permission
from web.saving import attempt, show_form


@login_required
def cover(request: SignedInRequest) -> HttpResponse:
    """Show who covers whom, and arrange cover."""
    form = CoverForm(request.POST or None, user=request.user)
    if form.is_valid():
        details = CoverDetails(**form.cleaned_data)
        if attempt(form, lambda: operations.arrange(details=details, by=request.user, at=timezone.now())):
            messages.success(request, f"{details.covered_by} will cover your work.")
            return redirect("accounts:cover")
    mine = Cover.objects.filter(person=request.user, cancelled_at__isnull=True).select_related("covered_by")
    others = Cover.objects.filter(covered_by=request.user, cancelled_at__isnull=True).select_related("person")
    may_lend = request.user.holds(Permission.DELEGATE)
    page = {"mine": mine[:20], "others": others[:20], "may_lend": may_lend, "nobody": not form.has_colleagues}
    return show_form(request, "accounts/cover.html", form, **page)


@require_POST
@login_required
def cover_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel cover that the reader arranged."""
    operations.cancel(cover=get_object_or_404(Cover, pk=pk, person=request.user), by=request.user, at=timezone.now())
    messages.success(request, "Cover cancelled.")
    return redirect("accounts:cover")
