"""The prosecutor's review: one analysis, an outcome for each suspect, and what is still needed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import cached_property

from accounts.models import User
from casework.forms.decisions import DecisionForm
from casework.models import OffenceCode, Suspect
from charging.forms.offence_codes import OffenceCodesField, merged
from charging.lifecycle import ActionCategory, NeededFor, Purpose, Result
from charging.models import DecisionReason
from charging.rules.decision import Outcome, RequestedItem, not_for, results_for
from web.dates import GovukDateField
from web.forms import GovukForm

ALL_SUSPECTS = ("", "All suspects")


class AllocateForm(DecisionForm):
    """Who is to review the file."""

    prosecutor = forms.TypedChoiceField(
        label="Prosecutor",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who is to review the file"},
    )

    def __init__(self, *args: Any, prosecutors: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {person.pk: person for person in prosecutors}
        choices = [(pk, person.name) for pk, person in self.offered.items()]
        self.fields["prosecutor"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> User:
        """Return the prosecutor who was chosen."""
        return self.offered[self.cleaned_data["prosecutor"]]


class ReviewForm(DecisionForm):
    """What the review says about the case as a whole."""

    analysis = forms.CharField(
        label="Analysis",
        help_text="The evidence, its strengths and weaknesses, likely defences, and the public interest.",
        max_length=20_000,
        error_messages={"required": "Write the evidential and public interest analysis"},
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    disclosure_considered = forms.BooleanField(
        label="I have considered the impact of disclosable and unexamined material",
        error_messages={
            "required": "Confirm that you have considered the impact of disclosable and unexamined material"
        },
    )


class OutcomeForm(GovukForm):
    """What happens to one suspect. The prefix is `suspect-<key>`, as the rules name it."""

    result = forms.ChoiceField(label="Decision", widget=forms.RadioSelect)
    rationale = forms.CharField(
        label="Reasons for this decision", max_length=8000, widget=forms.Textarea(attrs={"rows": 5})
    )
    offences = forms.TypedMultipleChoiceField(
        label="Offences to charge",
        help_text="Only where you authorise a charge.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    more = OffenceCodesField(label="Another offence to charge")
    reason = forms.TypedChoiceField(
        label="Coded reason",
        help_text="Only for no further action or an out-of-court disposal.",
        coerce=int,
        empty_value=None,
        required=False,
    )
    mark_optional = False

    def __init__(self, *args: Any, suspect: Suspect, choices: "ReviewChoices", **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"suspect-{suspect.pk}", **kwargs)
        self.suspect = suspect
        self.proposed = {row.pk: row for row in choices.proposed.get(suspect.pk, ())}
        self.reasons = {reason.pk: reason for reason in choices.reasons}
        self._offer(choices.purpose)
        self.fields["result"].error_messages["required"] = f"Select a decision for {suspect}"
        self.fields["rationale"].error_messages["required"] = f"Enter your reasons for the decision on {suspect}"
        offences = self.fields["offences"]
        offences.choices = [(pk, str(row)) for pk, row in self.proposed.items()]  # type: ignore[attr-defined]
        self.fields["reason"].choices = choices.grouped_reasons()  # type: ignore[attr-defined]
        self.fields["more"].look_in(choices.search_url, choices.today)  # type: ignore[attr-defined]
        if not self.proposed:
            del self.fields["offences"]

    def _offer(self, purpose: Purpose) -> None:
        """Offer what police asked for, and say why anything else is not there."""
        field, offered = self.fields["result"], results_for(purpose)
        field.choices = [(result.value, result.label) for result in offered]  # type: ignore[attr-defined]
        field.error_messages["invalid_choice"] = not_for(purpose)
        if purpose is Purpose.EARLY_ADVICE:
            field.help_text = not_for(purpose)

    def outcome(self) -> Outcome:
        """Return the decision, for the rules and the operation."""
        said = self.cleaned_data
        ticked = [self.proposed[pk] for pk in said.get("offences", ())]
        return Outcome(
            result=Result(said["result"]),
            rationale=said["rationale"],
            offences=merged(ticked, said["more"]),
            reason=self.reasons.get(said["reason"]),
        )


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
    due_on = GovukDateField(label="Due date", error_messages={"required": "Enter the due date"})
    mark_optional = False

    def __init__(self, *args: Any, number: int, suspects: Sequence[Suspect], **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"item-{number}", empty_permitted=True, **kwargs)
        self.number = number
        self.suspects = {suspect.pk: suspect for suspect in suspects}
        choices = [ALL_SUSPECTS, *((pk, str(suspect)) for pk, suspect in self.suspects.items())]
        self.fields["suspect"].choices = choices  # type: ignore[attr-defined]
        for field in self.fields.values():
            message = str(field.error_messages["required"])
            field.error_messages["required"] = f"Item {number}: {message[0].lower()}{message[1:]}"

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
        )


class ReviewChoices:
    """What the forms of one review offer: offences proposed by suspect, coded reasons, today."""

    def __init__(
        self,
        *,
        proposed: dict[int, list[OffenceCode]],
        reasons: Sequence[DecisionReason],
        purpose: Purpose,
        search_url: str,
        today: date,
    ) -> None:
        self.proposed, self.reasons, self.purpose = proposed, reasons, purpose
        self.search_url, self.today = search_url, today

    def grouped_reasons(self) -> list[tuple[str, Any]]:
        """Return the coded reasons under the result they belong to."""
        return [("", "Select a reason"), *self._groups.items()]

    @cached_property
    def _groups(self) -> dict[str, list[tuple[int, str]]]:
        groups: dict[str, list[tuple[int, str]]] = {}
        for reason in self.reasons:
            groups.setdefault(reason.get_result_display(), []).append((reason.pk, reason.title))
        return groups
