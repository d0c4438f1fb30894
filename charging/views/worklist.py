"""The work queue: where everybody lands."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.http import SignedInRequest
from accounts.roles import Permission
from casework.queries.recent import in_sight
from charging.forms.filters import chosen_in, panel_of, written
from charging.queries.lists import waiting
from charging.queries.lists import worklist as queries
from charging.queries.lists.choices import choices_of
from charging.queries.lists.facets import EVERYWHERE, counted
from charging.queries.lists.queues import Queue
from charging.queries.lists.worklist import Desk, Scope
from foundation.periods import local_date
from web.navigation import Link
from web.pages import hrefs, number_of, page_of

WHOSE = {Scope.MINE: "Mine", Scope.UNITS: "My units", Scope.ALL: "All I can see"}


@login_required
def worklist(request: SignedInRequest) -> HttpResponse:
    """Show the reader's queues, and one of them in full: the first that has something to do."""
    now = timezone.now()
    desk = queries.desk_of(request.user, on=local_date(now))
    if not desk.queues:
        return render(request, "charging/worklist_none.html")
    page = _Asked(request, desk, now)
    template, listed = ("worklist", page.listed()) if page.kind is None else ("worklist_matters", page.waiting())
    return render(request, f"charging/{template}.html", {**listed, "in_sight": in_sight(request.user)})


class _Asked:
    """What the address asks for: whose work, which queue, which filters, which page."""

    def __init__(self, request: SignedInRequest, desk: Desk, now: datetime) -> None:
        self.request, self.desk, self.user, self.now = request, desk, request.user, now
        self.filters = chosen_in(request.GET, EVERYWHERE, self.user.side)
        self.scope = self._scope()
        self.counted = queries.counts(desk, scope=self.scope, chosen=self.filters)
        self.matters = waiting.queues(desk, scope=self.scope)
        self.key = self._key()
        self.kind = waiting.kind_of(self.key)
        self.queue = self._queue()

    def _key(self) -> str:
        """The queue asked for; without a choice, the first kind of matter that waits where no suspect does."""
        asked = self.request.GET.get("queue", "")
        busy = any(row.count for row in self.counted if row.queue.to_do)
        return asked or next((row.key for row in self.matters if row.ours and not busy), "")

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

    def _around(self) -> dict[str, Any]:
        """What stands beside every list: the queues, with what is in them."""
        key = self.key if self.kind else self.queue.key
        return {
            "queues": [(row, self._address(row.queue.key, self.scope)) for row in self.counted],
            "matters": [(row, self._address(row.key, self.scope)) for row in self.matters if row.ours],
            "others": [(row, self._address(row.key, self.scope)) for row in self.matters if not row.ours],
            "chosen_key": key,
            "scopes": self._scopes(key),
            "acts": any(row.ours for row in self.matters) or any(queue.to_do for queue in self.desk.queues),
        }

    def waiting(self) -> dict[str, Any]:
        """Read what waits of one kind, and say it in the words of the template."""
        assert self.kind is not None
        ours = not self.key.startswith(waiting.OTHERS)
        page = page_of(waiting.rows(self.desk, self.kind, scope=self.scope, ours=ours), self.request)
        here = [row for row in self.matters if row.key == self.key]
        return {
            **self._around(),
            "kind": self.kind,
            "rows": waiting.told(page.rows, reader=self.user, at=self.now, covered=self.desk.people[1:]),
            "total": sum(row.count for row in here),
            "covering": sum(row.covering for row in here),
            "previous_href": page.previous_href,
            "next_href": page.next_href,
        }

    def listed(self) -> dict[str, Any]:
        """Read the page, and say it in the words of the template."""
        number = number_of(self.request)
        found = queries.find(self.desk, self.queue, self.filters, scope=self.scope, number=number)
        choices = choices_of(EVERYWHERE, found, self.filters, user=self.user)
        previous, following = hrefs(self.request, number, more=found.more)
        return {
            **self._around(),
            "chosen": self.queue,
            "rows": queries.rows_of(found, user=self.user, at=self.now, covered=self.desk.people[1:]),
            "total": counted(found.total),
            "covering": next(row.covering for row in self.counted if row.queue == self.queue),
            "allocate_href": reverse("charging:open_reviews") if self._allocates() else "",
            "panel": panel_of(self.request.GET, self.filters, choices, others=self._others(self.queue.key, self.scope)),
            "previous_href": previous,
            "next_href": following,
        }

    def _allocates(self) -> bool:
        """Whether what nobody has is listed, to somebody who gives it out."""
        return self.queue.key == "unallocated" and self.user.holds(Permission.MANAGE_WORK)

    def _others(self, key: str, scope: Scope) -> list[tuple[str, str]]:
        return [("queue", key), ("whose", scope.value)]

    def _address(self, key: str, scope: Scope) -> str:
        """Another queue, or somebody else's work, with the same filters."""
        return written(self.filters, self._others(key, scope))

    def _scopes(self, key: str) -> list[Link]:
        return [
            Link(WHOSE[scope], self._address(key, scope), "page" if scope is self.scope else "")
            for scope in queries.scopes_of(self.user)
        ]
