"""What is said about several items of an action plan at once: one answer to some, whether answers are enough."""

from collections.abc import Sequence
from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from charging.forms.actions import AnyAnswerForm
from charging.models import ActionItem
from charging.operations.actions import ItemAnswer
from charging.operations.plan_keeping import Assessment

CHANGED = "One of the items was answered or changed while you were writing. Choose again from those that are open"


class AnswerSeveralForm(AnyAnswerForm):
    """One answer to several items. Each is named with the version that the page showed."""

    items = forms.MultipleChoiceField(
        label="Which items does this answer?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one item"},
    )
    field_order = ["items", "answer", "text", "material"]

    def __init__(self, *args: Any, items: Sequence[ActionItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [(f"{item.pk}.{item.version}", f"{item.get_category_display()}: {item.text[:100]}") for item in items]
        self.fields["items"].choices = labels  # type: ignore[attr-defined]
        self.fields["items"].error_messages["invalid_choice"] = CHANGED
        self.fields["answer"].label = "Your answer to all of them"
        self.fields["text"].help_text = (
            "If you provide them in full, choose the material that answers them or say here what you provide. "
            "With any other answer, say here what is missing and why."
        )
        if "material" in self.fields:
            self.fields["material"].label = "Material that answers them"

    def replies(self) -> dict[int, tuple[ItemAnswer, int]]:
        """Return the answer by item key, each with the version that was shown."""
        reply = self.reply()
        pairs = [each.split(".") for each in self.cleaned_data["items"]]
        return {int(pk): (reply, int(version)) for pk, version in pairs}


class AssessForm(DecisionForm):
    """Of each answer whether it is enough; what nobody says anything of is left as it is."""

    ENOUGH, SHORT = "yes", "no"
    mark_optional = False

    def __init__(self, *args: Any, items: Sequence[ActionItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        said = {True: self.ENOUGH, False: self.SHORT, None: ""}
        for item in items:
            self.fields[f"satisfied_{item.pk}"] = forms.ChoiceField(
                label="Is the answer enough?",
                choices=[(self.ENOUGH, "Yes"), (self.SHORT, "No"), ("", "Not said yet")],
                required=False,
                initial=said[item.satisfied],
                widget=forms.RadioSelect(attrs={"data-inline": True}),
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label="What it falls short of",
                help_text="Needed where you say no. To ask again, add an item to your review.",
                required=False,
                max_length=500,
                initial=item.assessment,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"version_{item.pk}"] = forms.IntegerField(widget=forms.HiddenInput, initial=item.version)

    def rows(self) -> list[tuple[ActionItem, list[Any]]]:
        """Each item with its fields, in order."""
        return [(item, [self[f"{name}_{item.pk}"] for name in ("satisfied", "note", "version")]) for item in self.items]

    def said(self) -> dict[int, Assessment]:
        """Return what was said, by item key; call it after is_valid()."""
        data = self.cleaned_data
        return {
            item.pk: Assessment(
                satisfied=data[f"satisfied_{item.pk}"] == self.ENOUGH,
                note=data[f"note_{item.pk}"],
                version=data[f"version_{item.pk}"],
            )
            for item in self.items
            if self._says_something_new(item, data)
        }

    def _says_something_new(self, item: ActionItem, data: dict[str, Any]) -> bool:
        said, note = data[f"satisfied_{item.pk}"], data[f"note_{item.pk}"]
        return bool(said) and (item.satisfied is not (said == self.ENOUGH) or item.assessment != note.strip())
