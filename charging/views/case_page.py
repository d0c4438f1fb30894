"""The page of one case."""

from django.http import HttpResponse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile, ReadKind
from casework.operations import reading
from casework.operations.reading import Look
from casework.views.loading import load_case_file
from charging.queries.case_page import case_file_page
from charging.views.pages import show

MOST_CARDS = 25


@load_case_file
def case_file_detail(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show everything that a reader may see of a case, and what comes next."""
    now, user = timezone.now(), request.user
    whole = request.GET.get("timeline") == "all"
    page = case_file_page(case_file, user, at=now, whole_timeline=whole)
    if request.method == "GET" and not page.beside.looked:
        reading.note(Look(kind=ReadKind.CASE_OPENED, case_file=case_file), by=user, at=now)
    cards = ":" if request.GET.get("suspects") == "all" else f":{MOST_CARDS}"
    return show(request, case_file, "charging/case_file_detail.html", page=page, cards=cards, most_cards=MOST_CARDS)
