"""From a reference in the address to a thing the reader may see, or 404."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from accounts.http import SignedInRequest
from casework import permissions
from casework.models import CaseFile, Suspect
from casework.models.case_file import RELATED
from casework.queries.drafts import draft_of
from casework.rules import editing
from web.errors import CONFLICT
from web.saving import address_of

P = ParamSpec("P")
CaseView = Callable[Concatenate[SignedInRequest, CaseFile, P], HttpResponseBase]


def find_case_file(request: SignedInRequest, slug: str) -> CaseFile:
    """Return the case file with a URN as addresses carry it; 404 where the reader may not know of it."""
    if not slug.isalnum():  # no URN; a NUL would even be an error of the database
        raise Http404
    visible = CaseFile.objects.visible_to(request.user).select_related(*RELATED)
    return get_object_or_404(visible, urn=slug[:11].upper(), suffix=slug[11:].upper())


def load_case_file(view: CaseView[P]) -> Callable[Concatenate[SignedInRequest, str, P], HttpResponseBase]:
    """Sign in, load the case file that the address names, and pass it to the view."""

    @login_required
    @wraps(view)
    def loaded(request: SignedInRequest, urn: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        case_file = find_case_file(request, urn)
        if case_file.merged_into_id is not None:
            messages.info(request, f"{case_file.reference} was merged into this case.")
            return redirect("charging:case_file_detail", CaseFile.objects.get(pk=case_file.merged_into_id).slug)
        return view(request, case_file, *args, **kwargs)

    # Django passes the parts of an address by name, so `urn` cannot be positional only as the type says.
    return loaded  # type: ignore[return-value]


def while_file_is_ours(view: CaseView[P]) -> CaseView[P]:
    """Say before anything is typed that the file cannot be changed now; put it under what loads the case.

    Who typed something while it could be is shown the form still, with their draft in it.
    """

    @wraps(view)
    def open_or_said(
        request: SignedInRequest, case_file: CaseFile, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        said = not_now(request, case_file, case_file.suspects.all())
        return said or view(request, case_file, *args, **kwargs)

    # The same as above: the parts of an address come by name.
    return open_or_said  # type: ignore[return-value]


def not_now(request: SignedInRequest, case_file: CaseFile, suspects: Iterable[Suspect]) -> HttpResponseBase | None:
    """Return the page that says why what is said of these suspects cannot be changed; None where the form may open."""
    if request.method != "GET" or not permissions.may_build(request.user, case_file).allowed:
        return None
    verdict = editing.editable(case_file, suspects)
    if verdict.allowed or draft_of(request.user, address_of(request)):
        return None
    page = {"case_file": case_file, "reasons": verdict.reasons}
    return render(request, "casework/not_now.html", page, status=CONFLICT)
