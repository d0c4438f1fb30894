"""The filters of a list in its address: codes, keys and days only, never a name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from django.http import QueryDict

from accounts.roles import Side
from charging.queries.lists.choices import Choices, understood
from charging.queries.lists.facets import Chosen, Facet
from foundation import wording
from web.dates import GovukDateField
from web.forms import GovukForm

LEFT_OUT = "not_"


class DaysForm(GovukForm):
    """When a case was opened and first submitted; each end may be left open."""

    mark_optional = False
    opened_from = GovukDateField(label="Opened on or after", required=False)
    opened_to = GovukDateField(label="Opened on or before", required=False)
    submitted_from = GovukDateField(label="First submitted on or after", required=False)
    submitted_to = GovukDateField(label="First submitted on or before", required=False)

    def given(self) -> dict[str, date]:
        """The days that were given and make sense; the others are errors of their fields."""
        self.is_valid()
        return {name: day for name, day in self.cleaned_data.items() if day}


@dataclass(frozen=True)
class Tag:
    """One filter that is on, and the address without it."""

    label: str
    remove_href: str


@dataclass(frozen=True)
class Panel:
    """All that the filter panel shows; `kept` are the other parts of the address, sent along unchanged."""

    days: DaysForm
    choices: Sequence[Choices]
    tags: Sequence[Tag]
    clear_href: str
    kept: Sequence[tuple[str, str]]

    @property
    def drawn_days(self) -> str:
        """The boxes of the days as HTML: blank ones are always the same."""
        return str(self.days) if self.days_chosen else _blank_days()

    @property
    def days_chosen(self) -> int:
        """How many of the days are given, or were meant to be."""
        return len(self.days.given()) + len(self.days.errors)


@cache
def _blank_days() -> str:
    return str(DaysForm())


def chosen_in(address: QueryDict, offered: Iterable[Facet], side: Side | None) -> Chosen:
    """Read the filters out of an address; what means nothing to this reader is as if it were not there."""
    wanted: dict[str, tuple[str, ...]] = {}
    unwanted: dict[str, tuple[str, ...]] = {}
    for facet in offered:
        for values, prefix in ((wanted, ""), (unwanted, LEFT_OUT)):
            named = (understood(facet, value, side) for value in address.getlist(f"{prefix}{facet.key}"))
            if known := tuple(dict.fromkeys(value for value in named if value)):
                values[facet.key] = known
    return Chosen(wanted, unwanted, DaysForm(address).given())


def panel_of(
    address: QueryDict, chosen: Chosen, choices: Sequence[Choices], *, others: Sequence[tuple[str, str]] = ()
) -> Panel:
    """Draw the panel for an address and what was read from it; `others` are its parts that are no filters."""
    return Panel(
        days=DaysForm(address),
        choices=choices,
        tags=[*_tags(chosen, choices, others), *_day_tags(chosen, others)],
        clear_href=written(Chosen(), others),
        kept=others,
    )


def written(chosen: Chosen, others: Sequence[tuple[str, str]]) -> str:
    """Write filters, and the other parts of an address, as an address of the first page."""
    address = QueryDict(mutable=True)
    for name, value in others:
        address[name] = value
    for key, values in chosen.wanted.items():
        address.setlist(key, values)
    for key, values in chosen.unwanted.items():
        address.setlist(f"{LEFT_OUT}{key}", values)
    for name, day in chosen.days.items():
        address[name] = day.isoformat()
    return f"?{address.urlencode()}"


def _tags(chosen: Chosen, choices: Sequence[Choices], others: Sequence[tuple[str, str]]) -> list[Tag]:
    found = []
    for group in choices:
        title = group.facet.title
        for row in group.rows:
            if row.wanted:
                rest = replace(chosen, wanted=_less(chosen.wanted, group.facet.key, row.value))
                found.append(Tag(f"{title}: {row.label}", written(rest, others)))
            if row.unwanted:
                rest = replace(chosen, unwanted=_less(chosen.unwanted, group.facet.key, row.value))
                found.append(Tag(f"{title}: {row.left_out}", written(rest, others)))
    return found


def _less(values: Mapping[str, tuple[str, ...]], key: str, gone: str) -> dict[str, tuple[str, ...]]:
    return {**values, key: tuple(value for value in values[key] if value != gone)}


def _day_tags(chosen: Chosen, others: Sequence[tuple[str, str]]) -> list[Tag]:
    found = []
    for name, day in chosen.days.items():
        rest = replace(chosen, days={other: on for other, on in chosen.days.items() if other != name})
        label = DaysForm.base_fields[name].label
        found.append(Tag(f"{label} {wording.day(day)}", written(rest, others)))
    return found
