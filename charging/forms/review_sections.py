"""The forms of a review's sections: text, and the few answers that some sections take besides."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from charging.forms.reviews import ItemForm
from charging.lifecycle import CodeTest
from charging.models import ReviewSection
from charging.rules.review_digest import item_values
from charging.rules.review_sections import ANSWERS, Section
from web.forms import GovukForm

YES_OR_NO = [("yes", "Yes"), ("no", "No")]


def version_field() -> forms.IntegerField:
    """Carry which state of a part a form was filled from; 0 where there was none."""
    return forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)


class SectionForm(GovukForm):
    """One section. Nothing has to be filled in to save it: what a decision needs is said before it is issued."""

    test = forms.ChoiceField(
        label="Which test do you apply?", choices=CodeTest.choices, widget=forms.RadioSelect, required=False
    )
    submitted_as_ngap = forms.ChoiceField(
        label="Was the file submitted with a not guilty plea expected?",
        choices=YES_OR_NO,
        widget=forms.RadioSelect(attrs={"data-inline": True}),
        required=False,
    )
    text = forms.CharField(max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 14}))
    considered = forms.BooleanField(
        label="I have considered the impact of disclosable and unexamined material", required=False
    )
    version = version_field()
    mark_optional = False

    def __init__(self, *args: Any, section: Section, asks: bool = True, **kwargs: Any) -> None:
        """Without `asks` only the text is asked for: the rest is said elsewhere."""
        super().__init__(*args, **kwargs)
        self.section = section
        self.fields["text"].label = section.title
        self.fields["text"].help_text = section.help
        for name in set(ANSWERS.values()) - ({section.answer} if asks else set()):
            del self.fields[name]

    def answers(self) -> dict[str, Any]:
        """Return what was said besides the text; call it after is_valid()."""
        name = self.section.answer
        return {name: self.cleaned_data.get(name, "")} if name else {}

    @staticmethod
    def initial_for(row: ReviewSection | None) -> dict[str, Any]:
        """What the form shows of a section before anything is typed."""
        if row is None:
            return {"version": 0, "text": "", "row": None}
        return {**row.answers, "text": row.text, "version": row.version, "row": row}


class ItemPartForm(ItemForm):
    """One item of the action plan, on a page of its own."""

    version = version_field()

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, number=number, **kwargs)
        self.empty_permitted = False
        for field in self.fields.values():
            words = str(field.error_messages["required"]).removeprefix(f"Item {number}: ")
            field.error_messages["required"] = f"{words[:1].upper()}{words[1:]}"

    def answers(self) -> Mapping[str, Any]:
        """Return the item as a row holds it; call it after is_valid()."""
        return item_values(self.item())

    @staticmethod
    def initial_for(row: ReviewSection | None) -> dict[str, Any]:
        """What the form shows of an item before anything is typed."""
        if row is None:
            return {"version": 0, "suspect": "", "row": None}
        shown = {name: value if value is not None else "" for name, value in row.answers.items()}
        shown["due_on"] = date.fromisoformat(shown["due_on"])
        return {**shown, "version": row.version, "row": row}
