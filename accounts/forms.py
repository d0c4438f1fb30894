"""What is asked about people's own arrangements."""

from typing import Any

from django import forms

from accounts.models import Unit, User
from accounts.permissions import units_to_delegate_for
from accounts.queries.people import colleagues, may_be_lent_to
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

    @property
    def has_colleagues(self) -> bool:
        """Whether there is anybody to choose."""
        return bool(self.fields["covered_by"].queryset.exists())  # type: ignore[attr-defined]


class ContactForm(GovukForm):
    """How to reach the reader, and when."""

    contact_number = forms.CharField(
        label="Contact number",
        help_text="A work number that the other agency can ring, with an extension if there is one: 101 ext 12345.",
        max_length=30,
        widget=forms.TextInput(attrs={"data-width": "20", "autocomplete": "tel", "type": "tel"}),
    )
    working_pattern = forms.CharField(
        label="When you work",
        help_text="Shifts, rest days, part time: so that nobody waits for an answer while you are off.",
        required=False,
        max_length=120,
    )


class DelegationForm(GovukForm):
    """Who may sign off, for which unit, when and why."""

    person = forms.ModelChoiceField(
        label="Who may sign off",
        help_text="Somebody of your force who builds files. They will also see sensitive material, "
        "because whoever vouches for a file has to see all of it.",
        queryset=User.objects.none(),
        empty_label="Choose",
    )
    unit = forms.ModelChoiceField(label="For which unit", queryset=Unit.objects.none(), empty_label="Choose")
    starts_on = GovukDateField(label="First day")
    ends_on = GovukDateField(label="Last day")
    reason = forms.CharField(label="Why", help_text="For example: acting sergeant, late shift", max_length=200)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = Unit.objects.filter(pk__in=units_to_delegate_for(user))
        self.fields["person"].queryset = may_be_lent_to(user)  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0]
