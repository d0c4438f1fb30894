"""What somebody wants to see of the figures, as filters that live in the address."""

from datetime import datetime

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
        self.present = month_of(at)
        self.places = areas_and_forces()
        self.place = find(data.get("place", ""), self.places) or NATION
        self.until = self._month(data.get("until", ""))
        self.segment = Segment(data["segment"]) if data.get("segment") in Segment.values else Segment.ALL
        super().__init__(initial={"place": self.place.key, "until": str(self.until), "segment": self.segment.value})
        self.fields["place"] = forms.ChoiceField(label="Place", required=False, choices=self._place_choices())
        months = [self.present.plus(-back) for back in range(MONTHS_OFFERED)]
        self.fields["until"].choices = [(str(month), month.label) for month in months]  # type: ignore[attr-defined]

    @property
    def choice(self) -> Choice:
        """What to show."""
        return Choice(self.place, self.until, self.segment)

    @property
    def query(self) -> dict[str, str]:
        """The choice as parameters of an address."""
        return {"place": self.place.key, "until": str(self.until), "segment": self.segment.value}

    def _month(self, text: str) -> Month:
        try:
            month = Month.parse(text)
        except ValueError:
            return self.present
        return min(max(month, self.present.plus(1 - MONTHS_OFFERED)), self.present)

    def _place_choices(self) -> list[tuple[str, object]]:
        groups = [
            ("CPS Areas", of_level(Level.AREA, self.places)),
            ("Police forces", of_level(Level.FORCE, self.places)),
        ]
        if self.place not in self.places:
            groups.append(("Units", (self.place,)))
        return [
            (NATION.key, NATION.name),
            *((label, [(place.key, place.name) for place in members]) for label, members in groups),
        ]


def place_named(key: str) -> Place | None:
    """Return the place that an address names, or None."""
    return find(key, areas_and_forces())
