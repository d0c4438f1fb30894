"""What carries mails out of the house: the letters, what can become of them, and what a carrier must be able to do."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from casework.models import MailTrouble

UNCERTAIN = (MailTrouble.AWAY, MailTrouble.INTERRUPTED)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """All that a mail says: how many notices wait, and where they are read by whoever signs in."""

    to: str
    reference: str
    urgent: int
    other: int
    link: str

    def __str__(self) -> str:
        return f"{self.urgent} urgent and {self.other} other notices wait for you in Tandem. Sign in: {self.link}"


@dataclass(frozen=True)
class Fate:
    """What became of a mail: nothing yet, delivered, or what kept it; `is_lasting` where trying again is no use."""

    is_settled: bool = False
    trouble: MailTrouble | None = None
    is_lasting: bool = False


class CarrierFailed(Exception):
    """A mail, or a question about one, was not taken. `trouble` says why."""

    def __init__(self, trouble: MailTrouble) -> None:
        super().__init__(trouble.label)
        self.trouble = trouble

    @property
    def is_lasting(self) -> bool:
        """Whether trying this mail again is no use."""
        return self.trouble is MailTrouble.REFUSED

    @property
    def is_uncertain(self) -> bool:
        """Whether it may have been taken all the same."""
        return self.trouble in UNCERTAIN


class Carrier(AbstractContextManager["Carrier"], Protocol):
    """Takes letters, and knows what became of them. `tells` is false for one that never learns it.

    Each method but the first raises CarrierFailed. Closed at the end of a `with`.
    """

    tells: bool

    def send(self, letter: Letter) -> str:
        """Hand a letter over and return what the carrier calls it."""

    def find(self, reference: str) -> str:
        """Return what the carrier calls a letter with our reference that it has taken; empty where it has none."""

    def fate(self, provider_id: str) -> Fate:
        """Say what became of a letter."""
