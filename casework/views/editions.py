"""Keeping the file standard: its editions, what a draft changes, and how many open files it changes."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.editions import CopyForm, EditionForm, UploadForm
from casework.models import EditionCount, FileStandardEdition
from casework.operations import edition_counts
from casework.operations import editions as operations
from casework.queries import editions as queries
from foundation.periods import local_date
from foundation.verdicts import Refused
from web import uploads
from web.pages import page_of
from web.posting import post_only
from web.saving import attempt, saved_now, show_form

P = ParamSpec("P")
FORM_PAGE = "casework/standard/form.html"


def keepers_only(
    view: Callable[Concatenate[SignedInRequest, P], HttpResponseBase],
) -> Callable[Concatenate[SignedInRequest, P], HttpResponseBase]:
    """Sign in, and let only those who keep the standard through."""

    @login_required
    @wraps(view)
    def guarded(request: SignedInRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        permissions.may_manage_standard(request.user).require_permission()
        return view(request, *args, **kwargs)

    return guarded


def find_edition(pk: int) -> FileStandardEdition:
    """Return an edition, or 404."""
    return get_object_or_404(
        FileStandardEdition.objects.select_related("drafted_by", "published_by", "changed_by"), pk=pk
    )


def edition_page(pk: int, **_: int) -> str:
    """The address of an edition, where buttons lead back to."""
    return reverse("casework:edition", args=[pk])


@keepers_only
def editions(request: SignedInRequest) -> HttpResponse:
    """List every edition with its dates and how it stands."""
    today = local_date(timezone.now())
    rows = [(edition, *queries.state_of(edition, today)) for edition in queries.every_edition()]
    return render(request, "casework/standard/editions.html", {"rows": rows})


@keepers_only
def edition_copy(request: SignedInRequest) -> HttpResponse:
    """Begin a draft as a copy of an edition."""
    form = CopyForm(
        request.POST or None,
        editions=FileStandardEdition.objects.published(),
        initial={"copied": request.GET.get("of")},
    )
    made: list[FileStandardEdition] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(
            operations.begin(
                details=form.details(operations.as_data(form.cleaned_data["copied"])),
                by=request.user,
                at=timezone.now(),
            )
        ),
    ):
        messages.success(request, "Draft begun. It judges nothing until somebody else publishes it.")
        return redirect("casework:edition", made[0].pk)
    return show_form(request, FORM_PAGE, form, heading="Start a new edition from a copy", submit="Start the draft")


@keepers_only
def edition_upload(request: SignedInRequest) -> HttpResponse:
    """Begin a draft from a file."""
    form = UploadForm(request.POST or None, request.FILES or None, refused_uploads=uploads.refused(request))
    made: list[FileStandardEdition] = []
    if form.is_valid() and attempt(
        form,
        lambda: made.append(operations.begin(details=form.cleaned_data["upload"], by=request.user, at=timezone.now())),
    ):
        messages.success(request, "Draft begun. It judges nothing until somebody else publishes it.")
        return redirect("casework:edition", made[0].pk)
    example = FileStandardEdition.objects.in_force(local_date(timezone.now())).first()
    page = {"heading": "Start a new edition from a file", "submit": "Upload", "is_upload": True, "example": example}
    return show_form(request, FORM_PAGE, form, **page)


@keepers_only
def edition(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one edition with its rows, and what can be done with it."""
    found = find_edition(pk)
    return render(request, "casework/standard/edition.html", page_of_edition(request, found))


def page_of_edition(
    request: SignedInRequest, found: FileStandardEdition, refusal: Refused | None = None
) -> dict[str, Any]:
    """What the page of an edition shows, with why it was not published where that was tried."""
    text, colour = queries.state_of(found, local_date(timezone.now()))
    return {
        "edition": found,
        "groups": queries.rows_by_group(found),
        "state": text,
        "colour": colour,
        "count": EditionCount.objects.filter(edition=found).first(),
        "verdict": permissions.may_publish_edition(request.user, found) if found.is_draft else None,
        "counted": queries.counted(found) if found.is_draft else None,
        "refusal": refusal.verdict if refusal else None,
    }


@keepers_only
def edition_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the details of a draft."""
    found = find_edition(pk)
    form = EditionForm(request.POST or None, initial=EditionForm.initial_for(found))
    theirs: Any = []
    if form.is_valid():
        if attempt(
            form,
            lambda: operations.change_details(
                edition=found,
                changes=form.changes(),
                expected_version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            ),
        ):
            messages.success(request, "Details saved.")
            return redirect("casework:edition", pk)
        found.refresh_from_db()
        theirs = saved_now(form, EditionForm.initial_for(found))
    page = {"heading": f"Details of {found.code}", "submit": "Save", "edition": found, "theirs": theirs}
    return show_form(request, FORM_PAGE, form, **page)


@keepers_only
def edition_changes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the difference to the edition that this one follows, row by row and field by field."""
    found = find_edition(pk)
    page = {"edition": found, "difference": queries.difference(found)}
    return render(request, "casework/standard/changes.html", page)


@keepers_only
def edition_effect(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how many open files the edition would change, as far as they are counted."""
    found = find_edition(pk)
    count = EditionCount.objects.filter(edition=found).select_related("follows", "asked_by").first()
    page: dict[str, Any] = {"edition": found, "count": count}
    if count:
        page |= {
            "rows": queries.row_counts(count),
            "files": page_of(queries.changed_files(count, request.user), request),
            "is_stale": count.revision != found.revision,
        }
    return render(request, "casework/standard/effect.html", page)


def _effect_page(pk: int) -> str:
    return reverse("casework:edition_effect", args=[pk])


@keepers_only
@post_only(_effect_page)
def edition_count(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin to count; the first files are judged at once, the others by a worker."""
    now = timezone.now()
    count = edition_counts.ask(edition=find_edition(pk), by=request.user, at=now)
    edition_counts.advance(at=now, count_id=count.pk)
    return redirect("casework:edition_effect", pk)


@keepers_only
@post_only(edition_page)
def edition_discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    operations.discard(edition=find_edition(pk), by=request.user, at=timezone.now())
    messages.success(request, "Draft thrown away.")
    return redirect("casework:editions")
