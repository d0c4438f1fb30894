"""Search: one box for case files, and the offence list that forms look into."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.search import SearchForm
from casework.operations import search as operations
from casework.queries import offences
from foundation.periods import local_date
from web.saving import show_form


@login_required
def search(request: SignedInRequest) -> HttpResponse:
    """Keep what is searched for, and go to its results: their address holds no name."""
    permissions.may_search(request.user).require_permission()
    form = SearchForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = operations.ask(text=form.cleaned_data["q"], by=request.user, at=timezone.now())
        return redirect("charging:search_results", asked.pk)
    return show_form(request, "casework/search.html", form)


@login_required
def offence_search(request: SignedInRequest) -> JsonResponse:
    """Offences that match what is being typed, as the form's helper reads them."""
    found = offences.search(request.GET.get("q", "")[:80], on=local_date(timezone.now()), limit=10)
    return JsonResponse([{"code": row.code, "title": row.title, "category": row.mode} for row in found], safe=False)
