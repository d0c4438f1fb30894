"""What happens in a conversation. The words themselves stay in the conversation."""

from dataclasses import dataclass

from casework.events.registry import Payload, event


@dataclass(frozen=True, kw_only=True)
class OfThread(Payload):
    """Every event of a thread: an event that names a thread is known only to those who may know of the thread.

    `visibility` is shared or own; `side` is the agency that asked; `waiting_for` the one that is waited for
    from now on, empty once the answer was accepted. `message` is the number of the message that did it.
    """

    thread_id: int
    message: int
    visibility: str
    side: str
    waiting_for: str


@event("casework.thread_opened", says="Question asked about {about} ({visibility})")
@dataclass(frozen=True, kw_only=True)
class ThreadOpened(OfThread):
    """Somebody asked a question; `about` is case, suspect, requirement, material or unused_item."""

    about: str


@event("casework.thread_answered", says="Question answered ({visibility})")
@dataclass(frozen=True, kw_only=True)
class ThreadAnswered(OfThread):
    """It was answered."""


@event("casework.thread_accepted", says="Answer accepted ({visibility})")
@dataclass(frozen=True, kw_only=True)
class ThreadAccepted(OfThread):
    """Those who asked say that the answer will do."""


@event("casework.thread_reopened", says="Question asked again ({visibility})")
@dataclass(frozen=True, kw_only=True)
class ThreadReopened(OfThread):
    """Those who asked say that it will not do, or ask on."""


@event("casework.message_posted", says="Comment on a question ({visibility})")
@dataclass(frozen=True, kw_only=True)
class MessagePosted(OfThread):
    """Somebody said something that asks and answers nothing."""
