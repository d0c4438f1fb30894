"""The work queue: where everybody lands."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.http import SignedInRequest
from casework.queries.recent import in_sight
from charging.forms.filters import chosen_in, panel_of, written
from charging.queries import worklist as queries
from charging.queries.choices import choices_of
from charging.queries.facets import EVERYWHERE, counted
from charging.queries.worklist import Desk, Queue, Scope
from foundation.periods import local_date
from web.navigation import Link
from web.pages import hrefs, number_of

WHOSE = {Scope.MINE: "Mine", Scope.UNITS: "My units", Scope.ALL: "All I can see"}


@login_required
def worklist(request: SignedInRequest) -> HttpResponse:
    """Show the reader's queues, and one of them in full: the first that has something to do."""
    now = timezone.now()
    desk = queries.desk_of(request.user, on=local_date(now))
    if not desk.queues:
        return render(request, "charging/worklist_none.html")
    page = _Asked(request, desk, now)
    return render(request, "charging/worklist.html", {**page.listed(), "in_sight": in_sight(request.user)})


class _Asked:
    """What the address asks for: whose work, which queue, which filters, which page."""

    def __init__(self, request: SignedInRequest, desk: Desk, now: datetime) -> None:
        self.request, self.desk, self.user, self.now = request, desk, request.user, now
        self.filters = chosen_in(request.GET, EVERYWHERE, self.user.side)
        self.scope = self._scope()
        self.counted = queries.counts(desk, scope=self.scope, chosen=self.filters)
        self.queue = self._queue()

    def _scope(self) -> Scope:
        asked = self.request.GET.get("whose")
        offered = {scope.value: scope for scope in queries.scopes_of(self.user)}
        return offered.get(asked or "") or queries.landing_scope(self.desk)

    def _queue(self) -> Queue:
        asked = self.request.GET.get("queue")
        named = next((queue for queue in self.desk.queues if queue.key == asked), None)
        if named:
            return named
        busy = [row.queue for row in self.counted if row.count]
        return next((queue for queue in busy if queue.to_do), (busy or self.desk.queues)[0])

    def listed(self) -> dict[str, Any]:
        """Read the page, and say it in the words of the template."""
        number = number_of(self.request)
        found = queries.find(self.desk, self.queue, self.filters, scope=self.scope, number=number)
        choices = choices_of(EVERYWHERE, found, self.filters, user=self.user)
        previous, following = hrefs(self.request, number, more=found.more)
        return {
            "queues": [(row, self._address(row.queue, self.scope)) for row in self.counted],
            "chosen": self.queue,
            "scopes": self._scopes(),
            "rows": queries.rows_of(found, user=self.user, at=self.now),
            "total": counted(found.total),
            "panel": panel_of(self.request.GET, self.filters, choices, others=self._others(self.queue, self.scope)),
            "acts": any(queue.to_do for queue in self.desk.queues),
            "previous_href": previous,
            "next_href": following,
        }

    def _others(self, queue: Queue, scope: Scope) -> list[tuple[str, str]]:
        return [("queue", queue.key), ("whose", scope.value)]

    def _address(self, queue: Queue, scope: Scope) -> str:
        """Another queue, or somebody else's work, with the same filters."""
        return written(self.filters, self._others(queue, scope))

    def _scopes(self) -> list[Link]:
        return [
            Link(WHOSE[scope], self._address(self.queue, scope), "page" if scope is self.scope else "")
            for scope in queries.scopes_of(self.user)
        ]
