"""Search: one box for case files, and the offence list that forms look into."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.forms.case import SearchForm
from casework.models import headline_status
from casework.queries import offences
from casework.queries.search import cases
from foundation.periods import local_date
from web.pages import page_of


@login_required
def search(request: SignedInRequest) -> HttpResponse:
    """Find case files that the reader may see."""
    form = SearchForm(request.GET or None)
    asked = form.cleaned_data["q"].strip() if form.is_valid() else ""
    page = page_of(cases(asked, user=request.user), request)
    rows = [(case, headline_status(list(case.suspects.all()), request.user.side)) for case in page.rows]
    return render(request, "casework/search.html", {"form": form, "asked": asked, "rows": rows, "page": page})


@login_required
def offence_search(request: SignedInRequest) -> JsonResponse:
    """Offences that match what is being typed, as the form's helper reads them."""
    found = offences.search(request.GET.get("q", "")[:80], on=local_date(timezone.now()), limit=10)
    return JsonResponse([{"code": row.code, "title": row.title, "category": row.mode} for row in found], safe=False)
