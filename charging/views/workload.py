"""Workload of a CPS body, and how far a bulk job is."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.models import CaseworkType
from charging.operations import bulk
from charging.queries.allocation import bulk_jobs
from charging.queries.allocation.open_reviews import UNALLOCATED
from charging.queries.allocation.workload import (
    PersonLoad,
    WorkloadPage,
    bodies_of,
    may_manage_work,
    may_see_work,
    units_of,
    workload,
)
from foundation.wording import day
from web.pages import page_of
from web.posting import post_only
from web.tables import Cell, Column, Table

ADDRESS = "charging:open_reviews"


@login_required
def workload_page(request: SignedInRequest) -> HttpResponse:
    """Show who holds how much, what nobody has, and what came in and went out; each number leads to its list."""
    may_see_work(request.user).require_permission()
    bodies, units = bodies_of(request.user), units_of(request.user)
    asked = request.GET.get("body", "")
    body = next((each for each in bodies if str(each.pk) == asked), bodies[0])
    unit = next((key for key, _ in units if str(key) == request.GET.get("unit", "")), None)
    page = workload(request.user, body, unit, at=timezone.now())
    context = {
        "page": page,
        "bodies": bodies,
        "units": units,
        "unit": unit,
        "people": _people(page, manages=may_manage_work(request.user).allowed),
        "weeks": _weeks(page),
        "bases": [(CaseworkType(kind).label, points) for kind, points in page.edition.base.items()],
        "unallocated_href": _list(holder=UNALLOCATED, unit=unit or ""),
        "jobs": bulk_jobs.recent(request.user),
    }
    return render(request, "charging/workload.html", context)


def _list(**filters: object) -> str:
    return f"{reverse(ADDRESS)}?{urlencode({name: value for name, value in filters.items() if value})}"


COLUMNS = (
    Column("Person"),
    Column("Today"),
    Column("Open reviews", numeric=True),
    Column("Overdue", numeric=True),
    Column("Oldest opened"),
    Column("Points held", numeric=True),
    Column("Can hold", numeric=True),
)


def _people(page: WorkloadPage, *, manages: bool) -> Table:
    rows = [_person(each, manages=manages) for each in page.people]
    return Table("Who holds what, by name", COLUMNS, rows, empty="Nobody reviews files here today.")


def _person(each: PersonLoad, *, manages: bool) -> list[Cell]:
    key = each.person.pk
    grade = ", ".join(filter(None, (each.noted.grade, *each.noted.specialisms.values())))
    return [
        Cell(str(each.person), href=reverse("accounts:work", args=[key]) if manages else "", note=grade),
        Cell(each.presence),
        Cell(each.held.reviews, href=_list(holder=key)),
        Cell(each.held.overdue, href=_list(holder=key, late="on")),
        Cell(_oldest(each.held.oldest)),
        Cell(each.held.points),
        Cell(each.candidate.capacity),
    ]


def _oldest(at: datetime | None) -> str:
    return day(timezone.localtime(at).date()) if at else "None"


def _weeks(page: WorkloadPage) -> Table:
    columns = (Column("Week from"), Column("Reviews opened", numeric=True), Column("Reviews completed", numeric=True))
    rows = [[Cell(day(week.monday)), Cell(week.opened), Cell(week.completed)] for week in page.weeks]
    return Table("What came in and went out", columns, rows)


@login_required
def bulk_job(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a bulk job is, and what came of each review."""
    job = bulk_jobs.job(request.user, pk)
    if job is None:
        raise Http404
    only = request.GET.get("only", "")
    page = page_of(bulk_jobs.rows(job.job, request.user, only=only), request)
    return render(request, "charging/bulk_job.html", {"job": job, "page": page, "only": only})


@login_required
@post_only(lambda pk: reverse("charging:bulk_job", args=[pk]))
def bulk_job_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop a job; what is done stays."""
    job = get_object_or_404(bulk_jobs.jobs_of(request.user), pk=pk)
    bulk.cancel(job=job, by=request.user, at=timezone.now())
    messages.success(request, "The job is cancelled. What was done already stays.")
    return redirect("charging:bulk_job", pk)
