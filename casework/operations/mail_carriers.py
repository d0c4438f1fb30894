"""Who carries mails out of the house: nobody, who only prints them, or GOV.UK Notify, where a key is set."""

import sys
from typing import Self

from django.conf import settings

from casework.operations.carrying import Carrier, Fate, Letter
from casework.operations.govuk_notify import Notify


class Console:
    """Prints that a mail would go out, without the address, and says no more of it."""

    tells = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be closed."""

    def send(self, letter: Letter) -> str:
        """Print it."""
        sys.stdout.write(f"Mail {letter.reference}: {letter}\n")
        return ""

    def find(self, reference: str) -> str:
        """Nothing is known of what was printed."""
        return ""

    def fate(self, provider_id: str) -> Fate:
        """Nothing becomes of it."""
        return Fate()


def chosen() -> Carrier:
    """The carrier that the environment names."""
    if not settings.NOTIFY_API_KEY:
        return Console()
    return Notify(settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_URL)
