"""Watching a case, and who has looked at it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.models import CaseFile
from casework.operations import watching
from casework.queries import readers
from casework.views.loading import load_case_file
from web.pages import page_of
from web.posting import post_only


def _case_page(case_file: CaseFile) -> str:
    return case_file.get_absolute_url()


@load_case_file
@post_only(_case_page)
def case_watch(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Find this case on the start page from now on."""
    watching.watch(case_file=case_file, by=request.user, at=timezone.now())
    messages.success(request, f"You watch {case_file.reference} now: it is on your work queue page.")
    return redirect(case_file)


@load_case_file
@post_only(_case_page)
def case_unwatch(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Stop finding it there."""
    watching.unwatch(case_file=case_file, by=request.user, at=timezone.now())
    messages.success(request, f"You no longer watch {case_file.reference}.")
    return redirect(case_file)


@load_case_file
def case_readers(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show who has opened the case and what is in it, the latest first."""
    permissions.may_see_readers(request.user, case_file).require_permission()
    page = page_of(readers.looks_at(case_file, request.user), request)
    context = {"case_file": case_file, "page": page, "rows": readers.rows_of(page.rows, case_file, request.user)}
    return render(request, "casework/case_readers.html", context)
