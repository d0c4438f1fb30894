"""The people of a case who may be told of something, and what a rule of telling them says."""

from dataclasses import dataclass
from enum import StrEnum

from casework.models import NoticeKind


class Audience(StrEnum):
    """The people of a case who may be told."""

    OFFICER = "officer"
    SUPERVISORS = "supervisors"
    PROSECUTOR = "prosecutor"
    CONVERSATION = "conversation"
    WHO_ADDED_IT = "who_added_it"
    WHO_PROVES = "who_proves"
    WHO_REJECTED_IT = "who_rejected_it"
    LEGAL_MANAGERS = "legal_managers"
    WHO_LOOKS_AGAIN = "who_looks_again"
    WHO_APPROVES = "who_approves"
    WHO_ANSWERS = "who_answers"
    WHO_ESCALATED = "who_escalated"
    WHO_GOES_ON = "who_goes_on"


@dataclass(frozen=True)
class NoticeRule:
    """The words of a notice, after the reference, who gets it, and what it is about.

    What is `urgent` cannot wait for the next working day: it is mailed at once, all else once a day. On a case with
    somebody in custody, or with a clock in its last day, everything is but the quality of files. `besides` is what
    others are told of it: whoever is among both is told once, in the first words.
    """

    says: str
    audience: Audience
    kind: NoticeKind = NoticeKind.OTHER
    urgent: bool = False
    besides: "NoticeRule | None" = None

    @property
    def is_hurried(self) -> bool:
        """Whether a clock of the case hurries it too: the quality of a file is looked at when all else is decided."""
        return self.kind is not NoticeKind.QUALITY

    @property
    def each(self) -> "list[NoticeRule]":
        """The rule, and those beside it."""
        return [self, *(self.besides.each if self.besides else ())]
