"""What people say to each other on the demonstration's cases. Everything is made up."""

from typing import Any

from accounts.models import User
from casework.models import CaseFile, MessageAct, Thread, Visibility
from casework.operations import conversation
from casework.operations.conversation import Question
from casework.queries.asking import About
from config.demo.cases import LiveCase


def waiting_for_police(case: LiveCase) -> LiveCase:
    """The prosecutor asks the officer something, and waits."""
    suspect = CaseFile.objects.get(pk=case.file.pk).suspects.first()
    text = "The interview names two other people. Were they spoken to, and when? Synthetic."
    _ask(case, case.cast.prosecutor, "Were the two others spoken to?", text, suspect=suspect)
    return case


def answered(case: LiveCase) -> LiveCase:
    """The prosecutor asks, the officer answers, and nobody has accepted it yet."""
    text = "Is there footage from the second camera? The plan shows one at the rear. Synthetic."
    thread = _ask(case, case.cast.prosecutor, "Is there a second camera?", text)
    _say(case, thread, MessageAct.ANSWER, case.cast.builder, "There is, and it was not recording. See the log.")
    return case


def accepted(case: LiveCase) -> LiveCase:
    """Police ask, the prosecutor answers, police accept."""
    text = "Do you need the full custody record now, or the extract? Synthetic."
    thread = _ask(case, case.cast.builder, "Which custody record do you need?", text)
    _say(case, thread, MessageAct.ANSWER, case.cast.prosecutor, "The extract will do for the decision.")
    _say(case, thread, MessageAct.ACCEPT, case.cast.builder, "")
    return case


def among_police(case: LiveCase) -> LiveCase:
    """The officer asks a supervisor something that the CPS never learns of."""
    text = "Shall I send it without the footage, or wait until Monday? Synthetic."
    _ask(case, case.cast.builder, "Send it now or wait?", text, visibility=Visibility.OWN)
    return case


def _ask(
    case: LiveCase, by: User, subject: str, text: str, *, visibility: Visibility = Visibility.SHARED, **about: Any
) -> Thread:
    question = Question(subject=subject, text=text, visibility=visibility, about=About(**about))
    entry = conversation.open_thread(case_file=case.file, question=question, by=by, at=case.later(3))
    return Thread.objects.get(pk=entry.details["thread_id"])


def _say(case: LiveCase, thread: Thread, act: MessageAct, by: User, text: str) -> None:
    version = Thread.objects.get(pk=thread.pk).version
    conversation.say(thread=thread, act=act, text=text, expected_version=version, by=by, at=case.later(20))
