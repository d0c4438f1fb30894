"""Unused material: one item, several at once, and what the disclosure officer thinks of them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms

from casework.models import DisclosureView, Material, Presumption, UnusedItem
from casework.operations.unused import ItemDetails
from casework.rules.disclosure import DisclosureEdition
from casework.rules.unused import EXAMPLE
from foundation.periods import local_date
from web.dates import GovukDateField
from web.forms import GovukForm
from web.sheets import RowForm

LONGEST = 2_000
LONGEST_REASON = 2_000
DESCRIBE = f"What it is, who made it, when, how many pages and what it shows. For example: {EXAMPLE}"


def _text(label: str, *, rows: int, help_text: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _presumption() -> forms.ChoiceField:
    return forms.ChoiceField(label="Is it of a kind presumed to meet the test?", choices=Presumption, required=False)


class DescribedForm(GovukForm):
    """What an item is. Ground and rationale are asked only on the sensitive schedule."""

    description = _text("Description", rows=3, help_text=DESCRIBE, required=True)
    location = forms.CharField(label="Where it is kept", max_length=120, required=False)
    presumption = _presumption()
    sensitivity_ground = forms.ChoiceField(label="Ground on which it is sensitive")
    sensitivity_rationale = _text(
        "Why it is sensitive", rows=3, help_text="What harm would come of disclosing it", required=True
    )

    def __init__(self, *args: Any, sensitive: bool, edition: DisclosureEdition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sensitive = sensitive
        if sensitive:
            self.fields["sensitivity_ground"].choices = [("", "Choose"), *edition.grounds.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["sensitivity_ground"], self.fields["sensitivity_rationale"]

    def details(self) -> ItemDetails:
        """The item as it is to be listed."""
        return ItemDetails(**{**self.cleaned_data, "sensitive": self.sensitive})


class QuickForm(DescribedForm):
    """One row of several; left empty, it is passed over."""

    description = _text("Description", rows=2, required=True)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"row-{number}", empty_permitted=True, **kwargs)
        self.number = number


class ItemForm(DescribedForm):
    """One item with the piece of material that it is, where that is on the file."""

    material = forms.ChoiceField(label="Which material on the file is it?", required=False)

    def __init__(self, *args: Any, material: Iterable[Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(row.pk): row for row in material}
        choices = [(key, f"{row.get_kind_display()}: {row.title}") for key, row in self.offered.items()]
        self.fields["material"].choices = [("", "None: it is not on the file"), *choices]  # type: ignore[attr-defined]

    def clean_material(self) -> Material | None:
        """Turn the key into the material."""
        return self.offered.get(self.cleaned_data["material"])


class ItemEditForm(ItemForm):
    """All that is said of an item that is listed already."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    view = forms.ChoiceField(
        label="Disclosure officer’s view",  # noqa: RUF001 - the apostrophe that pages use
        help_text="Might it reasonably be thought capable of undermining the prosecution or assisting the defence?",
        choices=DisclosureView,
        required=False,
        widget=forms.RadioSelect,
    )
    view_reason = _text("Reason for this view", rows=2, help_text="Needed unless it does not meet the test")
    rebutted_because = _text(
        "Why the presumption does not hold", rows=2, help_text="Needed where a presumed item does not meet the test"
    )
    inspected_on = GovukDateField(label="Date you inspected it", required=False)

    def __init__(self, *args: Any, item: UnusedItem, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.stored(item), sensitive=item.sensitive, **kwargs)
        self.item = item

    def changes(self) -> dict[str, Any]:
        """What the item is to say; a link to material that the reader was not offered stays as it is."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        linked = str(self.item.material_id or "")
        if said["material"] is None and linked and linked not in self.offered:
            del said["material"]
        return said

    @classmethod
    def stored(cls, item: UnusedItem) -> dict[str, Any]:
        """What the form shows before anything is typed, and what a conflict is shown from."""
        own = {name: getattr(item, name) for name in cls.base_fields if name not in {"material", "inspected_on"}}
        inspected_on = local_date(item.inspected_at) if item.inspected_at else None
        return {**own, "material": str(item.material_id or ""), "inspected_on": inspected_on}


class ViewForm(RowForm):
    """The disclosure officer's view of one item, on a page of several."""

    view = forms.ChoiceField(label="View", choices=DisclosureView, required=False)
    view_reason = _text("Reason", rows=2)
    rebutted_because = _text("Why the presumption does not hold", rows=2)

    def __init__(self, *args: Any, item: UnusedItem, **kwargs: Any) -> None:
        stored = {name: getattr(item, name) for name in self.base_fields if name != "seen"}
        super().__init__(*args, prefix=self.name_of(item), initial=stored, **kwargs)
        self.item = item
        if not item.presumption:
            del self.fields["rebutted_because"]

    @staticmethod
    def name_of(item: UnusedItem) -> str:
        """What the row of an item is called on its page."""
        return f"item-{item.number}"

    def changes(self, inspected_on: date | None) -> Mapping[str, Any]:
        """What the item is to say; it was inspected on the day that the page asks for, if that was given."""
        said = {name: self.cleaned_data[name] for name in self.asked()}
        return {**said, "inspected_on": inspected_on} if inspected_on else said


class InspectedForm(GovukForm):
    """One day for all the items of a page."""

    inspected_on = GovukDateField(
        label="Date you inspected the items below",
        help_text="Kept with each item whose view you change. Leave it empty if you did not inspect them.",
        required=False,
    )


class VersionForm(GovukForm):
    """A confirmation that knows which state of the item was confirmed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(VersionForm):
    """Why an item becomes sensitive; asked of nobody where it stops being so."""

    sensitivity_ground = forms.ChoiceField(label="Ground on which it is sensitive")
    sensitivity_rationale = _text(
        "Why it is sensitive", rows=4, help_text="What harm would come of disclosing it", required=True
    )

    def __init__(self, *args: Any, becomes_sensitive: bool, edition: DisclosureEdition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if becomes_sensitive:
            self.fields["sensitivity_ground"].choices = [("", "Choose"), *edition.grounds.items()]  # type: ignore[attr-defined]
        else:
            del self.fields["sensitivity_ground"], self.fields["sensitivity_rationale"]
