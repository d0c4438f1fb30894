"""What the API says and takes of disagreements: mismatches, unused authorities, escalations, victims' requests."""

from typing import Any

from rest_framework import serializers

from casework.api.fields import InCaseField, OffenceCodesField
from casework.api.writing import Writer
from casework.models import Person
from charging.api.writing import ChargeWriter
from charging.lifecycle import Match
from charging.models import (
    STEP_OUTCOMES,
    UNUSED_DECISIONS,
    VICTIM_ANSWERS,
    Asked,
    EscalatedAbout,
    EscalationOutcome,
    MismatchState,
    NotLaid,
    Settlement,
    Unauthorised,
    UnusedOutcome,
    VictimReviewOutcome,
    VictimReviewStage,
)
from charging.models.reconciliation import LENGTH

STEP_ANSWERS = [(outcome.value, outcome.label) for outcome in STEP_OUTCOMES]
TOLD_TO_VICTIMS = [(outcome.value, outcome.label) for outcome in VICTIM_ANSWERS]


class Codes(serializers.ListField):
    """Codes of offences that were read beforehand."""

    child = serializers.CharField()

    def to_representation(self, data: Any) -> list[str]:
        """Return the codes in their order."""
        return [row.code for row in data.all()]


class MismatchReader(serializers.Serializer[Any]):
    """Charges that are not those authorised, and how far both agencies are with it."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    suspect = serializers.IntegerField(source="suspect_id")
    match = serializers.ChoiceField(Match.choices)
    state = serializers.ChoiceField(MismatchState.choices)
    raised_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="When whoever has to act next is late")
    explanation = serializers.CharField()
    explained_at = serializers.DateTimeField(allow_null=True)
    settlement = serializers.ChoiceField(Settlement.choices, allow_blank=True)
    reasons = serializers.CharField()
    should_be = Codes(help_text="What police are to charge instead")
    settled_at = serializers.DateTimeField(allow_null=True)
    settled_by = serializers.CharField(source="settled_by.name", allow_null=True)


class UnusedReader(serializers.Serializer[Any]):
    """An authority that police will not use."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    suspect = serializers.IntegerField(source="suspect_id")
    reason = serializers.ChoiceField(NotLaid.choices)
    detail = serializers.CharField()
    said_at = serializers.DateTimeField()
    said_by = serializers.CharField(source="said_by.name")
    due_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(UnusedOutcome.choices, allow_blank=True)
    reasons = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True)


class StepReader(serializers.Serializer[Any]):
    """One step of the ladder that was taken."""

    step = serializers.IntegerField()
    raised_at = serializers.DateTimeField()
    raised_by = serializers.CharField(source="raised_by.name")
    grounds = serializers.CharField()
    due_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(EscalationOutcome.choices, allow_blank=True)
    reasons = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = serializers.CharField(source="answered_by.name", allow_null=True)


class EscalationReader(serializers.Serializer[Any]):
    """A disagreement on its way up the ladder."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    suspect = serializers.IntegerField(source="suspect_id", allow_null=True)
    about = serializers.ChoiceField(EscalatedAbout.choices)
    outcome = serializers.ChoiceField(EscalationOutcome.choices, allow_blank=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    end_reason = serializers.CharField(help_text="Why police ended it; empty where they did not")
    steps = StepReader(many=True)


class VictimReviewReader(serializers.Serializer[Any]):
    """A victim's request for a review of a decision."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    suspect = serializers.IntegerField(source="suspect_id")
    decision = serializers.IntegerField(source="decision_id")
    victim = serializers.IntegerField(source="victim_id")
    stage = serializers.ChoiceField(VictimReviewStage.choices)
    asked_at = serializers.DateTimeField()
    asked = serializers.ChoiceField(Asked.choices, help_text="How the request stands to the limits of the scheme")
    late_reason = serializers.CharField()
    due_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(VictimReviewOutcome.choices, allow_blank=True)
    reasons = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class UnaskedWriter(ChargeWriter):
    """What police charged without authority, why, and who let it be."""

    reason = serializers.ChoiceField(Unauthorised.choices)
    officer_rank = serializers.CharField(max_length=60, allow_blank=True)
    officer_role = serializers.CharField(max_length=100, allow_blank=True)


class ExplanationOfMismatchWriter(Writer):
    """Why the charges differ."""

    explanation = serializers.CharField(max_length=LENGTH, allow_blank=True)


class SettlementWriter(Writer):
    """What becomes of charges that differ."""

    settlement = serializers.ChoiceField(Settlement.choices)
    reasons = serializers.CharField(max_length=LENGTH, allow_blank=True)
    should_be = OffenceCodesField(required=False, help_text="Only where the charge is to be amended")


class AmendmentWriter(Writer):
    """What police charge instead."""

    amended_at = serializers.DateTimeField(help_text="With its offset; without one it is the time in England")
    offences = OffenceCodesField()


class NotLaidWriter(Writer):
    """Why a charge will not be laid."""

    reason = serializers.ChoiceField(NotLaid.choices)
    detail = serializers.CharField(max_length=LENGTH, allow_blank=True)


class UnusedWriter(Writer):
    """What becomes of an authority that is not used."""

    outcome = serializers.ChoiceField(UNUSED_DECISIONS)
    reasons = serializers.CharField(max_length=LENGTH, allow_blank=True)


class GroundsWriter(Writer):
    """Why police do not agree."""

    grounds = serializers.CharField(max_length=LENGTH, allow_blank=True)


class NextStepWriter(GroundsWriter):
    """Which step is taken, and why."""

    step = serializers.IntegerField(min_value=1, max_value=100)


class StepAnswerWriter(Writer):
    """What the CPS says to a step."""

    step = serializers.IntegerField(min_value=1, max_value=100)
    outcome = serializers.ChoiceField(STEP_ANSWERS)
    reasons = serializers.CharField(max_length=LENGTH, allow_blank=True)


class EndWriter(Writer):
    """Why police end an escalation."""

    reason = serializers.CharField(max_length=LENGTH, allow_blank=True)


class VictimAsksWriter(Writer):
    """Who asked, and when."""

    victim = InCaseField(Person, help_text="Key of a victim of this case")
    asked_at = serializers.DateTimeField(help_text="With its offset; without one it is the time in England")
    late_reason = serializers.CharField(max_length=LENGTH, required=False, allow_blank=True)


class VictimGoesOnWriter(Writer):
    """When the victim asked for an independent review."""

    asked_at = serializers.DateTimeField(help_text="With its offset; without one it is the time in England")


class VictimAnswerWriter(Writer):
    """What the victim is told."""

    outcome = serializers.ChoiceField(TOLD_TO_VICTIMS)
    reasons = serializers.CharField(max_length=LENGTH, allow_blank=True)
