"""Accepting a file for review, and rejecting it with coded reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from casework.forms.decisions import DecisionForm
from casework.models import CaseworkType
from charging.forms.reason_rows import DETAIL_LENGTH, lines_for, missing_field, more_id, row_field
from charging.models import RejectionReason
from charging.queries.submission.standard_sent import SentRow
from charging.queries.submission.streams_now import FittingReview
from charging.rules.rejections import NO_ROW, RowKey
from charging.rules.submissions import given_reasons, reminder_fits, respond_by_fits
from foundation.verdicts import Verdict
from web.dates import GovukDateField, hint
from web.saving import bring_up_to_date


class AcceptForm(DecisionForm):
    """What kind of casework an accepted file is; the one review that fits it goes along, as the page showed it.

    `fitting` is that review now. Where it is no longer the one that was shown, somebody has to accept that first.
    """

    review_type = forms.CharField(required=False, widget=forms.HiddenInput)
    casework_type = forms.ChoiceField(
        label="Type of casework",
        help_text="It decides the CPS unit that reviews the file.",
        choices=CaseworkType.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the type of casework"},
    )

    def __init__(self, *args: Any, fitting: FittingReview, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fitting = fitting
        self.initial["review_type"] = fitting.type.value

    def clean(self) -> dict[str, Any]:
        """Ask again where another review fits by now, and move the form on to that one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data["review_type"] != self.fitting.type:
            bring_up_to_date(self, self.fitting.type.value, "review_type")
            said = f"The type of review is now “{self.fitting.type.label}”. {self.fitting.why}"
            self.add_error(None, f"{said} If that is right, accept the file again.")
        return data


@dataclass(frozen=True)
class AskedReason:
    """One reason as the page asks for it, with what police said already of the rows that earn it."""

    reason: BoundField
    more: Sequence[BoundField]
    said: Sequence[SentRow]

    @property
    def more_id(self) -> str:
        """The id of what is shown once the reason is ticked."""
        return more_id(self.reason.name)


