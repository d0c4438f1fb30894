"""What changed since a file was sent: against each reason of its rejection, and thing by thing."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseFile
from casework.permissions import may_build
from casework.views.loading import load_case_file
from charging.queries.submission import difference
from charging.queries.submission.changed_pages import changed_since, shown_changes, shown_reasons
from charging.views.pages import show
from charging.views.receipts import find_sent
from foundation.periods import local_date


def _check_of(request: SignedInRequest, case_file: CaseFile) -> str:
    """Where what a reason is about is mended; empty for who cannot."""
    builds = may_build(request.user, case_file).allowed
    return reverse("charging:check", args=[case_file.slug]) if builds else ""


@load_case_file
def submission_difference(request: SignedInRequest, case_file: CaseFile, pk: int) -> HttpResponse:
    """Compare what was sent with what was sent next or, until then, with the file as it stands."""
    before = find_sent(request, case_file, pk)
    since = changed_since(before, reader=request.user, on=local_date(timezone.now()))
    page = {
        "submission": before,
        "since": since,
        "comparable": difference.is_comparable(since),
        "sections": shown_changes(since),
        "reasons": shown_reasons(since),
        "check": _check_of(request, case_file) if since.after is None else "",
    }
    return show(request, case_file, "charging/submission_difference.html", **page)
