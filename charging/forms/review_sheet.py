"""The forms of one review as a single sheet: filled in together, checked together, handed in together."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList
from django.http import QueryDict

from casework.models import Suspect
from charging.forms.reviews import ItemForm, OutcomeForm, ReviewChoices, ReviewForm
from charging.rules.decision import Review
from foundation.verdicts import Reason, Refused
from web.forms import GovukForm

FIRST_ROWS = 1
MOST_ROWS = 40
ROWS = "item-rows"


class ReviewSheet:
    """Reads like a form where pages need one: `errors`, `non_field_errors` and its fields in order."""

    def __init__(self, suspects: Sequence[Suspect], choices: ReviewChoices, data: QueryDict | None = None) -> None:
        self.suspects, self.choices = suspects, choices
        self._refusals: ErrorList = ErrorList()
        self._fill(data)

    def _fill(self, data: QueryDict | None) -> None:
        suspects = self.suspects
        self.data = data
        self.row_count = _row_count(data)
        self.main = ReviewForm(data)
        self.outcomes = [OutcomeForm(data, suspect=suspect, choices=self.choices) for suspect in suspects]
        self.items = [
            ItemForm(data, number=number, suspects=suspects, initial={"suspect": ""})
            for number in range(1, self.row_count + 1)
        ]

    def show_typed(self, data: QueryDict) -> None:
        """Show what was typed earlier, with as many rows as it has, without judging it yet."""
        self._fill(data)
        self.keep_quiet()

    @property
    def forms(self) -> Sequence[GovukForm]:
        """Every form of the sheet, in the order of the page."""
        return [self.main, *self.outcomes, *self.items]

    def is_valid(self) -> bool:
        """Validate every form, so that all that is missing is said at once."""
        refused = [form for form in self.forms if not form.is_valid()]
        return not refused

    def review(self) -> Review:
        """Return the review as it is handed in; call it after is_valid()."""
        said = self.main.cleaned_data
        return Review(
            analysis=said["analysis"],
            disclosure_considered=said["disclosure_considered"],
            outcomes={form.suspect.pk: form.outcome() for form in self.outcomes},
            items=[form.item() for form in self.items if form.has_changed()],
        )

    def refuse(self, refusal: Refused) -> None:
        """Put each reason beside the field it names, or at the top."""
        fields = {field.html_name: field for field in self}
        for reason in refusal.verdict.reasons:
            self._place(reason, fields.get(self._input_of(reason)))

    def _place(self, reason: Reason, field: BoundField | None) -> None:
        if field is None:
            self._refusals.append(reason.message)
        else:
            field.form.add_error(field.name, reason.message)

    def _input_of(self, reason: Reason) -> str:
        """Name the input a reason is about; the rules count only the items that were filled in."""
        group, _, number = reason.where.partition("-")
        if group != "item" or not number.isdecimal():
            return reason.where
        asked = [form for form in self.items if form.has_changed()]
        return asked[int(number) - 1].add_prefix("due_on" if reason.code == "past_date" else "text")

    def add_row(self) -> None:
        """Offer one more row for an item, keeping what was typed and saying nothing of gaps yet."""
        number = min(self.row_count + 1, MOST_ROWS)
        if number > self.row_count:
            suspects = [form.suspect for form in self.outcomes]
            self.items.append(ItemForm(self.data, number=number, suspects=suspects, initial={"suspect": ""}))
        self.row_count = number
        self.keep_quiet()

    def keep_quiet(self) -> None:
        """Show what was typed without judging it."""
        for form in self.forms:
            form.errors.clear()

    @property
    def errors(self) -> Mapping[str, Any]:
        """Return every error; empty for a sheet that was not sent."""
        found: dict[str, Any] = {"__all__": self._refusals} if self._refusals else {}
        for form in self.forms:
            found |= {form.add_prefix(name): errors for name, errors in form.errors.items()}
        return found

    def non_field_errors(self) -> ErrorList:
        """Return the reasons that belong to no single field."""
        return self._refusals

    def __iter__(self) -> Iterator[BoundField]:
        return (field for form in self.forms for field in form)


def _row_count(data: QueryDict | None) -> int:
    asked = str(data.get(ROWS, "")) if data else ""
    return min(max(int(asked), FIRST_ROWS), MOST_ROWS) if asked.isdecimal() else FIRST_ROWS
