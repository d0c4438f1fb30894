"""Threads as pages show them: those of a case, one of them, and those that wait for the reader's agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from accounts.queries.people import covered_by
from accounts.roles import Side
from casework.models import (
    CaseFile,
    FileStandardEdition,
    Message,
    MessageAct,
    Thread,
    ThreadSeen,
    ThreadState,
    Visibility,
    visible,
)
from casework.permissions import may_converse, side_on
from casework.rules import conversation as rules
from casework.rules.conversation import NAMES, OTHER, Standing, Wait
from foundation.periods import local_date
from foundation.verdicts import Verdict
from foundation.working_days import bundled

SHOWN = {"us": "Waiting for us", "them": "Waiting for them", "accepted": "Accepted", "all": "All"}
OFFERED = {
    MessageAct.ANSWER: "Send as the answer",
    MessageAct.ACCEPT: "Accept the answer",
    MessageAct.REOPEN: "Ask again",
    MessageAct.COMMENT: "Add as a comment",
}
"""The buttons under a thread, in their order."""


def moved_by(thread: Any) -> QuerySet[Message, int]:
    """The key of whoever moved a thread last; the thread is given by its key, or as an OuterRef."""
    moves = Message.objects.filter(thread=thread).exclude(act=MessageAct.COMMENT)
    return moves.order_by("-number").values_list("by_id", flat=True)[:1]


def standing_of(thread: Thread) -> Standing:
    """Where a thread stands, with who moved it there."""
    mover = moved_by(thread.pk)[0]
    return Standing(Visibility(thread.visibility), Side(thread.side), ThreadState(thread.state), mover)


def threads_of(case_file: CaseFile, user: User, *, shown: str = "all") -> QuerySet[Thread]:
    """The threads of a case that a reader may know of, the one with the latest message first."""
    rows = Thread.objects.visible_to(user).filter(case_file=case_file)
    return _with_details(rows.filter(_wanted(shown, side_on(user, case_file))), user).order_by("-last_at", "-id")


def _wanted(shown: str, side: Side | None) -> Q:
    theirs = OTHER[side] if side else ""
    choices = {
        "us": Q(waiting_for=side or "nobody"),
        "them": Q(waiting_for=theirs),
        "accepted": Q(state=ThreadState.ACCEPTED),
    }
    return choices.get(shown, Q())


def counts_of(case_file: CaseFile, user: User) -> Mapping[str, int]:
    """How many threads of a case a reader may know of, by what SHOWN calls them: one query."""
    side = side_on(user, case_file)
    counted = {key: Count("pk", filter=_wanted(key, side)) for key in SHOWN if key != "all"}
    rows = Thread.objects.visible_to(user).filter(case_file=case_file).order_by()
    return rows.aggregate(all=Count("pk"), **counted)


def waiting_for(user: User, *, on: date, only_mine: bool = False) -> QuerySet[Thread]:
    """The threads that wait for the reader's agency in the cases they can see, the longest waiting first.

    Left out is what only a colleague can move: one's own question to one's own agency, and one's own answer
    to it. `only_mine` narrows to the cases of which the reader, or somebody they cover for, is the officer,
    and to threads in which one of them has written.
    """
    police = Q(waiting_for=Side.POLICE, case_file__force__in=user.organisation_ids(Side.POLICE))
    cps = Q(waiting_for=Side.CPS, case_file__cps_area__in=user.organisation_ids(Side.CPS))
    if user.direct_ids:
        cps |= Q(waiting_for=Side.CPS, case_file__handled_by__in=user.direct_ids)
    rows = Thread.objects.visible_to(user).filter(police | cps, visible(user, through="case_file__"))
    rows = rows.alias(mover=Subquery(moved_by(OuterRef("pk")))).exclude(visibility=Visibility.OWN, mover=user.pk)
    if only_mine:
        people = [user, *covered_by(user, on=on)]
        wrote = Message.objects.filter(thread=OuterRef("pk"), by__in=people)
        rows = rows.filter(Q(case_file__officer__in=people) | Exists(wrote))
    return _with_details(rows, user).order_by("waiting_since", "id")


def _with_details(rows: QuerySet[Thread], user: User) -> QuerySet[Thread]:
    """Read what a row of a list shows. `unseen` says whether there is something that the reader has not read."""
    seen = ThreadSeen.objects.filter(thread=OuterRef("pk"), user=user, seen_at__gte=OuterRef("last_at"))
    related = ("case_file", "suspect", "material", "unused_item__case_file", "opened_by")
    return rows.select_related(*related).annotate(unseen=~Exists(seen))


@dataclass(frozen=True)
class ThreadRow:
    """One thread in a list. `waits` is None once the answer was accepted; `waits_for` names the agency."""

    thread: Thread
    about: str
    unseen: bool
    waits_for: str
    waits: Wait | None


def rows_of(threads: Sequence[Thread], *, at: datetime) -> list[ThreadRow]:
    """Put threads into the words of a list: what they are about, and since when they wait for whom."""
    titles = row_titles(threads, at=at)
    return [
        ThreadRow(
            thread=thread,
            about=about_words(thread, titles),
            unseen=getattr(thread, "unseen", False),
            waits_for=NAMES[Side(thread.waiting_for)] if thread.waiting_for else "",
            waits=_waits_now(thread, at),
        )
        for thread in threads
    ]


def _waits_now(thread: Thread, at: datetime) -> Wait | None:
    if not thread.waiting_for or thread.waiting_since is None:
        return None
    return rules.wait(Side(thread.waiting_for), thread.waiting_since, None, at, bundled())


def row_titles(threads: Sequence[Thread], *, at: datetime) -> Mapping[str, str]:
    """What the rows of the standard are called today, for those that threads are about; no query where none is."""
    codes = {thread.requirement for thread in threads if thread.requirement}
    if not codes:
        return {}
    editions = FileStandardEdition.objects.in_force(local_date(at))[:1]
    return {code: title for edition in editions for code, title in edition.rows.values_list("code", "title")}


def about_words(thread: Thread, titles: Mapping[str, str]) -> str:
    """What a thread is about, as people call it."""
    if thread.requirement:
        return titles.get(thread.requirement, thread.requirement)
    if thread.material:
        return thread.material.title
    if thread.unused_item and thread.unused_item.case_file_id != thread.case_file_id:
        # Withdrawn before a merger: it never got a number here.
        return f"{thread.unused_item} of {thread.unused_item.case_file}"
    return str(thread.suspect or thread.unused_item or "The case")


@dataclass(frozen=True)
class Offer:
    """One thing that can be done with a thread, and why not where it cannot."""

    act: MessageAct
    label: str
    verdict: Verdict


@dataclass(frozen=True)
class ThreadPage:
    """One thread for one reader. `seen_by` have read the latest message: not its author, not the reader."""

    row: ThreadRow
    messages: Sequence[Message]
    waits: Sequence[tuple[str, Wait]]
    offers: Sequence[Offer]
    seen_by: Sequence[ThreadSeen]

    @property
    def open_offers(self) -> list[Offer]:
        """What the reader can do now."""
        return [offer for offer in self.offers if offer.verdict]

    @property
    def why_not(self) -> list[str]:
        """Why the reader cannot move the thread on now; nothing where they can."""
        moves = [offer for offer in self.offers if offer.act != MessageAct.COMMENT]
        if any(offer.verdict for offer in moves):
            return []
        return list(dict.fromkeys(reason.message for offer in moves[:1] for reason in offer.verdict.reasons))


def find_thread(case_file: CaseFile, user: User) -> QuerySet[Thread]:
    """The threads of a case that a reader may open."""
    return _with_details(Thread.objects.visible_to(user).filter(case_file=case_file), user)


def thread_page(thread: Thread, user: User, *, at: datetime) -> ThreadPage:
    """Read one thread that the reader may know of, in a fixed number of queries."""
    messages = list(thread.messages.select_related("by").order_by("number"))
    stretches = rules.waits(messages, Visibility(thread.visibility), now=at, calendar=bundled())
    known = {user.pk, messages[-1].by_id}
    seen = ThreadSeen.objects.filter(thread=thread, seen_at__gte=F("thread__last_at")).exclude(user__in=known)
    return ThreadPage(
        row=rows_of([thread], at=at)[0],
        messages=messages,
        waits=[(NAMES[wait.side], wait) for wait in stretches],
        offers=_offers(thread, messages, user),
        seen_by=list(seen.select_related("user").order_by("seen_at", "id")),
    )


def _offers(thread: Thread, messages: Sequence[Message], user: User) -> list[Offer]:
    side = side_on(user, thread.case_file)
    allowed = may_converse(user, thread.case_file)
    if side is None or not allowed:
        return [Offer(act, label, allowed) for act, label in OFFERED.items()] if not allowed else []
    mover = next(message.by_id for message in reversed(messages) if message.act != MessageAct.COMMENT)
    now = Standing(Visibility(thread.visibility), Side(thread.side), ThreadState(thread.state), mover)
    return [Offer(act, label, rules.for_act(act, now, side=side, by_id=user.pk)) for act, label in OFFERED.items()]
