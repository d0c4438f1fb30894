"""Attaching material."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from casework.models import CaseFile, MaterialKind, Person, Suspect
from casework.operations.material import MaterialDetails
from casework.rules.material import NAMES
from web.forms import GovukForm


class MaterialForm(GovukForm):
    """A document to keep here, or a link to digital evidence kept elsewhere."""

    kind = forms.ChoiceField(label="Kind of material", choices=[("", "Choose"), *MaterialKind.choices])
    title = forms.CharField(label="Title", help_text="So that a reader knows it from the list", max_length=120)
    upload = forms.FileField(
        label="File",
        help_text=f"A {NAMES} file, up to 100 MB. Large media stay where they are: give a link instead.",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
    )
    link = forms.URLField(
        label="Or a link to digital evidence",
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Enter a whole web address, such as https://evidence.example/clip/1"},
    )
    about = forms.ChoiceField(label="About", required=False)

    def __init__(self, *args: Any, case_file: CaseFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = subjects_of(case_file)
        choices = [(key, str(subject)) for key, subject in self.subjects.items()]
        self.fields["about"].choices = [("", "The whole case"), *choices]  # type: ignore[attr-defined]

    def details(self) -> MaterialDetails:
        """What is to be attached, apart from the bytes."""
        data = self.cleaned_data
        subject = self.subjects.get(data["about"])
        return MaterialDetails(
            kind=data["kind"],
            title=data["title"],
            link=data["link"],
            suspect=subject if isinstance(subject, Suspect) else None,
            person=subject if isinstance(subject, Person) else None,
        )


def subjects_of(case_file: CaseFile) -> Mapping[str, Suspect | Person]:
    """Who material can be about, by a key that a form can carry."""
    people: Iterable[Suspect | Person] = [*case_file.suspects.all(), *case_file.people.all()]
    return {f"{type(person).__name__.lower()}-{person.pk}": person for person in people}
