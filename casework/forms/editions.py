"""Drafting an edition of the file standard in the browser: what it is called, its groups of offences, its rows."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from casework.models import AppliesTo, FileStandardEdition, FileStandardRow, RowGroup
from casework.operations.editions import EditionDetails
from casework.rules.notation import Unreadable, facts_of, facts_text, ways_of, ways_text
from web.dates import GovukDateField
from web.forms import GovukForm

MOST_BYTES = 1024 * 1024
LONGEST = {"code": 30, "title": 120, "source": 200}
A_CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9-]*$", "The code must be letters, digits and hyphens, such as NFS-2027-04"
)


class DetailsForm(GovukForm):
    """What an edition is called, where it comes from and when it is to begin."""

    title = forms.CharField(label="Title", max_length=120)
    source = forms.CharField(
        label="Source", help_text="The guidance it follows, with edition and annex", max_length=200
    )
    valid_from = GovukDateField(label="First day in force", help_text="A day after today. For example, 1 4 2027")


class CopyForm(DetailsForm):
    """A new edition that starts as a copy of another."""

    code = forms.CharField(label="Code", help_text="For example, NFS-2027-04", max_length=30, validators=[A_CODE])
    copied = forms.ModelChoiceField(
        label="Start from a copy of", queryset=FileStandardEdition.objects.none(), empty_label="Choose an edition"
    )
    field_order = ("copied", "code", "title", "source", "valid_from")

    def __init__(self, *args: Any, editions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["copied"].queryset = editions  # type: ignore[attr-defined]

    def details(self, rows: Iterable[Mapping[str, Any]]) -> EditionDetails:
        """Return what was said, with the rows that were copied."""
        said = self.cleaned_data
        return EditionDetails(
            code=said["code"],
            title=said["title"],
            source=said["source"],
            valid_from=said["valid_from"],
            offence_groups=said["copied"].offence_groups,
            rows=list(rows),
        )


class UploadForm(GovukForm):
    """A new edition from a file in the form in which the service keeps its own."""

    keeps_no_draft = True

    upload = forms.FileField(
        label="File",
        help_text="JSON with one edition: code, title, source, valid_from, offence_groups and rows. "
        "Every fault is named by its row, and nothing is kept until there is none.",
        widget=forms.FileInput,
        error_messages={"required": "Select a file"},
    )

    def clean_upload(self) -> EditionDetails:
        """Read the one edition that the file holds."""
        file = self.cleaned_data["upload"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file must be smaller than 1 MB")
        try:
            data = json.loads(file.read().decode("utf-8-sig"))
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("The file is not JSON") from error
        return _details(_one_edition(data))


def _one_edition(data: Any) -> Mapping[str, Any]:
    """The one edition of a file. Raises ValidationError."""
    found = data["editions"] if isinstance(data, dict) and "editions" in data else [data]
    if not isinstance(found, list) or len(found) != 1:
        raise forms.ValidationError("“editions” must be a list with exactly one edition")
    if not isinstance(found[0], dict):
        raise forms.ValidationError("The file must hold an edition: code, title, source, valid_from and rows")
    return found[0]


def _details(edition: Mapping[str, Any]) -> EditionDetails:
    """Read what an edition is called, where it comes from and when it begins. Raises ValidationError for all faults."""
    faults = [fault for name in ("code", "title", "source") if (fault := _fault_of(name, edition.get(name)))]
    starts = _day(edition.get("valid_from"))
    if starts is None:
        faults.append("“valid_from” must be a day, such as “2027-04-01”")
    if "rows" not in edition:
        faults.append("“rows” is missing")
    if faults or starts is None:
        raise forms.ValidationError(faults)
    A_CODE(edition["code"].strip())
    return EditionDetails(
        **{name: edition[name].strip() for name in ("code", "title", "source")},
        valid_from=starts,
        offence_groups=edition.get("offence_groups", {}),
        rows=edition["rows"],
    )


def _fault_of(name: str, text: Any) -> str:
    """What is wrong with one text of an edition; empty where nothing is."""
    longest = LONGEST[name]
    if isinstance(text, str) and text.strip() and len(text.strip()) <= longest and "\0" not in text:
        return ""
    return f"“{name}” must be text of at most {longest} characters"


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


class EditionForm(DetailsForm):
    """The details of a draft, with its groups of offences."""

    offence_groups = forms.CharField(
        label="Groups of offences",
        help_text="A line each: name | title | what codes start with | what Home Office classes start with. "
        "For example: drugs | the drugs offences | MD71 | 092/, 093/",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    @staticmethod
    def initial_for(edition: FileStandardEdition) -> dict[str, Any]:
        """Return what the form starts from."""
        return {
            "title": edition.title,
            "source": edition.source,
            "valid_from": edition.valid_from,
            "offence_groups": groups_text(edition.offence_groups),
            "version": edition.version,
        }

    def clean_offence_groups(self) -> dict[str, Any]:
        """Read the groups back."""
        return groups_of(self.cleaned_data["offence_groups"])

    def changes(self) -> dict[str, Any]:
        """Return what was said, by field of the edition."""
        return {name: self.cleaned_data[name] for name in ("title", "source", "valid_from", "offence_groups")}


def groups_text(groups: Mapping[str, Any]) -> str:
    """Write groups of offences, a line each."""
    return "\n".join(
        " | ".join([name, group["title"], ", ".join(group.get("codes", [])), ", ".join(group.get("classes", []))])
        for name, group in groups.items()
    )


def groups_of(text: str) -> dict[str, Any]:
    """Read groups back. Raises ValidationError, naming the line."""
    found = {}
    for line in (line.strip() for line in text.splitlines() if line.strip()):
        parts = [part.strip() for part in line.split("|")]
        if len(parts) not in {3, 4} or parts[0] in found:
            raise forms.ValidationError(f"“{line[:60]}” must be a name, a title, codes and classes, with “|” between")
        starts = {
            kind: [each.strip() for each in part.split(",") if each.strip()]
            for kind, part in zip(("codes", "classes"), parts[2:], strict=False)
        }
        found[parts[0]] = {"title": parts[1]} | {kind: each for kind, each in starts.items() if each}
    return found


class RowForm(GovukForm):
    """One row of a draft."""

    code = forms.CharField(
        label="Code", help_text="Small letters, digits and “_”. It stands for the row in figures", max_length=40
    )
    title = forms.CharField(label="Title", max_length=120)
    group = forms.ChoiceField(label="Part of the task list", choices=RowGroup.choices)
    applies_to = forms.ChoiceField(label="Asked of", choices=AppliesTo.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="Why it is needed", max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    source = forms.CharField(label="Source", required=False, max_length=200)
    needed_when = forms.CharField(
        label="Needed when",
        help_text="A line for each set of facts, any of which calls for it; leave it empty for every file. "
        "For example: plea: ngap; mode: either_way, indictable",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    satisfied_by = forms.CharField(
        label="Satisfied by",
        help_text="A line for each way, any of which will do. For example, one line “material: mg11” and another "
        "“answer: mg6.bwv = none, not_applicable”",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    blocks = forms.BooleanField(
        label="Nothing can be decided without it: a file that lacks it cannot be sent", required=False
    )
    triage_code = forms.CharField(
        label="Rejection reason that its absence earns", help_text="For example, TR06", required=False, max_length=10
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)

    @staticmethod
    def initial_for(row: FileStandardRow) -> dict[str, Any]:
        """Return what the form starts from."""
        plain = ("code", "title", "group", "applies_to", "reason", "source", "blocks", "triage_code", "version")
        written = {"needed_when": facts_text(row.needed_when), "satisfied_by": ways_text(row.satisfied_by)}
        return {name: getattr(row, name) for name in plain} | written

    def clean_needed_when(self) -> Any:
        """Read the conditions back."""
        return _read(facts_of, self.cleaned_data["needed_when"])

    def clean_satisfied_by(self) -> Any:
        """Read the ways back."""
        return _read(ways_of, self.cleaned_data["satisfied_by"])

    def said(self) -> dict[str, Any]:
        """Return what was said, by field of the row."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def _read(reader: Any, text: str) -> Any:
    try:
        return reader(text)
    except Unreadable as refusal:
        raise forms.ValidationError([reason.message for reason in refusal.verdict.reasons]) from refusal
