"""One specimen of every component in every variant, for the gallery page and its test."""

from datetime import UTC, date, datetime
from typing import Any

from django import forms

from foundation.verdicts import Reason, Verdict
from web.conflicts import Meanwhile
from web.dates import GovukDateField, GovukDateTimeField
from web.forms import GovukForm
from web.tables import Cell, Column, Table

MORNING = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
COLOURS = ("grey", "blue", "teal", "green", "purple", "magenta", "red", "orange", "yellow")


class SpecimenForm(GovukForm):
    """Every kind of field there is."""

    name = forms.CharField(label="Full name", help_text="As it is on the custody record")
    email = forms.EmailField(label="Email address", required=False)
    grounds = forms.CharField(label="Grounds for arrest", widget=forms.Textarea(attrs={"rows": 5}), max_length=200)
    unit = forms.ChoiceField(label="Police unit", choices=[("", "Choose one"), ("a", "Northtown CID")])
    anticipated = forms.ChoiceField(
        label="Anticipated plea",
        choices=[("g", "Guilty"), ("n", "Not guilty")],
        widget=forms.RadioSelect(attrs={"data-inline": True}),
    )
    needs = forms.MultipleChoiceField(
        label="Special measures",
        choices=[("screen", "Screens"), ("link", "Live link"), ("video", "Recorded interview")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Choose all that apply",
    )
    born_on = GovukDateField(label="Date of birth", help_text="For example, 27 3 1987")
    arrested_at = GovukDateTimeField(label="Date and time of arrest")
    items = forms.IntegerField(label="Number of exhibits", widget=forms.NumberInput(attrs={"data-width": "3"}))
    statement = forms.FileField(label="Statement", widget=forms.FileInput, help_text="PDF, up to 100 MB")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    confirmed = forms.BooleanField(label="I have read the file", help_text="All of it")
    case = forms.CharField(widget=forms.HiddenInput, initial="7", required=False)


class SpecimenFilter(GovukForm):
    """A filter form: nothing in it must be answered."""

    mark_optional = False

    words = forms.CharField(label="Name or reference", required=False)
    status = forms.ChoiceField(label="Status", choices=[("", "Any"), ("t", "Triage needed")], required=False)


def specimens() -> dict[str, Any]:
    """Return what the gallery shows."""
    return {
        "colours": COLOURS,
        "form": SpecimenForm({"name": "", "born_on": "1987-03-27", "case": "7"}, auto_id="bad_%s"),
        "fresh": SpecimenForm(initial={"born_on": date(1987, 3, 27), "arrested_at": MORNING}),
        "filter": SpecimenFilter(auto_id="filter_%s"),
        "theirs": Meanwhile(
            [{"key": "Summary", "value": "Two people left a shop.", "mine": "Three people left a shop."}],
            by="Jo Sample",
            at=MORNING,
        ),
        "others_did": [
            {"says": "Material added", "about": "Jo Sample", "who": "Alex Specimen", "recorded_at": MORNING}
        ],
        "selected": [{"label": "Triage needed", "remove_href": "?"}],
        "rows": _summary_rows(),
        "table": _table(),
        "no_rows": Table("Nothing here", [Column("URN"), Column("Suspect")], [], empty="No case is waiting."),
        "refusal": Verdict.of(
            Reason("no_statement", "Add a statement from the key witness", "/"),
            Reason("no_summary", "The interview summary is not signed"),
        ),
        "parts": [
            {"label": "Overview", "href": "?", "current": "page"},
            {"label": "Material", "href": "?", "current": ""},
            {"label": "Timeline", "href": "?", "current": ""},
        ],
    }


def _summary_rows() -> list[dict[str, Any]]:
    return [
        {"key": "URN", "value": "01AB 12345/26"},
        {"key": "Officer in the case", "value": "DC Sam Example", "action_href": "?"},
        {"key": "Bail date", "value": "", "action_href": "?", "action": "Add"},
        {"key": "Reviewing lawyer", "value": "Alex Specimen", "value_href": "?"},
    ]


def _table() -> Table:
    columns = [
        Column("URN", href="?sort=urn", sorted="ascending"),
        Column("Suspect"),
        Column("Status"),
        Column("Waiting", numeric=True, href="?sort=waiting", sorted="none"),
    ]
    return Table(
        "Cases that need you",
        columns,
        [
            [Cell("01AB 12345/26", "?"), Cell("Jo Sample"), Cell("Triage needed", colour="purple"), Cell("3 days")],
            [
                Cell("01AB 12399/26", "?"),
                Cell("Pat Placeholder", note="and 2 more"),
                Cell("Waiting for police to resubmit", colour="orange"),
                Cell("12 days"),
            ],
        ],
    )
