"""How an edition of the file standard leaves the desk: published for good, or taken away as a file."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.http import SignedInRequest
from casework import permissions
from casework.models import EditionCount, FileStandardEdition
from casework.operations import editions as operations
from casework.queries import editions as queries
from casework.views.editions import find_edition, keepers_only, page_of_edition
from foundation.verdicts import Refused


@keepers_only
def edition_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what takes effect when, and publish a draft once that is confirmed, as it was when it was shown."""
    found = find_edition(pk)
    if request.method == "POST":
        return _publish(request, found)
    if not found.is_draft:
        return redirect("casework:edition", pk)
    permissions.may_publish_edition(request.user, found).require_permission()
    if not queries.counted(found):
        return redirect("casework:edition", pk)
    page = {
        "edition": found,
        "before": queries.edition_before(found),
        "after": queries.next_after(found),
        "count": EditionCount.objects.get(edition=found),
    }
    return render(request, "casework/standard/publish.html", page)


def _publish(request: SignedInRequest, found: FileStandardEdition) -> HttpResponse:
    revision = request.POST.get("revision", "")
    try:
        operations.publish(
            edition=found,
            expected_revision=int(revision) if revision.isdecimal() and len(revision) < 10 else 0,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        if not permissions.may_publish_edition(request.user, found).allowed:
            raise
        found.refresh_from_db()
        page = page_of_edition(request, found, refusal)
        return render(request, "casework/standard/edition.html", page, status=409)
    messages.success(request, f"{found.code} is published.")
    return redirect("casework:edition", found.pk)


@keepers_only
def edition_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send an edition as a file that can be uploaded again, under another code."""
    found = find_edition(pk)
    response = JsonResponse(operations.as_file(found), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{found.code}.json")
    return response