class RejectForm(DecisionForm):
    """Coded reasons, each with what exactly is missing, and the day to respond by.

    `reasons` are those that may be given for this file; `details` holds what the checklist misses, by code: it is
    ticked unless police explained all of it, which somebody weighs first. `sent` are the rows that the file was judged
    by, `usual` the likeliest of them by reason code; `today` is the day in London.
    """

    mark_optional, reminds = False, True

    def __init__(
        self,
        *args: Any,
        reasons: Iterable[RejectionReason],
        details: Mapping[str, str],
        today: date,
        sent: Sequence[SentRow] = (),
        usual: Mapping[str, Sequence[RowKey]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered, self.suggested, self.sent = tuple(reasons), details, {row.value: row for row in sent}
        self.today = today
        for reason in self.offered:
            self._ask(reason.code, reason.title, details.get(reason.code, ""))
            if sent:
                self._ask_rows(reason.code, sent, (usual or {}).get(reason.code, ()))
        self.fields["respond_by"] = GovukDateField(
            label="Date to respond by",
            help_text=hint("A date after today."),
            error_messages={"required": "Enter the date by which police should respond"},
        )
        if self.reminds:
            self.fields["remind_on"] = GovukDateField(
                label="Date to remind police on (optional)",
                help_text="Only if nothing came back by then. On the date to respond by, or after it.",
                required=False,
            )

    def _ask(self, code: str, title: str, suggested: str) -> None:
        """Ask whether a reason is given and what exactly is missing, ticked where the checklist suggests it."""
        explained = self._explained(code)
        misses = f"The checklist says this is missing from the file{', and police explained why' if explained else ''}."
        self.fields[f"reason_{code}"] = forms.BooleanField(
            label=f"{code}: {title}",
            help_text=misses if suggested else "",
            required=False,
            initial=bool(suggested) and not explained,
            widget=forms.CheckboxInput(attrs={"data-aria-controls": more_id(f"reason_{code}")}),
        )
        self.fields[f"detail_{code}"] = forms.CharField(
            label=f"What exactly is missing, for {code}",
            required=False,
            max_length=DETAIL_LENGTH,
            initial=suggested[:DETAIL_LENGTH],
            widget=forms.Textarea(attrs={"rows": lines_for(suggested), "data-label-size": ""}),
        )

    def _ask_rows(self, code: str, sent: Sequence[SentRow], likely: Sequence[RowKey]) -> None:
        """Offer the missing rows that earn a reason as boxes, ticked; and any other row of the file in a list."""
        missing = [row for row in sent if row.triage_code == code and not row.met]
        if missing:
            self.fields[f"rows_{code}"] = missing_field(code, missing)
        others = [row for row in sent if row not in missing]
        self.fields[f"row_{code}"] = row_field(code, others, NO_ROW if missing else next(iter(likely), NO_ROW))

    def rows(self) -> list[AskedReason]:
        """Return each reason with its detail and its rows, as the page shows them."""
        return [
            AskedReason(self[f"reason_{each.code}"], self._more(each.code), self._said(each.code))
            for each in self.offered
        ]

    def _more(self, code: str) -> list[BoundField]:
        names = [f"{name}_{code}" for name in ("detail", "rows", "row")]
        return [self[name] for name in names if name in self.fields]

    def _explained(self, code: str) -> bool:
        """Whether police said something of every missing row that earns a reason."""
        missing = [row for row in self.sent.values() if row.triage_code == code and not row.met]
        return bool(missing) and all(row.said for row in missing)

    def _said(self, code: str) -> list[SentRow]:
        return [row for row in self.sent.values() if row.triage_code == code and row.said]

    def clean(self) -> dict[str, Any]:
        """Gather the chosen reasons; a detail without its reason ticked would be lost, so ask."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        codes = [reason.code for reason in self.offered]
        data["reasons"] = {code: data.get(f"detail_{code}", "").strip() for code in codes if data.get(f"reason_{code}")}
        for reason in self._judged(data).reasons:
            where = reason.where if reason.where in self.fields else f"reason_{codes[0]}"
            # What could not be read is said already, and is empty here only for that.
            if where not in self.errors:
                self.add_error(where, reason.message)
        for code in codes:
            if code not in data["reasons"] and self._wrote(code):
                self.add_error(f"reason_{code}", f"Tick {code}, or clear what you wrote for it")
        return data

    def _judged(self, data: Mapping[str, Any]) -> Verdict:
        """All that speaks against it, so that nobody is told one thing after another."""
        verdict = given_reasons(data["reasons"])
        if "respond_by" in data:
            verdict &= respond_by_fits(data["respond_by"], today=self.today)
            verdict &= reminder_fits(data.get("remind_on"), data["respond_by"])
        return verdict

    def left_standing(self) -> set[str]:
        """The fields of reasons that were not ticked and about which nothing was written: suggestions, if anything."""
        codes = [reason.code for reason in self.offered]
        left = [code for code in codes if not self[f"reason_{code}"].value() and not self._wrote(code)]
        return {f"{name}_{code}" for code in left for name in ("reason", "detail", "rows", "row")}

    def _wrote(self, code: str) -> bool:
        """Whether somebody wrote a detail; a suggestion that was left standing is not theirs."""
        said = str(self[f"detail_{code}"].value() or "").strip()
        return bool(said) and said != self.suggested.get(code, "")[:DETAIL_LENGTH].strip()

    def reasons(self) -> dict[str, str]:
        """Return the chosen reasons by code, each with its detail."""
        chosen: dict[str, str] = self.cleaned_data["reasons"]
        return chosen

    def rows_meant(self) -> dict[str, list[RowKey]]:
        """Return the rows that each chosen reason is about, by code; nothing where the file has no rows to choose."""
        return {code: self._rows_of(code) for code in self.reasons()} if self.sent else {}

    def _rows_of(self, code: str) -> list[RowKey]:
        chosen = [*self.cleaned_data.get(f"rows_{code}", ()), self.cleaned_data.get(f"row_{code}", "")]
        return [self.sent[value].key for value in chosen if value]

    def respond_by(self) -> date:
        """Return the day by which police should respond."""
        day: date = self.cleaned_data["respond_by"]
        return day

    def remind_on(self) -> date | None:
        """Return the day on which police are reminded, where one is wanted."""
        return self.cleaned_data.get("remind_on") or None


class AcceptShortForm(RejectForm, AcceptForm):
    """Accept a red file for review although it is not to standard: with the reasons, and a day to put it right by."""

    reminds = False
