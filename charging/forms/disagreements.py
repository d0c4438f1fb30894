"""Charges that differ, authorities not used, escalations, victims' requests: what each side says."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from casework.models import OffenceCode, Person
from charging.forms.charges import ChargeForm
from charging.forms.offence_codes import OffenceCodesField, merged
from charging.models import (
    STEP_OUTCOMES,
    UNUSED_DECISIONS,
    VICTIM_ANSWERS,
    EscalationOutcome,
    NotLaid,
    Settlement,
    Unauthorised,
    VictimReviewOutcome,
)
from charging.models.reconciliation import LENGTH
from charging.operations.charges import Unasked
from charging.operations.escalations import StepAnswer
from charging.operations.reconciliation import AmendmentDetails, SettlementDetails
from charging.operations.victim_reviews import Request
from web.dates import GovukDateTimeField, hint


def words(label: str, needed: str, help_text: str = "") -> forms.CharField:
    """A box for some lines that have to be written."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": needed},
    )


def choice(label: str, choices: Sequence[tuple[str, Any]], needed: str) -> forms.ChoiceField:
    """One of a few answers."""
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": needed}
    )


def moment(label: str, needed: str) -> GovukDateTimeField:
    """When something happened, to the minute."""
    return GovukDateTimeField(label=label, help_text=hint(past=True, at="2:30pm"), error_messages={"required": needed})


class UnaskedChargeForm(ChargeForm):
    """What police charged without authority, why, and the rank and role of whoever let it be."""

    unauthorised = choice("Why was the CPS not asked first?", Unauthorised.choices, "Select why")
    officer_rank = forms.CharField(
        label="Rank of the officer who let it be charged",
        help_text="For example, Inspector. No name is needed.",
        max_length=60,
        error_messages={"required": "Enter the rank"},
    )
    officer_role = forms.CharField(
        label="What that officer was",
        help_text="For example, custody officer",
        max_length=100,
        error_messages={"required": "Enter what the officer was"},
    )
    field_order = ("charged_at", "method", "offences", "more", "unauthorised", "officer_rank", "officer_role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offences"].help_text = "Those that were proposed are ticked. Untick what was not charged."

    def unasked(self) -> Unasked:
        """Return why and who, for the operation."""
        said = self.cleaned_data
        return Unasked(reason=Unauthorised(said["unauthorised"]), rank=said["officer_rank"], role=said["officer_role"])


class ExplainForm(DecisionForm):
    """Why what was laid is not what was authorised."""

    explanation = words("Why do the charges differ from the authority?", "Say why they differ")


class ChargeAgainForm(DecisionForm):
    """Offences to choose from those that are known, and any other by its code."""

    offences = forms.TypedMultipleChoiceField(
        label="Offences", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    more = OffenceCodesField(label="Any other offence")

    def __init__(
        self,
        *args: Any,
        offered: Sequence[OffenceCode],
        ticked: Sequence[OffenceCode],
        search_url: str,
        on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {row.pk: row for row in offered}
        field = self.fields["offences"]
        field.choices = [(pk, str(row)) for pk, row in self.offered.items()]  # type: ignore[attr-defined]
        field.initial = [row.pk for row in ticked]
        self.fields["more"].look_in(search_url, on)  # type: ignore[attr-defined]

    def chosen(self) -> list[OffenceCode]:
        """Every offence that was ticked or added, each once."""
        ticked = [self.offered[pk] for pk in self.cleaned_data["offences"]]
        return merged(ticked, self.cleaned_data["more"])


class SettleForm(ChargeAgainForm):
    """What becomes of charges that differ from the authority."""

    settlement = choice("What do you decide?", Settlement.choices, "Select what you decide")
    reasons = words("Why?", "Say why", "Both agencies read this.")
    field_order = ("seen", "settlement", "offences", "more", "reasons")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offences"].label = "If it is to be amended: what should be charged?"
        self.fields["offences"].help_text = "Leave these empty unless the charge is to be amended."

    def details(self) -> SettlementDetails:
        """Return what was decided, for the operation."""
        said = self.cleaned_data
        return SettlementDetails(
            settlement=Settlement(said["settlement"]), reasons=said["reasons"], should_be=self.chosen()
        )


class AmendForm(ChargeAgainForm):
    """What police charge instead, and since when."""

    amended_at = moment("Date and time of the amendment", "Enter the date and time of the amendment")
    field_order = ("seen", "amended_at", "offences", "more")

    def details(self) -> AmendmentDetails:
        """Return the amendment, for the operation."""
        return AmendmentDetails(amended_at=self.cleaned_data["amended_at"], offences=self.chosen())


class NotLaidForm(DecisionForm):
    """Why a charge that was authorised will not be laid."""

    reason = choice("Why will the charge not be laid?", NotLaid.choices, "Select why")
    detail = words("What happened?", "Say what happened", "The CPS decides on this.")


class UnusedForm(DecisionForm):
    """What becomes of an authority that police will not use."""

    outcome = choice(
        "What do you decide?",
        UNUSED_DECISIONS,
        "Select what you decide",
    )
    reasons = words("Why?", "Say why", "Both agencies read this.")


class GroundsForm(DecisionForm):
    """Why police do not agree."""

    grounds = words("Why do you not agree?", "Say why you do not agree", "The CPS answers this.")


class EndForm(DecisionForm):
    """Why police end an escalation."""

    reason = words("Why do you end it?", "Say why you end it", "Whoever raised it, and the CPS, can read this.")


class StepAnswerForm(DecisionForm):
    """What the CPS says to a step of the ladder."""

    outcome = choice("What is your answer?", [(each.value, each.label) for each in STEP_OUTCOMES], "Select an answer")
    reasons = words("Why?", "Say why", "Police read this.")

    def reply(self) -> StepAnswer:
        """Return the answer, for the operation."""
        return StepAnswer(outcome=EscalationOutcome(self.cleaned_data["outcome"]), reasons=self.cleaned_data["reasons"])


class VictimAsksForm(DecisionForm):
    """Who asked, and when."""

    victim = forms.ChoiceField(
        label="Who asked?", widget=forms.RadioSelect, error_messages={"required": "Select who asked"}
    )
    asked_at = moment("When did they ask?", "Enter when they asked")
    late_reason = forms.CharField(
        label="If it is late: why is it accepted as exceptional?",
        max_length=LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, victims: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.victims = {str(victim.pk): victim for victim in victims}
        field = self.fields["victim"]
        field.choices = [(key, str(victim)) for key, victim in self.victims.items()]  # type: ignore[attr-defined]

    def request(self) -> Request:
        """Return the request, for the operation."""
        said = self.cleaned_data
        return Request(victim=self.victims[said["victim"]], asked_at=said["asked_at"], late_reason=said["late_reason"])


class VictimGoesOnForm(DecisionForm):
    """When the victim asked for an independent review."""

    asked_at = moment("When did they ask for an independent review?", "Enter when they asked")

    def asked(self) -> datetime:
        """Return when it was."""
        instant: datetime = self.cleaned_data["asked_at"]
        return instant


class VictimAnswerForm(DecisionForm):
    """What the victim is told."""

    outcome = choice("What is the outcome?", [(each.value, each.label) for each in VICTIM_ANSWERS], "Select an outcome")
    reasons = words("What is the victim told, and why?", "Write what the victim is told")

    def chosen(self) -> VictimReviewOutcome:
        """Return the outcome."""
        return VictimReviewOutcome(self.cleaned_data["outcome"])
