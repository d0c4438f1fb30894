"""What somebody wants to see, or take away, of file quality: place, month, group, a week or a month, why."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from charging.models import FailureGroup
from charging.queries.quality.export import Slice
from charging.queries.quality.places import Place, place_named
from charging.queries.quality.rows import Asked
from foundation.periods import Month, month_of, week_of
from web.dates import GovukDateField, hint
from web.forms import GovukForm

MONTHS_OFFERED = 24


class AskedForm(GovukForm):
    """Place, month and group. What is missing or makes no sense counts as not chosen."""

    mark_optional = False

    place = forms.ChoiceField(label="Place", required=False)
    month = forms.ChoiceField(label="Month", required=False, help_text="In which the files were assessed")
    group = forms.ChoiceField(label="Failures", required=False, choices=[("", "All groups"), *FailureGroup.choices])

    def __init__(self, data: QueryDict, *, places: Sequence[Place], at: datetime, with_group: bool = True) -> None:
        self.asked = asked_in(data, places, at)
        super().__init__(initial=self.asked.query)
        self.fields["place"].choices = [(place.key, place.name) for place in places]  # type: ignore[attr-defined]
        self.fields["month"].choices = month_choices(month_of(at))  # type: ignore[attr-defined]
        if not with_group:
            del self.fields["group"]


def asked_in(data: QueryDict, places: Sequence[Place], at: datetime) -> Asked:
    """Read what an address asks for: the reader's first place, this month and every group where it does not say."""
    group = data.get("group", "")
    return Asked(
        place_named(data.get("place", ""), places),
        _month(data.get("month", ""), month_of(at)),
        FailureGroup(group) if group in FailureGroup.values else None,
    )


def month_choices(present: Month) -> list[tuple[str, str]]:
    """The months to choose from, newest first."""
    return [(str(month), month.label) for month in (present.plus(-back) for back in range(MONTHS_OFFERED))]


def _month(text: str, present: Month) -> Month:
    return Month.parse(text) if text in dict(month_choices(present)) else present


class ExportForm(GovukForm):
    """Which failures somebody takes away, as what sort of file, and why."""

    place = forms.ChoiceField(label="Place", error_messages={"required": "Select a place"})
    span = forms.ChoiceField(
        label="How much",
        choices=[("week", "A week, Monday to Sunday"), ("month", "A month")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select a week or a month"},
    )
    day = GovukDateField(
        label="A day in it",
        help_text=hint("Files are counted on the day on which they were assessed.", past=True),
        error_messages={"required": "Enter a day in the week or month"},
    )
    kind = forms.ChoiceField(
        label="File",
        choices=[("xlsx", "Spreadsheet (XLSX)"), ("csv", "Comma-separated values (CSV)")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select the sort of file"},
    )
    why = forms.CharField(
        label="What do you need it for?",
        help_text="Noted with your name, the time and the number of rows.",
        max_length=200,
        error_messages={"required": "Say what you need the file for"},
    )

    def __init__(self, *args: Any, places: Sequence[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        self.fields["place"].choices = [(place.key, place.name) for place in places]  # type: ignore[attr-defined]

    def slice(self) -> Slice:
        """Return what is asked for; call it after is_valid()."""
        said = self.cleaned_data
        first, last = _days(said["span"], said["day"])
        return Slice(place_named(said["place"], self.places), first, last)


def _days(span: str, day: date) -> tuple[date, date]:
    if span == "month":
        month = month_of(day)
        return month.first_day, month.last_day
    return week_of(day)
