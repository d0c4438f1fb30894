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
from charging.rules.repeats import repeat_said, twice_in_plan
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
        above: Sequence[RequestedItem] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=f"item-{number}", empty_permitted=True, **kwargs)
        self.today, self.earlier, self.above = today, {item.pk: item for item in earlier}, above
        self.fields["due_in"].choices = days_offered(today)  # type: ignore[attr-defined]
        self._offer_earlier()
        self.number = number
        self.suspects = {suspect.pk: suspect for suspect in suspects}
        if not self.earlier and not twice_in_plan(self._as_said(), self.above, on=today):
            del self.fields["repeat"]
        choices = [ALL_SUSPECTS, *((pk, str(suspect)) for pk, suspect in self.suspects.items())]
        self.fields["suspect"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            message = str(field.error_messages["required"])
            field.error_messages["required"] = f"Item {number}: {message[0].lower()}{message[1:]}"

    def _offer_earlier(self) -> None:
        """Only a later plan can ask again; an item of a first plan can only be like another of the same plan."""
        named = [(pk, f"Plan {item.plan.number}: {item.text[:80]}") for pk, item in self.earlier.items()]
        self.fields["repeat_of"].choices = [("", "The one most like it"), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["repeat_of"]
            self.fields["repeat"].label = "Does this plan ask for it already?"
            self.fields["repeat"].help_text = "Another item of this plan looks like this one."
            not_same = (Repeat.NOT_SAME.value, Repeat.NOT_SAME.label)
            self.fields["repeat"].choices = [("", "Not said"), not_same]  # type: ignore[attr-defined]

    def _as_said(self) -> RequestedItem:
        """The item as far as it was typed, or as it is stored: enough to see whether it looks like another."""
        said = (
            {name: self.data.get(self.add_prefix(name), "") for name in self.fields} if self.is_bound else self.initial
        )
        return RequestedItem(
            category=said.get("category", ""),
            text=said.get("text", ""),
            why="",
            needed_for="",
            due_on=self.today,
            suspect=next((one for one in self.suspects.values() if str(one.pk) == str(said.get("suspect"))), None),
        )

    def clean(self) -> dict[str, Any]:
        """Take the date from whichever was given, and ask whether what looks like an earlier item is the same."""
        said = super().clean() or self.cleaned_data
        if said.get("due_in"):
            said["due_on"] = date.fromisoformat(said["due_in"])
        elif not said.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", str(self.fields["due_on"].error_messages["required"]))
        if not self.errors:
            self._judge_repeat()
        return said

    def _judge_repeat(self) -> None:
        verdict = repeat_said(self.item(), list(self.earlier.values()), self.above, on=self.today)
        for reason in verdict.reasons:
            message = reason.message.removeprefix(f"Item {len(self.above) + 1}: ")
            where = "repeat" if "repeat" in self.fields else "text"
            self.add_error(where, message[0].upper() + message[1:])

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
