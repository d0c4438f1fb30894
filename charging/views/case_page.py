"""The page of one case."""

from django.http import HttpResponse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile, ReadKind
from casework.operations import reading
from casework.operations.reading import Look
from casework.views.loading import load_case_file
from charging.queries.case.page import case_file_page
from charging.views.pages import show


@load_case_file
def case_file_detail(request: SignedInRequest, case_file: CaseFile) -> HttpResponse:
    """Show everything that a reader may see of a case, and what comes next."""
    now, user = timezone.now(), request.user
    every = {name for name in ("timeline", "suspects") if request.GET.get(name) == "all"}
    page = case_file_page(
        case_file, user, at=now, whole_timeline="timeline" in every, every_suspect="suspects" in every
    )
    if request.method == "GET" and not page.beside.looked:
        reading.note(Look(kind=ReadKind.CASE_OPENED, case_file=case_file), by=user, at=now)
    return show(request, case_file, "charging/case_file_detail.html", page=page)
