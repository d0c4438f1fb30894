"""What is asked about notices: when somebody wants to be mailed about them."""

from datetime import time
from typing import Any

from django import forms

from casework.models import MailChoice, NoticePreference
from casework.operations.notices import MailWishes
from foundation.wording import clock_words
from web.forms import GovukForm

HOURS = [time(hour) for hour in range(5, 23)]


class MailWishesForm(GovukForm):
    """When emails come. The hour counts only for the daily one."""

    choice = forms.ChoiceField(
        label="When do you want an email?",
        help_text="An email says how many notices wait for you and nothing about a case.",
        choices=MailChoice.choices,
        widget=forms.RadioSelect,
    )
    digest_at = forms.TypedChoiceField(
        label="Time of the daily email",
        choices=[(hour.isoformat("minutes"), clock_words(hour)) for hour in HOURS],
        coerce=time.fromisoformat,
    )
    working_days_only = forms.BooleanField(
        label="Send the daily email on working days only", required=False, help_text="Not at weekends or bank holidays."
    )

    @property
    def wishes(self) -> MailWishes:
        """What was chosen."""
        return MailWishes(**{**self.cleaned_data, "choice": MailChoice(self.cleaned_data["choice"])})


def as_chosen(preference: NoticePreference) -> dict[str, Any]:
    """What the form starts from."""
    return {
        "choice": preference.choice,
        "digest_at": preference.digest_at.isoformat("minutes"),
        "working_days_only": preference.working_days_only,
    }
