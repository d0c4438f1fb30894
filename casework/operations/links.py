"""Whether links to digital evidence open: asked by a worker, and only of places on the list."""

import http.client
import socket
import ssl
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from datetime import datetime, timedelta
from functools import lru_cache
from threading import Thread
from urllib.parse import SplitResult, urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from casework import events
from casework.lifecycle import OPEN, Status
from casework.models import LinkState, Material
from casework.operations import locking
from casework.operations.turns import turn
from casework.rules import material_links as rules
from casework.rules.material_links import LinkLook
from foundation.verdicts import Refused, Verdict

NIGHTLY_BATCH = 1_000
SECONDS, MOST_REDIRECTS = 10.0, 4
SECONDS_IN_ALL = 20.0
# Even where no place answers, a round ends well before a task is stopped (settings.CELERY_TASK_TIME_LIMIT).
BATCH = 25
AGAIN_AFTER = timedelta(hours=20)
# The file of somebody who was charged is still needed: what is told of them ends here, their trial does not.
STILL_NEEDED = OPEN | {Status.CHARGED}
TOO_LATE = "The place did not answer in time."


class NotToBeAsked(Exception):
    """The name leads to a machine inside that is not on the list."""


class _Pinned(http.client.HTTPSConnection):
    """A connection to the address that was judged, whatever the name leads to a moment later."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=SECONDS, context=_context(settings.EVIDENCE_CA_FILE))
        self.address = address

    def connect(self) -> None:
        """Connect to the judged address, and have it prove that it has the name."""
        plain = socket.create_connection((self.address, self.port), timeout=SECONDS)
        line = _context(settings.EVIDENCE_CA_FILE).wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock = line  # from here on it can be given up
        line.do_handshake()

    def give_up(self) -> None:
        """End whatever waits for this connection, from another thread."""
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@lru_cache(maxsize=4)
def _context(authority: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority or None)


def look(link: str, *, seconds: float = SECONDS_IN_ALL) -> LinkLook:
    """Ask a place whether a link opens. It never leaves the list, nor reads what is there.

    Whatever the place does, and its name server, this takes no more than so many seconds: a limit for each wait
    alone would let an answer that drips in go on for days.
    """
    asking, found = _Asking(), Future[LinkLook]()
    Thread(target=_settle, args=(found, lambda: asking.look(link)), daemon=True).start()
    try:
        return found.result(timeout=seconds)
    except TimeoutError:
        asking.give_up()
        return LinkLook(LinkState.BROKEN, TOO_LATE)


def _settle(found: Future[LinkLook], act: Callable[[], LinkLook]) -> None:
    """Do something in this thread, and leave what comes of it, an error too, to whoever waits for it."""
    try:
        found.set_result(act())
    except Exception as error:  # raised again where it is waited for
        found.set_exception(error)


class _Asking:
    """One look at a link, which can be given up from outside."""

    def __init__(self) -> None:
        self.line: _Pinned | None = None
        self.is_over = False

    def give_up(self) -> None:
        """Ask nothing more, and end the waiting for what was asked."""
        self.is_over = True
        if self.line is not None:
            self.line.give_up()

    def look(self, link: str) -> LinkLook:
        """Ask, and ask where it leads on to."""
        for _hop in range(MOST_REDIRECTS + 1):
            parts = rules.parts_of(link)
            if parts is None or not rules.is_listed(link, settings.EVIDENCE_HOSTS):
                return LinkLook(LinkState.NOT_LISTED, _where_to(parts))
            try:
                status, onward = self._ask(parts)
            except NotToBeAsked:
                return LinkLook(LinkState.NOT_LISTED, "The place is on an inner network that is not on the list.")
            except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
                return LinkLook(LinkState.BROKEN, _in_words(error))
            if status not in rules.REDIRECTS or not onward:
                return rules.judge(status)
            link = urljoin(link, onward)
        return LinkLook(LinkState.BROKEN, "The place sends whoever asks round and round.")

    def _ask(self, parts: SplitResult) -> tuple[int, str]:
        """Ask for the head alone; a place that refuses that is asked for the page, which is then not read."""
        host, port = parts.hostname or "", parts.port or 443
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        for method in ("HEAD", "GET"):
            self.line = _Pinned(host, port, _address_of(host, port))
            if self.is_over:
                raise TimeoutError
            try:
                self.line.request(method, path, headers={"User-Agent": "Tandem link check", "Accept": "*/*"})
                answer = self.line.getresponse()
                status, onward = answer.status, answer.headers.get("Location", "")
            finally:
                self.line.close()
            if status not in rules.METHOD_REFUSED:
                break
        return status, onward


def _where_to(parts: SplitResult | None) -> str:
    return f"It leads to {parts.hostname}, which is not on the list."[:200] if parts else "It leads to no address."


def _address_of(host: str, port: int) -> str:
    """The first address of a name, all of which must be such that they may be asked."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(rules.may_be_asked(address, settings.EVIDENCE_HOSTS) for address in found):
        raise NotToBeAsked
    return found[0]


