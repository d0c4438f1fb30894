"""The pack with which an Area starts its day: what CPS Direct did while it was closed."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from accounts.http import SignedInRequest
from casework.operations.typesetting import NotTypeset, typeset
from charging import permissions
from charging.queries.transfers.overnight import Pack, pack_for
from charging.queries.transfers.overnight_paper import HANDLING, paper_of
from charging.rules.office_hours import closed_since
from foundation.wording import when
from web.downloads import mark


@login_required
def overnight(request: SignedInRequest) -> HttpResponse:
    """Show an Area what CPS Direct did with its cases since it last closed; CPS Direct itself, what it has."""
    if permissions.may_work_at_direct(request.user):
        return redirect("charging:hand_over")
    return render(request, "charging/overnight.html", {"pack": _pack(request)})


@login_required
def overnight_pdf(request: SignedInRequest) -> HttpResponse:
    """Send the same as a PDF, as it stands now; nothing of it is kept."""
    pack = _pack(request)
    stamp = f"{request.user}, {when(pack.until)}"
    try:
        drawn = typeset({**paper_of(pack).as_data(), "reference": "CPS Direct", "stamp": stamp})
    except NotTypeset as failure:
        return render(request, "charging/overnight.html", {"pack": pack, "failure": str(failure)}, status=503)
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, "OFFICIAL-SENSITIVE CPS Direct hand-over.pdf")
    mark(response, HANDLING)
    return response


def _pack(request: SignedInRequest) -> Pack:
    permissions.may_take_from_direct(request.user).require_permission()
    now = timezone.now()
    return pack_for(request.user, since=closed_since(now), until=now)
