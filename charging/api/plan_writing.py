"""What a program says about action plans: parts, dates, challenges, cancelling, assessing; and of closed cases."""

from rest_framework import serializers

from casework.api.fields import LARGEST_KEY, KnownMaterialListField
from casework.api.writing import Writer
from charging.lifecycle import CHALLENGE_RULINGS, Answer, RequestState
from charging.rules.plan_lists import PlanList, offered

MOST_ITEMS = 100
EXTENSION_REASONS, CHALLENGE_GROUNDS = offered(PlanList.EXTENSION), offered(PlanList.CHALLENGE)
CANCEL_REASONS = offered(PlanList.CANCEL)
TAKE_BACK_REASONS, CLOSE_REASONS = offered(PlanList.TAKE_BACK), offered(PlanList.CLOSE)
EXTENSION_ANSWERS = [
    (each.value, str(each.label)) for each in (RequestState.AGREED, RequestState.OTHER_DATE, RequestState.REFUSED)
]


class PartWriter(Writer):
    """Some of an item that came."""

    came = serializers.CharField(max_length=1000)
    missing = serializers.CharField(max_length=1000, help_text="What is still missing")
    rest_by = serializers.DateField(required=False, allow_null=True)
    material = KnownMaterialListField(required=False, help_text="Keys of material on this case")
    version = serializers.IntegerField()


class NewDateWriter(Writer):
    """A new date for an item."""

    day = serializers.DateField()
    reason = serializers.ChoiceField(EXTENSION_REASONS)
    text = serializers.CharField(max_length=500, required=False, allow_blank=True)


class ExtensionAnswerWriter(Writer):
    """What the CPS says to a request for more time."""

    state = serializers.ChoiceField(EXTENSION_ANSWERS)
    day = serializers.DateField(required=False, allow_null=True, help_text="Only for another date")
    text = serializers.CharField(max_length=500, required=False, allow_blank=True)


class ChallengeWriter(Writer):
    """Why an item is not needed or out of proportion."""

    ground = serializers.ChoiceField(CHALLENGE_GROUNDS)
    text = serializers.CharField(max_length=1000)


class RulingWriter(Writer):
    """What is decided about a challenge."""

    outcome = serializers.ChoiceField(CHALLENGE_RULINGS)
    text = serializers.CharField(max_length=1000)


class CancelWriter(Writer):
    """Why an item is needed no longer."""

    reason = serializers.ChoiceField(CANCEL_REASONS)


class TakeBackWriter(Writer):
    """Why the CPS waits no longer."""

    reason = serializers.ChoiceField(TAKE_BACK_REASONS)


class AssessmentWriter(Writer):
    """Whether one answer is enough."""

    item = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    satisfied = serializers.BooleanField()
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    version = serializers.IntegerField()


class AssessmentsWriter(Writer):
    """What is said of some answers of a plan."""

    answers = AssessmentWriter(many=True, max_length=MOST_ITEMS)  # type: ignore[call-arg]


class ItemVersionWriter(Writer):
    """An item as it was seen."""

    item = serializers.IntegerField(min_value=1, max_value=LARGEST_KEY)
    version = serializers.IntegerField()


class AnswerSeveralWriter(Writer):
    """One answer to several items."""

    items = ItemVersionWriter(many=True, max_length=MOST_ITEMS)  # type: ignore[call-arg]
    answer = serializers.ChoiceField(Answer.choices)
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")
    material = KnownMaterialListField(required=False, help_text="Keys of material on this case")


class BecauseWriter(Writer):
    """Why a closed case is to be reopened, or stays closed."""

    because = serializers.CharField(max_length=500)
