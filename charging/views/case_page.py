"""The page of one case."""

from django.http import HttpResponse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.views.loading import load_case_file
from charging.queries.case_page import case_file_page
from charging.views.pages import show


@load_case_file
def case_file_detail(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show everything that a reader may see of a case, and what comes next."""
    whole = request.GET.get("timeline") == "all"
    page = case_file_page(case_file, request.user, at=timezone.now(), whole_timeline=whole)
    return show(request, case_file, "charging/case_file_detail.html", page=page)
