"""The answer of police to one item of an action plan."""

from collections.abc import Iterable
from typing import Any

from django import forms

from casework.models import Material
from charging.forms.plan_items import offer_material
from charging.lifecycle import Answer
from charging.operations.actions import ItemAnswer
from web.forms import GovukForm

AGREEING = [choice for choice in Answer.choices if choice[0] != Answer.DISPUTED]
"""The answers of whoever does not dispute that the item is needed."""


class AnyAnswerForm(GovukForm):
    """What police answer, to one item or to several: how, in words, and with what material."""

    answer = forms.ChoiceField(label="Your answer", choices=AGREEING, widget=forms.RadioSelect)
    text = forms.CharField(
        label="Details",
        help_text=(
            "If you provide it in full, choose the material that answers it or say here what you provide. "
            "With any other answer, say here what is missing and why."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    material = forms.TypedMultipleChoiceField(
        label="Material that answers this",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, material: Iterable[Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offer_material(self, material)

    def reply(self) -> ItemAnswer:
        """Return the answer, for the operation."""
        said = self.cleaned_data
        chosen = [self.offered[pk] for pk in said.get("material", ())]
        return ItemAnswer(answer=Answer(said["answer"]), text=said["text"], material=chosen)


class AnswerForm(AnyAnswerForm):
    """How police answer an item. `version` notices that somebody else answered meanwhile."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, disagrees: bool, **kwargs: Any) -> None:
        """`disagrees` offers to say so in the answer: before, a challenge says it, and the CPS decides."""
        super().__init__(*args, **kwargs)
        if disagrees:
            self.fields["answer"].choices = Answer.choices  # type: ignore[attr-defined]
