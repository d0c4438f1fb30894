"""Choosing who reviews: one file, or many at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from accounts.models import User
from casework.forms.decisions import DecisionForm
from casework.models import CaseworkType
from charging.lifecycle import STREAM_NAMES
from charging.queries.allocation.open_reviews import UNALLOCATED
from charging.rules.allocation import Standing
from web.forms import GovukForm

SPREAD = "spread"
ANYBODY = "anybody"
LONGEST_KEY = 18


class AllocateForm(DecisionForm):
    """Who is to review the file, and by code why it is not whom the service suggests."""

    mark_optional = False
    prosecutor = forms.TypedChoiceField(
        label="Prosecutor",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who is to review the file"},
    )
    why = forms.ChoiceField(
        label="Why somebody else than suggested",
        help_text="Needed if you do not follow the suggestion. It is kept with the allocation.",
        required=False,
    )
    suggested = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        standings: Sequence[Standing],
        people: Mapping[int, User],
        reasons: Mapping[str, str],
        suggested: int | None,
        **kwargs: Any,
    ) -> None:
        initial = kwargs.pop("initial", {})
        super().__init__(*args, initial={"suggested": suggested, "prosecutor": suggested, **initial}, **kwargs)
        may = [each for each in standings if each.may.allowed]
        self.offered = {each.candidate.key: people[each.candidate.key] for each in may}
        choices = [(each.candidate.key, _name(each, suggested)) for each in may]
        self.fields["prosecutor"].choices = choices  # type: ignore[attr-defined]
        self.fields["why"].choices = [("", "Choose"), *reasons.items()]  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """Return the prosecutor who was chosen."""
        return self.offered[self.cleaned_data["prosecutor"]]


def _name(each: Standing, suggested: int | None) -> str:
    """A person with what speaks for them, or against, so that nobody has to look it up."""
    said = [reason.message for reason in each.against.reasons]
    words = f"not suggested: {', '.join(said)}" if said else ", ".join(each.reasons_for)
    mark = "Suggested: " if each.candidate.key == suggested else ""
    return f"{mark}{each.candidate.name} ({words})"


class OpenReviewsForm(GovukForm):
    """Which open reviews are listed. Every choice stands in the address, as a code or a key."""

    mark_optional = False
    holder = forms.ChoiceField(label="With whom", required=False)
    unit = forms.ChoiceField(label="CPS unit", required=False)
    stream = forms.ChoiceField(
        label="Stream", choices=[("", "Any"), *((s.value, name) for s, name in STREAM_NAMES.items())], required=False
    )
    type = forms.ChoiceField(label="Type of casework", choices=[("", "Any"), *CaseworkType.choices], required=False)
    late = forms.BooleanField(label="Only what is overdue", required=False)

    def __init__(self, *args: Any, people: Iterable[User], units: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = [(UNALLOCATED, "Nobody: ready to allocate"), (ANYBODY, "Anybody")]
        people_choices = [(str(person.pk), str(person)) for person in people]
        self.fields["holder"].choices = [*holders, *people_choices]  # type: ignore[attr-defined]
        unit_choices = [(str(key), name) for key, name in units]
        self.fields["unit"].choices = [("", "Any"), *unit_choices]  # type: ignore[attr-defined]


class BulkForm(GovukForm):
    """What is done with the reviews that were ticked, or with all that are listed."""

    everything = forms.BooleanField(label="All that fit the filters, on every page", required=False)
    to = forms.ChoiceField(
        label="Give them to",
        help_text="What something speaks against giving to somebody is left out, and the job says why.",
        error_messages={"required": "Select to whom, or that they are spread as suggested"},
    )
    why = forms.ChoiceField(
        label="Why, if something speaks against it or somebody else is suggested",
        help_text="With a reason nothing is left out for that. It is kept with each allocation that it is needed for.",
        required=False,
    )

    def __init__(
        self, *args: Any, people: Iterable[User], total: int, reasons: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [("", "No reason"), *reasons.items()]  # type: ignore[attr-defined]
        self.people = {str(person.pk): person for person in people}
        choices = [("", "Choose"), (SPREAD, "Each to whom is suggested for it")]
        named = [(key, str(person)) for key, person in self.people.items()]
        self.fields["to"].choices = [*choices, *named]  # type: ignore[attr-defined]
        self.fields["everything"].label = f"All {total:,} that fit the filters, on every page"

    @property
    def to_person(self) -> User | None:
        """To whom they go; None where they are spread."""
        return self.people.get(self.cleaned_data["to"])


def held_when_ticked(values: Iterable[str]) -> dict[int, int | None]:
    """Who had each listed review, by its key, from "review:holder" values; what makes no sense is left out."""
    found: dict[int, int | None] = {}
    for value in values:
        review, _, holder = value.partition(":")
        if _is_key(review) and (not holder or _is_key(holder)):
            found[int(review)] = int(holder) if holder else None
    return found


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY


class StayOutForm(GovukForm):
    """Who stays out of the case; there is nothing to say why."""

    person = forms.ChoiceField(
        label="Who stays out of this case",
        help_text="No reason is asked for or kept. Others only see that they cannot be given it.",
        error_messages={"required": "Select who stays out of this case"},
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(key, str(person)) for key, person in self.people.items()]
        choices = named if len(named) == 1 else [("", "Choose"), *named]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """Return who was chosen."""
        return self.people[self.cleaned_data["person"]]
