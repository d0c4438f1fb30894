"""Questions on a case, asked and answered only by the operations that people use."""

from casework.models import Message, MessageAct, Thread, Visibility
from casework.operations import conversation
from casework.operations.conversation import Question
from casework.queries.asking import About
from tests.clock import FRIDAY_9AM


def a_question(*, visibility=Visibility.SHARED, subject="Is there footage?", text="Of the shop door.", **about):
    """Say what is asked; `about` names what it is about."""
    return Question(subject=subject, text=text, visibility=visibility, about=About(**about))


def ask(case_file, *, by, at=FRIDAY_9AM, **question):
    """Ask a question on a case, and return its thread."""
    asked = a_question(**question)
    entry = conversation.open_thread(case_file=case_file, question=asked, by=by, at=at)
    return Thread.objects.get(pk=entry.details["thread_id"])


def say(thread, act, *, by, text="It is in the file.", at=FRIDAY_9AM, version=None):
    """Do something with a thread as it is now, or as it was at a version; return the event."""
    now = Thread.objects.get(pk=thread.pk).version
    return conversation.say(
        thread=thread, act=MessageAct(act), text=text, expected_version=version or now, by=by, at=at
    )


def said(thread):
    """The acts of a thread, in order."""
    return list(Message.objects.filter(thread=thread).order_by("number").values_list("act", flat=True))
