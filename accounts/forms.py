"""What is asked about people's own arrangements."""

from typing import Any

from django import forms

from accounts.models import User
from accounts.queries.people import colleagues
from web.dates import GovukDateField
from web.forms import GovukForm


class CoverForm(GovukForm):
    """Who covers, and when."""

    covered_by = forms.ModelChoiceField(
        label="Colleague who will cover your work", queryset=User.objects.none(), empty_label="Choose"
    )
    starts_on = GovukDateField(label="First day away")
    ends_on = GovukDateField(label="Last day away")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["covered_by"].queryset = colleagues(user)  # type: ignore[attr-defined]
