"""What somebody wants to see of the figures, as filters that live in the address."""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.http import QueryDict

from foundation.periods import Month, month_of
from metrics.models import Level, Segment
from metrics.queries.pages import Choice
from metrics.queries.places import NATION, Place, areas_and_forces, find, of_level
from web.forms import GovukForm

MONTHS_OFFERED = 36


class ChoiceForm(GovukForm):
    """Place, last month and custody basis. What is missing or makes no sense counts as not chosen."""

    mark_optional = False

    place = forms.ChoiceField(label="Place", required=False)
    until = forms.ChoiceField(label="Month", required=False, help_text="The last month of the trend")
    segment = forms.ChoiceField(
        label="Custody basis",
        required=False,
        choices=Segment.choices,
        help_text="When the CPS first received the file",
    )

    def __init__(self, data: QueryDict, at: datetime) -> None:
        places = areas_and_forces()
        self.choice = choice_of(data, at, places)
        super().__init__(initial=self.query)
        offered = {"place": place_choices(self.choice.place, places), "until": month_choices(month_of(at))}
        for name, choices in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    @property
    def query(self) -> dict[str, str]:
        """The choice as parameters of an address."""
        choice = self.choice
        return {"place": choice.place.key, "until": str(choice.until), "segment": choice.segment.value}


def choice_of(data: QueryDict, at: datetime, places: tuple[Place, ...]) -> Choice:
    """Read what an address asks for; the nation, the present month and everybody where it does not say."""
    segment = data.get("segment")
    return Choice(
        find(data.get("place", ""), places) or NATION,
        _month(data.get("until", ""), month_of(at)),
        Segment(segment) if segment in Segment.values else Segment.ALL,
    )


def month_choices(present: Month) -> list[tuple[str, str]]:
    """The months to choose from, newest first."""
    months = [present.plus(-back) for back in range(MONTHS_OFFERED)]
    return [(str(month), month.label) for month in months]


def place_choices(chosen: Place, places: tuple[Place, ...]) -> list[tuple[str, Any]]:
    """The places to choose from, Areas and forces apart; a unit only where it is the one chosen."""
    groups = [("CPS Areas", of_level(Level.AREA, places)), ("Police forces", of_level(Level.FORCE, places))]
    if chosen not in places:
        groups.append(("Units", (chosen,)))
    named = [(label, [(place.key, place.name) for place in members]) for label, members in groups]
    return [(NATION.key, NATION.name), *named]


def _month(text: str, present: Month) -> Month:
    try:
        month = Month.parse(text)
    except ValueError:
        return present
    return min(max(month, present.plus(1 - MONTHS_OFFERED)), present)
