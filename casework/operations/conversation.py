"""Asking, answering, accepting. Messages are only ever added."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.roles import Side
from casework import events, permissions
from casework.models import (
    CaseEvent,
    CaseFile,
    FileStandardRow,
    Material,
    Message,
    MessageAct,
    Thread,
    ThreadSeen,
    ThreadState,
    UnusedItem,
    Visibility,
)
from casework.operations import building
from casework.queries.asking import About
from casework.queries.conversation import standing_of
from casework.rules import conversation as rules
from casework.rules.conversation import Standing
from foundation.verdicts import NotPermitted, Verdict

EVENTS: dict[MessageAct, type[events.OfThread]] = {
    MessageAct.ANSWER: events.ThreadAnswered,
    MessageAct.COMMENT: events.MessagePosted,
    MessageAct.ACCEPT: events.ThreadAccepted,
    MessageAct.REOPEN: events.ThreadReopened,
}


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, of whom it can be read, and what it is about."""

    subject: str
    text: str
    visibility: Visibility
    about: About


@transaction.atomic
def open_thread(*, case_file: CaseFile, question: Question, by: User, at: datetime) -> CaseEvent:
    """Ask a question. Who can read it is settled here and never widened.

    Raises NotPermitted or Refused (nobody there to answer, something of another case, case merged); then nothing
    has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    side = _speaks_for(by, case_file)
    building.require_live(case_file)
    (
        rules.for_opening(question.visibility, was_submitted=case_file.first_submitted_at is not None)
        & rules.words(MessageAct.ASK, question.text)
        & _is_here(question.about, case_file, by)
    ).require()
    standing = Standing(question.visibility, side, ThreadState.OPEN, by.pk)
    thread = Thread.objects.create(
        case_file=case_file,
        suspect=question.about.suspect,
        requirement=question.about.requirement,
        material=question.about.material,
        unused_item=question.about.unused_item,
        subject=question.subject,
        visibility=question.visibility,
        side=side,
        opened_at=at,
        opened_by=by,
        last_at=at,
        waiting_for=standing.waiting_for or "",
        waiting_since=at,
    )
    Message.objects.create(thread=thread, number=1, act=MessageAct.ASK, side=side, text=question.text, at=at, by=by)
    mark_seen(thread=thread, by=by, at=at)
    said = events.ThreadOpened(**_shared(thread, 1), about=question.about.kind)
    about = [question.about.suspect] if question.about.suspect else []
    return events.record(said, case_file=case_file, by=by, at=at, suspects=about)


def _speaks_for(by: User, case_file: CaseFile) -> Side:
    permissions.may_converse(by, case_file).require_permission()
    side = permissions.side_on(by, case_file)
    if side is None:
        raise NotPermitted(Verdict.no("not_your_case", "Your agency has no part in this case."))
    return side


def _is_here(about: About, case_file: CaseFile, by: User) -> Verdict:
    """Only things of this case that the asker may know of can be asked about."""
    here = [about.suspect is None or case_file.suspects.filter(pk=about.suspect.pk).exists()]
    if about.material:
        here.append(Material.objects.visible_to(by).filter(case_file=case_file, pk=about.material.pk).exists())
    if about.unused_item:
        here.append(UnusedItem.objects.visible_to(by).filter(case_file=case_file, pk=about.unused_item.pk).exists())
    if about.requirement:
        here.append(FileStandardRow.objects.filter(code=about.requirement).exists())
    if all(here):
        return Verdict.ok()
    return Verdict.no("not_here", "What you ask about is not in this case.", "about")


def _shared(thread: Thread, message: int) -> dict[str, Any]:
    """What every event of a thread says."""
    return {
        "thread_id": thread.pk,
        "message": message,
        "visibility": thread.visibility,
        "side": thread.side,
        "waiting_for": thread.waiting_for,
    }


@transaction.atomic
def say(
    *, thread: Thread, act: MessageAct, text: str, expected_version: int | None, by: User, at: datetime
) -> CaseEvent:
    """Answer, comment, accept or ask again. A comment overwrites nothing, so it needs no version.

    Raises NotPermitted, Refused (not your turn, nothing said, case merged), or Conflict where somebody moved the
    thread since the version that the reader saw, or to another case; then nothing has changed.
    """
    case_file = CaseFile.objects.lock(thread.case_file)
    side = _speaks_for(by, case_file)
    building.require_live(case_file)
    thread = _locked(thread, case_file, by)
    if act != MessageAct.COMMENT:
        building.check_version(thread, expected_version or 0)
    before = standing_of(thread)
    (rules.for_act(act, before, side=side, by_id=by.pk) & rules.words(act, text)).require()
    _move(thread, before.after(act, by.pk), act, at)
    number = thread.messages.aggregate(last=Max("number"))["last"] + 1
    Message.objects.create(thread=thread, number=number, act=act, side=side, text=text, at=at, by=by)
    mark_seen(thread=thread, by=by, at=at)
    about = [thread.suspect] if thread.suspect else []
    return events.record(EVENTS[act](**_shared(thread, number)), case_file=case_file, by=by, at=at, suspects=about)


def _locked(thread: Thread, case_file: CaseFile, by: User) -> Thread:
    rows = Thread.objects.visible_to(by).select_for_update(of=("self",)).select_related("suspect")
    found = rows.filter(pk=thread.pk).first()
    if found is None:
        raise NotPermitted(Verdict.no("not_yours", "There is no such question that you may read."))
    if found.case_file_id != case_file.pk:
        raise building.changed_meanwhile()
    return found


def _move(thread: Thread, standing: Standing, act: MessageAct, at: datetime) -> None:
    """Store where the thread stands now; times of earlier answers stay with their messages."""
    thread.last_at = at
    thread.version += 1
    if act != MessageAct.COMMENT:
        thread.state = standing.state
        thread.waiting_for = standing.waiting_for or ""
        thread.waiting_since = at if standing.waiting_for else None
        thread.answered_at = at if act == MessageAct.ANSWER else thread.answered_at
        thread.accepted_at = at if act == MessageAct.ACCEPT else None
    thread.save()


@transaction.atomic
def mark_seen(*, thread: Thread, by: User, at: datetime) -> ThreadSeen:
    """Note up to when somebody has read a thread; a mark never goes back."""
    seen, is_new = ThreadSeen.objects.select_for_update().get_or_create(
        thread=thread, user=by, defaults={"seen_at": at}
    )
    if not is_new and seen.seen_at < at:
        seen.seen_at = at
        seen.save(update_fields=["seen_at"])
    return seen
