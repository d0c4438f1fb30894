"""What is asked about people's own arrangements."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import TraitKind, Unit, User
from accounts.permissions import units_to_delegate_for
from accounts.queries.people import colleagues, may_be_lent_to
from accounts.rules.work import WEEK, codes
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


class TraitForm(GovukForm):
    """A specialism, a restriction or a grade, and from when until when."""

    code = forms.ChoiceField(label="What", error_messages={"required": "Select one"})
    starts_on = GovukDateField(label="First day")
    ends_on = GovukDateField(label="Last day", help_text="Leave it empty if it stays.", required=False)

    def __init__(self, *args: Any, kind: TraitKind, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = kind.label
        field.choices = [("", "Choose"), *((each.code, each.title) for each in codes(kind, on))]  # type: ignore[attr-defined]


class PatternForm(GovukForm):
    """Which days somebody works, which of them in court, and how much of full time."""

    days = forms.TypedMultipleChoiceField(
        label="Working days",
        choices=list(enumerate(WEEK, 1)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one working day"},
    )
    court_days = forms.TypedMultipleChoiceField(
        label="Days in court",
        help_text="Working days on which there is no time for reviews.",
        choices=list(enumerate(WEEK, 1)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    share = forms.IntegerField(
        label="Hours, in per cent of full time",
        help_text="100 for full time, 60 for three days of five.",
        widget=forms.TextInput(attrs={"data-width": "3", "inputmode": "numeric"}),
        error_messages={"required": "Enter the hours in per cent", "invalid": "Hours must be a number, like 60"},
    )
    starts_on = GovukDateField(label="From which day on")
    replaces = forms.IntegerField(required=False, widget=forms.HiddenInput)


class LeaveForm(GovukForm):
    """From when until when somebody is away."""

    starts_on = GovukDateField(label="First day away")
    ends_on = GovukDateField(label="Last day away")
