"""The work queue: where everybody lands."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.roles import Permission
from charging.queries import worklist as queries
from foundation.periods import local_date
from web.pages import page_of


@login_required
def worklist(request: SignedInRequest) -> HttpResponse:
    """Show the reader's queues, and one of them in full: the first that has something to do."""
    user, now = request.user, timezone.now()
    today = local_date(now)
    queues = queries.queues_for(user)
    if not queues:
        return render(request, "charging/worklist_none.html")
    may_own = user.holds(Permission.BUILD_FILE)
    only_mine = may_own and request.GET.get("whose") == "mine"
    counted = queries.counts(queues, user, on=today, only_mine=only_mine)
    busy = [row.queue for row in counted if row.count and row.queue.to_do]
    first = (busy or queues)[0]
    chosen = next((queue for queue in queues if queue.key == request.GET.get("queue")), first)
    page = page_of(queries.with_details(queries.rows_of(chosen, user, on=today, only_mine=only_mine)), request)
    context = {
        "counted": counted,
        "chosen": chosen,
        "page": page,
        "may_own": may_own,
        "only_mine": only_mine,
        "rows": [queries.row_of(suspect, chosen, at=now) for suspect in page.rows],
        "acts": any(queue.to_do for queue in queues),
    }
    return render(request, "charging/worklist.html", context)
