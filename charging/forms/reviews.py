"""The prosecutor's review: one analysis, an outcome for each suspect, and what is still needed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from casework.models import Suspect
from charging.forms.plan_items import days_offered
from charging.lifecycle import ActionCategory, NeededFor, Repeat
from charging.models import ActionItem
from charging.rules.decision import RequestedItem
from charging.rules.repeats import repeats_said
from web.dates import GovukDateField
from web.forms import GovukForm

ALL_SUSPECTS = ("", "All suspects")


class IssueForm(DecisionForm):
    """Issuing what the check page showed: its digest, and how much of what others did it showed."""

    digest = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class ItemForm(GovukForm):
    """One thing that is still needed. A row in which nothing was typed is passed over."""

    text = forms.CharField(label="What is needed", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    why = forms.CharField(label="Why it matters", max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    suspect = forms.TypedChoiceField(label="About", coerce=int, empty_value=None, required=False)
    category = forms.ChoiceField(
        label="Category",
        choices=[("", "Select a category"), *ActionCategory.choices],
        error_messages={"required": "Select a category"},
    )
    needed_for = forms.ChoiceField(
        label="When is it needed?",
        choices=NeededFor.choices,
        widget=forms.RadioSelect(attrs={"data-inline": True}),
        error_messages={"required": "Select whether it is needed for the decision or for trial"},
    )
    due_in = forms.ChoiceField(label="Due", required=False)
    due_on = GovukDateField(label="Another due date", required=False, error_messages={"required": "Enter the due date"})
    repeat = forms.ChoiceField(
        label="Was it asked for before?",
        help_text="Of an item that looks like an earlier one you are asked this before you issue the plan.",
        choices=[("", "Not said"), *Repeat.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    repeat_of = forms.TypedChoiceField(
        label="Which earlier item does it follow?", coerce=int, empty_value=None, required=False
    )
    mark_optional = False

    def __init__(
        self,
        *args: Any,
        number: int,
        suspects: Sequence[Suspect],
        today: date,
        earlier: Sequence[ActionItem] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=f"item-{number}", empty_permitted=True, **kwargs)
        self.today, self.earlier = today, {item.pk: item for item in earlier}
        self.fields["due_in"].choices = days_offered(today)  # type: ignore[attr-defined]
        self._offer_earlier()
        self.number = number
        self.suspects = {suspect.pk: suspect for suspect in suspects}
        choices = [ALL_SUSPECTS, *((pk, str(suspect)) for pk, suspect in self.suspects.items())]
        self.fields["suspect"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            message = str(field.error_messages["required"])
            field.error_messages["required"] = f"Item {number}: {message[0].lower()}{message[1:]}"

    def _offer_earlier(self) -> None:
        """Only a later plan can ask again."""
        named = [(pk, f"Plan {item.plan.number}: {item.text[:80]}") for pk, item in self.earlier.items()]
        self.fields["repeat_of"].choices = [("", "The one most like it"), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["repeat"], self.fields["repeat_of"]

    def clean(self) -> dict[str, Any]:
        """Take the date from whichever was given, and ask whether what looks like an earlier item is the same."""
        said = super().clean() or self.cleaned_data
        if said.get("due_in"):
            said["due_on"] = date.fromisoformat(said["due_in"])
        elif not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", str(self.fields["due_on"].error_messages["required"]))
        if not self.errors and self.earlier:
            verdict = repeats_said([self.item()], list(self.earlier.values()), on=self.today)
            for reason in verdict.reasons:
                self.add_error("repeat", reason.message.removeprefix("Item 1: "))
        return said

    def words(self) -> dict[str, Any]:
        """Return what is asked for in the words of the check page; call it after is_valid()."""
        said = self.cleaned_data
        return {
            **said,
            "category": ActionCategory(said["category"]).label,
            "needed_for": NeededFor(said["needed_for"]).label,
            "about": str(self.suspects.get(said["suspect"], ALL_SUSPECTS[1])),
        }

    def item(self) -> RequestedItem:
        """Return what is asked for, for the rules and the operation."""
        said = self.cleaned_data
        return RequestedItem(
            category=said["category"],
            text=said["text"],
            why=said["why"],
            needed_for=said["needed_for"],
            due_on=said["due_on"],
            suspect=self.suspects.get(said["suspect"]),
            repeat=said.get("repeat", ""),
            repeat_of=self.earlier.get(said.get("repeat_of") or 0),
        )
