"""Stuck work: what a nightly look found, since when, and what puts it right."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.roles import Permission
from charging.operations import stuck as operations
from charging.queries.case.stuck_page import counted_by_sort, may_see_stuck, stuck_for, told
from foundation.verdicts import Conflict, NotPermitted, Verdict
from web.pages import page_of
from web.posting import post_only


def _require_role(request: SignedInRequest) -> None:
    if not request.user.holds(Permission.REPAIR_WORK):
        raise NotPermitted(Verdict.no("not_your_role", "Stuck work is put right by managers of police and the CPS."))


@login_required
def stuck_work(request: SignedInRequest) -> HttpResponse:
    """List what is stuck, by sort, the longest known first; with a sort in the address no other."""
    may_see_stuck(request.user).require_permission()
    everything = stuck_for(request.user)
    sorts = counted_by_sort(everything)
    chosen = request.GET.get("sort", "")
    page = page_of(everything.filter(sort=chosen) if chosen in sorts else everything, request)
    links = [(f"{sort} ({count})", f"?{urlencode({'sort': sort})}", sort == chosen) for sort, count in sorts.items()]
    context = {
        "rows": told(page.rows, request.user),
        "page": page,
        "links": links,
        "all": sum(sorts.values()),
        "chosen": chosen,
        "repairs": request.user.holds(Permission.REPAIR_WORK),
    }
    return render(request, "charging/stuck_work.html", context)


@login_required
@post_only(lambda pk: reverse("charging:stuck_work"))
def stuck_repair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put one thing right; whoever comes second is told."""
    _require_role(request)
    thing = get_object_or_404(stuck_for(request.user), pk=pk)
    try:
        operations.repair(thing=thing, by=request.user, at=timezone.now())
    except Conflict as refusal:
        messages.info(request, str(refusal))
    else:
        messages.success(request, f"Put right: {thing.reference}.")
    return redirect("charging:stuck_work")