def _in_words(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return "The place could not prove that it is what it says: its certificate is not trusted."
    if isinstance(error, socket.gaierror):
        return "There is no place of that name."
    if isinstance(error, TimeoutError):
        return TOO_LATE
    return "The place cannot be reached."


def unchecked() -> QuerySet[Material]:
    """Links that wait to be looked at."""
    rows = Material.objects.filter(link_checked_at__isnull=True, withdrawn_at__isnull=True)
    return rows.exclude(link="").order_by("id")


def check_waiting(*, at: datetime, limit: int = BATCH, ask: Callable[[str], LinkLook] = look) -> int:
    """Look at the links that wait, and return how many. Idempotent; one worker at a time does it.

    No transaction is open while a place is asked. That one is, is noted first: a link that brings a worker down is
    not the first again for every worker after it.
    """
    looked = 0
    with turn("links") as ours:
        for item in unchecked().select_related("case_file")[:limit] if ours else ():
            if unchecked().filter(pk=item.pk, link=item.link).update(link_checked_at=at):
                looked += _record(item, ask(item.link), at)
    return looked


@transaction.atomic
def _record(item: Material, found: LinkLook, at: datetime) -> bool:
    """Write down what was found, unless the link is changed, withdrawn or to be asked again meanwhile.

    Only that a link broke or was mended is an event of the case: only that waits for its lock.
    """
    rows = Material.objects.filter(pk=item.pk, link=item.link, link_checked_at=at, withdrawn_at__isnull=True)
    before = rows.values_list("link_state", flat=True).first()
    is_told = LinkState.BROKEN in {before, found.state} and before != found.state
    case_file = locking.lock_case_of(item) if is_told else item.case_file
    if not rows.update(link_state=found.state, link_note=found.note):
        return False
    if is_told:
        said = events.LinkChecked(material_id=item.pk, kind=item.kind, state=found.state)
        events.record(said, case_file=case_file, by=None, at=at)
    return True


@transaction.atomic
def check_again(*, item: Material, by: User, at: datetime) -> None:
    """Have a link looked at again soon. Raises NotPermitted or Refused (no link)."""
    _, item = locking.lock_item(item, by)
    if not item.link:
        raise Refused(Verdict.no("no_link", "This material is not a link."))
    Material.objects.filter(pk=item.pk).update(link_checked_at=None)


def ask_all_again(*, at: datetime) -> int:
    """Have the links looked at again that were last seen to a day ago, unless their case is closed; return how many."""
    due = Material.objects.filter(
        link__gt="",
        withdrawn_at__isnull=True,
        link_checked_at__lt=at - AGAIN_AFTER,
        case_file__suspects__status__in=STILL_NEEDED,
    )
    asked = 0
    while keys := _some(due):
        asked += Material.objects.filter(pk__in=keys).update(link_checked_at=None)
    return asked


def _some(due: QuerySet[Material]) -> Sequence[int]:
    return list(due.order_by("id").values_list("pk", flat=True).distinct()[:NIGHTLY_BATCH])
