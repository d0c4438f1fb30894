"""What the API says of action plans: what was asked for, what came of each item, and of closed cases."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from accounts.roles import Side
from charging.api.reading import Keys
from charging.lifecycle import ActionCategory, ActionState, Answer, ChallengeOutcome, NeededFor, Repeat, RequestState
from charging.models import ActionItem

NOT_YET: Mapping[str, Any] = {"answer": "", "answer_text": "", "answered_at": None, "answered_by": None, "material": []}
"""What the CPS is told of an answer that is not returned yet: until then it may still change."""


class PartReceiptReader(serializers.Serializer[Any]):
    """Some of an item that came."""

    came = serializers.CharField()
    missing = serializers.CharField()
    rest_by = serializers.DateField(allow_null=True)
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name")


class ItemExtensionReader(serializers.Serializer[Any]):
    """A request for more time, or a date that the CPS moved."""

    id = serializers.IntegerField()
    was_due_on = serializers.DateField()
    asked_for = serializers.DateField()
    reason = serializers.CharField()
    text = serializers.CharField()
    asked_at = serializers.DateTimeField()
    asked_by = serializers.CharField(source="asked_by.name")
    state = serializers.ChoiceField(RequestState.choices)
    agreed_on = serializers.DateField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True)
    decision = serializers.CharField()


class ItemChallengeReader(serializers.Serializer[Any]):
    """A challenge of an item."""

    id = serializers.IntegerField()
    ground = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name")
    outcome = serializers.ChoiceField(ChallengeOutcome.choices, allow_blank=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True)
    decision = serializers.CharField()


class ActionItemReader(serializers.Serializer[ActionItem]):
    """One thing that the prosecutor asked for, and what police answered; the CPS reads answers once they are back."""

    id = serializers.IntegerField()
    suspect = serializers.IntegerField(source="suspect_id", allow_null=True, help_text="Null: about all of them")
    category = serializers.ChoiceField(ActionCategory.choices)
    text = serializers.CharField()
    why = serializers.CharField()
    needed_for = serializers.ChoiceField(NeededFor.choices)
    due_on = serializers.DateField(help_text="The date first agreed")
    due_now = serializers.DateField(help_text="The date agreed last")
    state = serializers.ChoiceField(ActionState.choices)
    answer = serializers.ChoiceField(Answer.choices, allow_blank=True)
    answer_text = serializers.CharField()
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = serializers.CharField(source="answered_by.name", allow_null=True)
    material = Keys()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    cancel_reason = serializers.CharField()
    repeat = serializers.ChoiceField(Repeat.choices, allow_blank=True)
    repeat_of = serializers.IntegerField(source="repeat_of_id", allow_null=True, help_text="The item it asks again")
    satisfied = serializers.BooleanField(allow_null=True, help_text="Whether the answer is enough")
    assessment = serializers.CharField()
    parts = PartReceiptReader(many=True)
    extensions = ItemExtensionReader(many=True)
    challenges = ItemChallengeReader(many=True)
    version = serializers.IntegerField(help_text="Send it back with an answer")

    def to_representation(self, instance: ActionItem) -> dict[str, Any]:
        """Keep back from the CPS what police may still change."""
        said = super().to_representation(instance)
        waits = instance.plan.returned_at is None and self.context.get("side") is not Side.POLICE
        return {**said, **NOT_YET} if waits else said


class ActionPlanReader(serializers.Serializer[Any]):
    """The further work that one review asks for."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    number = serializers.IntegerField()
    review = serializers.IntegerField(source="consultation_id")
    issued_at = serializers.DateTimeField()
    issued_by = serializers.CharField(source="issued_by.name")
    returned_at = serializers.DateTimeField(allow_null=True, help_text="Of a plan for trial, when it was issued")
    for_trial = serializers.BooleanField(help_text="Issued with a charge: no decision waits for it")
    taken_back_because = serializers.CharField(help_text="Why the CPS did not wait for the answers; empty otherwise")
    items = ActionItemReader(many=True)
