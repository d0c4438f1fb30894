"""Attaching material, and what is said of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.datastructures import MultiValueDict

from casework.models import CaseFile, Material, MaterialKind, Person, Suspect
from casework.operations.material import MaterialDetails
from casework.rules.material import NAMES, safe_name, title_from
from web.forms import GovukForm

MOST_FILES = 50
THIRD_PARTY_HELP = "For third-party material only"


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict[str, Any], name: str
    ) -> list["File[bytes]"]:
        """Return every file that came."""
        return list(files.getlist(name)) if hasattr(files, "getlist") else []


class SeveralFilesField(forms.Field):
    """Any number of files. Each is judged by the operation, which knows what may be attached."""

    widget = SeveralFilesInput

    def clean(self, value: Sequence["File[bytes]"] | None) -> list["File[bytes]"]:
        """Refuse more files than a reader could look through."""
        files = list(value or [])
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose {MOST_FILES} files or fewer at a time", code="too_many_files")
        return files


class AboutForm(GovukForm):
    """What all material is asked: what it is, whom it is about, and how careful a reader has to be."""

    kind = forms.ChoiceField(label="Kind of material", choices=[("", "Choose"), *MaterialKind.choices])
    title = forms.CharField(label="Title", max_length=120)
    about = forms.ChoiceField(label="About", required=False)
    source = forms.CharField(label="Whom it came from", help_text=THIRD_PARTY_HELP, max_length=120, required=False)
    justification = forms.CharField(
        label="Why it was asked for, and why that much of it",
        help_text=THIRD_PARTY_HELP,
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sensitive = forms.BooleanField(
        label="This material is sensitive",
        help_text="Only those who may see sensitive material will know that it exists.",
        required=False,
    )

    def __init__(self, *args: Any, case_file: CaseFile, sees_sensitive: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subjects = subjects_of(case_file)
        choices = [(key, str(subject)) for key, subject in self.subjects.items()]
        self.fields["about"].choices = [("", "The whole case"), *choices]  # type: ignore[attr-defined]
        if not sees_sensitive:
            del self.fields["sensitive"]

    def details(self, *, title: str = "", link: str = "") -> MaterialDetails:
        """What is said of the material, apart from its bytes."""
        data = self.cleaned_data
        subject = self.subjects.get(data["about"])
        third_party = data["kind"] == MaterialKind.THIRD_PARTY
        return MaterialDetails(
            kind=data["kind"],
            title=title or data["title"],
            link=link,
            suspect=subject if isinstance(subject, Suspect) else None,
            person=subject if isinstance(subject, Person) else None,
            sensitive=data.get("sensitive", False),
            source=data["source"].strip() if third_party else "",
            justification=data["justification"].strip() if third_party else "",
        )


def _link_field(label: str) -> forms.URLField:
    return forms.URLField(
        label=label,
        help_text="A whole address that starts with https://",
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": "Enter a whole web address, such as https://evidence.example/clip/1"},
    )


class MaterialForm(AboutForm):
    """Documents to keep here, or a link to digital evidence kept elsewhere."""

    title = forms.CharField(
        label="Title",
        help_text="So that a reader knows it from the list. Left empty, each file is called by its name.",
        max_length=120,
        required=False,
    )
    upload = SeveralFilesField(
        label="Files",
        help_text=f"{NAMES} files, up to 100 MB each; recordings up to 2 GB where script is on. "
        "Large media can stay where they are: give a link instead.",
        required=False,
    )
    link = _link_field("Or a link to digital evidence")
    field_order = ["kind", "about", "upload", "link", "title", "source", "justification", "sensitive"]

    def clean(self) -> dict[str, Any]:
        """A link has no name of its own, so it needs a title."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("link") and not data.get("title"):
            self.add_error("title", "Enter a title for the link")
        return data

    def parts(self) -> Iterable[tuple["File[bytes] | None", MaterialDetails]]:
        """What is to be attached, one after the other. A title that was typed is for one file, or numbered."""
        files: list[File[bytes]] = self.cleaned_data["upload"]
        link, typed = self.cleaned_data["link"], self.cleaned_data["title"]
        if link or not files:
            yield (files[0] if files else None), self.details(title=typed or "Untitled", link=link)
            return
        for number, file in enumerate(files, start=1):
            title = typed if typed and len(files) == 1 else f"{typed[:110]} {number}" if typed else ""
            yield file, self.details(title=title or title_from(file.name or ""))


class MaterialChangeForm(AboutForm):
    """What is said of one piece of material, after it was attached."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    link = _link_field("Link to digital evidence")
    field_order = ["kind", "title", "link", "about", "source", "justification", "sensitive"]

    def __init__(self, *args: Any, item: Material, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not item.link:
            del self.fields["link"]

    @classmethod
    def initial_for(cls, item: Material) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        subject = item.suspect or item.person
        names = ("kind", "title", "link", "source", "justification", "sensitive", "version")
        return {name: getattr(item, name) for name in names} | {
            "about": key_of(subject) if subject else "",
            "row": item,
        }


class VersionForm(GovukForm):
    """A newer version of a document."""

    upload = forms.FileField(
        label="File",
        help_text=f"A {NAMES} file, up to 100 MB. The versions before it are kept.",
        allow_empty_file=True,
        widget=forms.FileInput,
    )


class ConfirmForm(GovukForm):
    """A confirmation that knows which state of the material was confirmed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class FilterForm(GovukForm):
    """One kind of material, from those that are on the file."""

    mark_optional = False
    kind = forms.ChoiceField(label="Kind of material", required=False)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "All kinds"), *kinds]  # type: ignore[attr-defined]


class StartForm(forms.Form):
    """A file that is to come in pieces, as the script announces it."""

    name = forms.CharField(max_length=1000)
    size = forms.IntegerField(min_value=0, max_value=2**53)

    def clean_name(self) -> str:
        """Show what it is, and nothing else."""
        return safe_name(self.cleaned_data["name"])


def key_of(subject: Suspect | Person) -> str:
    """The key by which a form knows somebody."""
    return f"{type(subject).__name__.lower()}-{subject.pk}"


def subjects_of(case_file: CaseFile) -> Mapping[str, Suspect | Person]:
    """Who material can be about, by a key that a form can carry."""
    people: Iterable[Suspect | Person] = [*case_file.suspects.all(), *case_file.people.live()]
    return {key_of(person): person for person in people}
