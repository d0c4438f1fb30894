"""Several forms on one page, sent with one button: pages and summaries read them like one form."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList
from django.http import QueryDict

from foundation.verdicts import Refused
from web.forms import GovukForm
from web.saving import attempt, bring_up_to_date, changed_since, saved_now

F = TypeVar("F", bound=GovukForm)
R = TypeVar("R", bound="RowForm")


class Sheet(Generic[F]):
    """The rows of a page, each a form with a prefix of its own; `is_bound` says whether it was sent."""

    def __init__(self, rows: Sequence[F]) -> None:
        self.rows = rows
        self.refusals: ErrorList = ErrorList()

    @property
    def is_bound(self) -> bool:
        """Whether the sheet was sent."""
        return any(row.is_bound for row in self.rows)

    def is_valid(self) -> bool:
        """Validate every row, so that all that is missing is said at once."""
        return not [row for row in self.rows if not row.is_valid()]

    def changed(self) -> list[F]:
        """The rows in which something was typed or chosen."""
        return [row for row in self.rows if row.has_changed()]

    def show_typed(self, data: QueryDict) -> None:
        """Show what was typed earlier without judging it yet."""
        for row in self.rows:
            if any(row.add_prefix(name) in data for name in row.fields):  # one that was listed since is not in it
                row.show_typed(data)

    @property
    def errors(self) -> Mapping[str, Any]:
        """Every error by the name of its input; empty for a sheet that was not sent."""
        found: dict[str, Any] = {"__all__": self.refusals} if self.refusals else {}
        for row in self.rows:
            found |= {row.add_prefix(name): errors for name, errors in row.errors.items()}
        return found

    def non_field_errors(self) -> ErrorList:
        """The errors that belong to no single field, those of every row too."""
        return ErrorList([*self.refusals, *(str(error) for row in self.rows for error in row.non_field_errors())])

    def __iter__(self) -> Iterator[BoundField]:
        return (field for row in self.rows for field in row)


class RowForm(GovukForm):
    """A row that is stored already and knows what its page showed.

    What nobody touched is neither saved nor in conflict, whatever somebody else made of it meanwhile.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._shown

    def asked(self) -> list[str]:
        """The names of the fields that somebody can touch."""
        return [name for name, field in self.fields.items() if not field.widget.is_hidden]

    def has_changed(self) -> bool:
        """Whether what was sent differs from what the page showed."""
        shown = self["seen"].data if self.is_bound else ""
        return self._sent() != shown if shown else any(name in self.changed_data for name in self.asked())

    def show_stored(self) -> None:
        """Show what is stored, and not what was sent: nobody touched it."""
        self.is_bound, self.data = False, QueryDict()

    def settle(self, version: str) -> None:
        """Let the page show what was saved just now, with nothing left to save."""
        bring_up_to_date(self, version)
        bring_up_to_date(self, self._sent(), "seen")

    def _shown(self) -> str:
        return self._mark(self.get_initial_for_field(self.fields[name], name) for name in self.asked())

    def _sent(self) -> str:
        return self._mark(self[name].data for name in self.asked())

    @staticmethod
    def _mark(values: Iterable[Any]) -> str:
        words = [str(value or "").replace("\r\n", "\n").strip() for value in values]
        return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:16]


class EditSheet(Sheet[R]):
    """Rows that are stored already, saved one by one; `theirs` holds by prefix what others saved meanwhile."""

    def __init__(self, rows: Sequence[R]) -> None:
        super().__init__(rows)
        self.theirs: dict[str, list[dict[str, str]]] = {}

    def save_each(self, act: Callable[[R], object], stored: Callable[[R], Mapping[str, Any]]) -> bool:
        """Save each changed row by itself, and say whether all of them went through.

        What did go through stays saved. `stored` reads what a row's form would start from now, as `saved_now`
        takes it; each carries its own version, so that one stale row never hides or overwrites another.
        """
        for row in self.changed():
            saved = attempt(row, partial(act, row))
            now = stored(row)
            if saved:
                row.settle(str(now["version"]))
            elif met := saved_now(row, now):
                self.theirs[str(row.prefix)] = met
        return not self.errors

    def show_refusal(self, row: R, refusal: Refused, stored: Mapping[str, Any]) -> None:
        """Put on a row why it was refused, where all rows are saved together or none; beside it what others saved."""

        def refuse() -> None:
            raise refusal

        attempt(row, refuse)
        if met := saved_now(row, stored):
            self.theirs[str(row.prefix)] = met

    def show_typed(self, data: QueryDict) -> None:
        """Show what was typed earlier, beside it what others saved since."""
        super().show_typed(data)
        for row in self.rows:
            if row.is_bound and not row.has_changed():
                row.show_stored()
            elif row.is_bound and (met := changed_since(row)):
                self.theirs[str(row.prefix)] = met

    def rows_met(self) -> Iterator[tuple[R, list[dict[str, str]] | None]]:
        """Every row with what somebody else saved in it meanwhile."""
        for row in self.rows:
            yield row, self.theirs.get(str(row.prefix))
