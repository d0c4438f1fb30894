"""Opening a case file and saying what it is about."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import Organisation, Unit, User
from accounts.queries.people import with_permission
from accounts.roles import Permission
from casework.models import CaseFile, CaseworkType, Flag
from web.dates import GovukDateField
from web.forms import GovukForm


class OpenCaseForm(GovukForm):
    """The least that a case file can be opened with."""

    urn = forms.CharField(
        label="Unique Reference Number (URN)",
        help_text="Force, unit, number and year, with or without spaces and slashes: 46AA 12345/26",
        max_length=20,
        widget=forms.TextInput(attrs={"data-width": "20", "autocomplete": "off", "spellcheck": "false"}),
    )
    police_unit = forms.ModelChoiceField(label="Police unit", queryset=Unit.objects.none(), empty_label="Choose")
    cps_area = forms.ModelChoiceField(
        label="CPS Area that will receive the file", queryset=Organisation.objects.none(), empty_label="Choose"
    )
    headline = forms.CharField(
        label="What the case is about",
        help_text="A few words that both agencies will see in lists. Do not use names.",
        max_length=120,
    )
    crime_reference = forms.CharField(
        label="Crime reference", max_length=40, required=False, widget=forms.TextInput(attrs={"data-width": "20"})
    )
    crime_recorded_on = GovukDateField(label="Date the crime was recorded", required=False)
    flags = forms.MultipleChoiceField(
        label="Which of these apply?",
        help_text="They decide what the file must contain, and can be changed later.",
        choices=Flag.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        homes = [grant for grant in user.grants if grant.allows(Permission.OPEN_CASE)]
        forces = {grant.organisation_id for grant in homes}
        units = Unit.objects.on(today).filter(organisation_id__in=forces).select_related("organisation")
        areas = Organisation.objects.filter(force_links__force_id__in=forces).distinct().order_by("name")
        self.fields["police_unit"].queryset = units.order_by("name", "code")  # type: ignore[attr-defined]
        self.fields["police_unit"].initial = homes[0].unit_id if homes else None
        self.fields["cps_area"].queryset = areas  # type: ignore[attr-defined]
        if len(areas) == 1:
            self.fields["cps_area"].initial = areas[0].pk


class CaseDetailsForm(GovukForm):
    """The case's own words; everything may be left for later."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    headline = forms.CharField(
        label="What the case is about", help_text="Both agencies see this in lists. Do not use names.", max_length=120
    )
    summary = forms.CharField(
        label="Summary of the circumstances",
        help_text="What happened, in order: the prosecutor reads this first.",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    lines_of_enquiry = forms.CharField(
        label="Reasonable lines of enquiry",
        help_text="What was done, what is still to come with dates, and what was not pursued and why.",
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    crime_reference = forms.CharField(
        label="Crime reference", max_length=40, required=False, widget=forms.TextInput(attrs={"data-width": "20"})
    )
    crime_recorded_on = GovukDateField(label="Date the crime was recorded", required=False)
    cps_area = forms.ModelChoiceField(
        label="CPS Area that will receive the file",
        help_text="It can be corrected until the file is first sent.",
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=None,
    )
    casework_type = forms.ChoiceField(
        label="Type of casework",
        help_text="It decides what the file must contain. CPS triage confirms it, and with it the CPS unit.",
        choices=CaseworkType.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the type of casework"},
    )

    def __init__(self, *args: Any, case_file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_for(case_file), **kwargs)
        if case_file.first_submitted_at:
            del self.fields["cps_area"]
        else:
            areas = Organisation.objects.filter(force_links__force_id=case_file.force_id).distinct().order_by("name")
            self.fields["cps_area"].queryset = areas  # type: ignore[attr-defined]

    def clean_cps_area(self) -> Organisation:
        """The Area that was chosen; a draft from before it was asked leaves it as it is."""
        chosen: Organisation = self.cleaned_data["cps_area"] or self.initial["cps_area"]
        return chosen

    @classmethod
    def initial_for(cls, case_file: CaseFile) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {name: getattr(case_file, name) for name in cls.base_fields} | {"row": case_file}


class HandOverForm(GovukForm):
    """Who is the officer in the case from now on, and which unit has it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    officer = forms.ModelChoiceField(
        label="Officer in the case",
        help_text="Somebody of your force who builds files. Both agencies ask them from now on.",
        queryset=User.objects.none(),
        empty_label=None,
    )
    police_unit = forms.ModelChoiceField(
        label="Police unit",
        help_text="Its supervisors sign the file off.",
        queryset=Unit.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args: Any, case_file: CaseFile, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_for(case_file), **kwargs)
        able = with_permission(Permission.BUILD_FILE, organisation_id=case_file.force_id)
        officers = User.objects.filter(Q(pk__in=able.values("pk")) | Q(pk=case_file.officer_id))
        units = Unit.objects.on(today).filter(organisation=case_file.force_id)
        here = Unit.objects.filter(Q(pk__in=units.values("pk")) | Q(pk=case_file.police_unit_id))
        self.fields["officer"].queryset = officers.order_by("name", "pk")  # type: ignore[attr-defined]
        self.fields["police_unit"].queryset = here.order_by("name", "code")  # type: ignore[attr-defined]

    @classmethod
    def initial_for(cls, case_file: CaseFile) -> dict[str, Any]:
        """What the form shows before anything is chosen."""
        return {name: getattr(case_file, name) for name in cls.base_fields} | {"row": case_file}


class FlagsForm(GovukForm):
    """The monitoring flags of a case; they change what the file standard asks for. `version` is what they were."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    flags = forms.MultipleChoiceField(
        label="Which of these apply?",
        help_text="Flags describe the case, stay when charges change, and decide what the file must contain.",
        choices=Flag.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @staticmethod
    def initial_for(case_file: CaseFile) -> dict[str, Any]:
        """What the form shows before anything is ticked."""
        live = sorted(case_file.flags.filter(cleared_at__isnull=True).values_list("code", flat=True))
        return {"flags": live, "version": " ".join(live)}

    def expected(self) -> set[str] | None:
        """The flags that the form showed; None where it came from elsewhere and says nothing of that."""
        return set(self.cleaned_data["version"].split()) if "version" in self.data else None
