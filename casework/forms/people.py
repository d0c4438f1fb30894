"""Suspects, offences, victims and witnesses."""

from datetime import date
from typing import Any

from django import forms

from casework.models import (
    CustodyBasis,
    OffenceCode,
    Person,
    PersonalStatement,
    PersonRole,
    Plea,
    PreviousConvictions,
    SpecialMeasures,
    Suspect,
)
from casework.rules import identifiers
from web.dates import GovukDateField
from web.forms import GovukForm

NAMES = ("family_name", "given_names", "date_of_birth")


class NameForm(GovukForm):
    """How a person or an organisation is called."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    given_names = forms.CharField(
        label="Given names",
        help_text="Leave empty for an organisation",
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"data-width": "20"}),
    )
    family_name = forms.CharField(
        label="Family name",
        help_text="Or the name of the organisation",
        max_length=80,
        widget=forms.TextInput(attrs={"data-width": "20"}),
    )
    date_of_birth = GovukDateField(label="Date of birth", required=False)


class SuspectForm(NameForm):
    """One suspect, and what the police say of them."""

    date_of_birth_unknown = forms.BooleanField(label="The date of birth is not known", required=False)
    custody_basis = forms.ChoiceField(
        label="Custody",
        help_text="It decides how urgent the file is.",
        choices=CustodyBasis.choices,
        widget=forms.RadioSelect,
    )
    anticipated_plea = forms.ChoiceField(
        label="Anticipated plea",
        help_text="The file standard asks for more where a not guilty plea is expected. A plea that is not known "
        "counts as not guilty.",
        choices=[*Plea.choices, ("", "Not answered yet")],
        required=False,
        widget=forms.RadioSelect,
    )
    asn = forms.CharField(
        label="Arrest/summons number (ASN)",
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"data-width": "20"}),
    )
    interview_summary = forms.CharField(
        label="Summary of the interview",
        help_text="What the suspect said, and any defence that is likely to be raised.",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    previous_convictions = forms.ChoiceField(
        label="Previous convictions", choices=PreviousConvictions.choices, required=False, widget=forms.RadioSelect
    )

    FIELDS = (
        *NAMES,
        "date_of_birth_unknown",
        "custody_basis",
        "anticipated_plea",
        "asn",
        "interview_summary",
        "previous_convictions",
    )

    def clean_asn(self) -> str:
        """Store the number in its one spelling; a wrong check letter is refused with the reason."""
        typed: str = self.cleaned_data["asn"]
        if not typed:
            return ""
        verdict = identifiers.check_asn(typed, today=self.today)
        if not verdict.allowed:
            raise forms.ValidationError([reason.message for reason in verdict.reasons])
        return identifiers.normalise_asn(typed)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def facts(self) -> dict[str, Any]:
        """The values of the suspect's own fields."""
        return {name: self.cleaned_data[name] for name in self.FIELDS}

    @classmethod
    def initial_for(cls, suspect: Suspect) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {name: getattr(suspect, name) for name in (*cls.FIELDS, "version")} | {"row": suspect}


class OffenceForm(GovukForm):
    """One offence, picked from the national list."""

    offence_code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    starts_on = GovukDateField(label="Date of the offence", help_text="Or the first day on which it may have happened")
    ends_on = GovukDateField(label="Last day, if it is a range", required=False)
    place = forms.CharField(label="Place", max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Turn the code into the row of the list that was in force on the first day."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        code, day = data.get("offence_code"), data.get("starts_on")
        if code and day:
            row = OffenceCode.objects.on(day).filter(code=code.split(" ")[0].upper()).first()
            if row is None:
                self.add_error(
                    "offence_code", f"No offence with the code “{code}” was in force on that day. Search for it."
                )
            data["offence"] = row
        return data


class WithdrawPersonForm(GovukForm):
    """Why somebody is no longer in the file."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why are they withdrawn?",
        help_text="Such as entered twice, or the wrong person. Do not give names.",
        max_length=200,
        error_messages={"required": "Say why they are withdrawn"},
    )


class PersonForm(NameForm):
    """A victim or a witness; where they live is never asked here."""

    role = forms.ChoiceField(label="Role in the case", choices=PersonRole.choices, widget=forms.RadioSelect)
    personal_statement = forms.ChoiceField(
        label="Victim personal statement",
        help_text="“Not offered yet” and “declined” are different answers.",
        choices=PersonalStatement.choices,
        required=False,
    )
    special_measures = forms.ChoiceField(label="Special measures", choices=SpecialMeasures.choices, required=False)
    field_order = ["role", "given_names", "family_name", "date_of_birth", "personal_statement", "special_measures"]
    FIELDS = (*NAMES, "role", "personal_statement", "special_measures")

    def facts(self) -> dict[str, Any]:
        """The values of the person's own fields."""
        return {name: self.cleaned_data[name] for name in self.FIELDS}

    @classmethod
    def initial_for(cls, person: Person) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {name: getattr(person, name) for name in (*cls.FIELDS, "version")} | {"row": person}
