"""What the file said before, field by field."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.models import CaseFile
from casework.queries import history
from casework.views.loading import load_case_file
from foundation.periods import local_date
from web.pages import page_of


@load_case_file
def field_history(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show who changed which field, when, from what to what; newest first."""
    asked = request.GET.get("thing", "")
    thing = asked if asked in history.THINGS else ""
    page = page_of(history.snapshots(case_file, request.user, thing=thing), request)
    changes = history.changes(page.rows, case_file, on=local_date(timezone.now()))
    context = {
        "case_file": case_file,
        "page": page,
        "changes": changes,
        "things": history.THINGS.values(),
        "chosen": thing,
        "sees_readers": permissions.may_see_readers(request.user, case_file).allowed,
    }
    return render(request, "casework/field_history.html", context)
