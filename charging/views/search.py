"""What a search found: one address a search, which holds its key, and codes of filters, but never a name."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework import permissions
from casework.forms.search import SearchForm
from casework.models import Search
from casework.operations import search as operations
from charging.forms.filters import chosen_in, panel_of, written
from charging.queries.lists import found as queries
from charging.queries.lists.choices import choices_of
from charging.queries.lists.facets import MOST_COUNTED, ORDERS, Screen, counted
from foundation.periods import local_date
from web.navigation import Link
from web.pages import hrefs, number_of

SORTS = {"newest": "Newest first", "oldest": "Oldest first", "urgent": "Due first"}


@login_required
def search_results(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Search for the same words under the policy of whoever reads, and note that they did."""
    permissions.may_search(request.user).require_permission()
    asked = get_object_or_404(Search, pk=pk)
    user, now, number = request.user, timezone.now(), number_of(request)
    order = request.GET.get("sort", "")
    order = order if order in ORDERS else "newest"
    chosen = chosen_in(request.GET, queries.FACETS, user.side)
    found = queries.find(asked.text, chosen, Screen(order, number), user=user, on=local_date(now))
    operations.look(search=asked, found=min(found.total, MOST_COUNTED + 1), by=user, at=now)
    previous, following = hrefs(request, number, more=found.more)
    others = [("sort", order)] if order != "newest" else []
    context = {
        "form": SearchForm(initial={"q": asked.text}),
        "asked": asked,
        "rows": queries.rows_of(found, user=user, at=now),
        "total": counted(found.total),
        "too_many": queries.is_cut(found),
        "panel": panel_of(request.GET, chosen, choices_of(queries.FACETS, found, chosen, user=user), others=others),
        "sorts": [
            Link(label, written(chosen, [("sort", key)]), "page" if key == order else "")
            for key, label in SORTS.items()
        ],
        "previous_href": previous,
        "next_href": following,
    }
    return render(request, "charging/search_results.html", context)
