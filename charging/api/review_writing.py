"""What the API takes of a review: shapes only. What is missing is said by the operations' rules."""

from typing import Any

from django.db.models import F, QuerySet
from rest_framework import serializers

from casework.api.fields import InCaseField, OffenceCodesField
from casework.api.writing import Writer
from casework.models import Offence, OffenceCode
from charging.api.writing import MOST_ROWS, ItemWriter, refuse_unknown
from charging.lifecycle import CodeTest, Result
from charging.models import DecisionReason, OffenceAnswer
from charging.rules.decision import Outcome, RequestedItem, Review
from charging.rules.decision_offences import OffenceChoice
from charging.rules.threshold import Outstanding, ThresholdAnswers

MOST_TEXT = 20_000


def reason_field(help_text: str) -> "serializers.SlugRelatedField[DecisionReason]":
    """A coded reason by its code; groups of reasons are none."""
    return serializers.SlugRelatedField(
        slug_field="code",
        queryset=DecisionReason.objects.filter(valid_to__isnull=True, reasons__isnull=True),
        required=False,
        allow_null=True,
        help_text=help_text,
    )


class OffenceInCaseField(InCaseField):
    """The key of an offence that was proposed in the case."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Offence, **options)

    def rows(self) -> QuerySet[Any]:
        """Every offence, under the name that its case has on other things."""
        return Offence.objects.select_related("offence_code").annotate(case_file=F("suspect__case_file"))


class OffenceChoiceWriter(Writer):
    """The answer to one offence that police proposed."""

    offence = OffenceInCaseField(help_text="Key of the offence that was proposed")
    answer = serializers.ChoiceField(OffenceAnswer.choices)
    code = serializers.SlugRelatedField(
        slug_field="code",
        queryset=OffenceCode.objects.filter(valid_to__isnull=True),
        required=False,
        allow_null=True,
        help_text="Code of the offence that is charged instead",
    )
    reason = reason_field("Why it is not charged")


class OutstandingWriter(Writer):
    """Evidence that is still expected."""

    what = serializers.CharField(max_length=300)
    expected_on = serializers.DateField()


class ThresholdWriter(Writer):
    """The Threshold Test."""

    conditions = serializers.DictField(
        child=serializers.CharField(max_length=4000, allow_blank=True), help_text="How each is met, by its code"
    )
    outstanding = OutstandingWriter(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    review_on = serializers.DateField(required=False, allow_null=True, help_text="Left out: the limit in force")


class OutcomeWriter(Writer):
    """What the prosecutor decides for one suspect."""

    suspect = serializers.IntegerField()
    result = serializers.ChoiceField(Result.choices)
    rationale = serializers.CharField(max_length=8000, allow_blank=True)
    offences = OffenceCodesField(
        required=False, help_text="Codes of the charges that are authorised; only for a charge"
    )
    each = OffenceChoiceWriter(
        many=True,
        required=False,
        max_length=MOST_ROWS,  # type: ignore[call-arg]
        help_text="The answer to each offence that police proposed, unless its code stands in `offences`",
    )
    reason = reason_field("Needed for no further action and for a disposal, and only there")
    code = serializers.CharField(
        max_length=5, required=False, allow_blank=True, help_text="Letter of the decision; left out: the usual one"
    )
    public_interest = reason_field("A public-interest reason, for letters that need one")
    threshold = ThresholdWriter(required=False, allow_null=True, help_text="Needed under the Threshold Test")


class ReviewWriter(Writer):
    """A review as it is handed in: an outcome for each suspect under review."""

    analysis = serializers.CharField(max_length=MOST_TEXT, allow_blank=True)
    disclosure_considered = serializers.BooleanField(default=False)
    sections = serializers.DictField(
        child=serializers.CharField(max_length=MOST_TEXT, allow_blank=True),
        required=False,
        help_text="Text of the other sections by their codes, for example public_interest",
    )
    test = serializers.ChoiceField(CodeTest.choices, required=False, allow_blank=True)
    submitted_as_ngap = serializers.BooleanField(required=False, allow_null=True, default=None)
    outcomes = OutcomeWriter(many=True, max_length=MOST_ROWS)  # type: ignore[call-arg]
    items = ItemWriter(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]

    def validate_outcomes(self, given: list[dict[str, Any]]) -> dict[int, Outcome]:
        """Return the outcomes by suspect; each must be under review and stand once."""
        keys = [outcome.pop("suspect") for outcome in given]
        if len(set(keys)) < len(keys):
            raise serializers.ValidationError("A suspect stands here more than once.")
        refuse_unknown(keys, self.context["under_review"])
        return dict(zip(keys, map(_outcome, given), strict=True))


def _outcome(said: dict[str, Any]) -> Outcome:
    each = [OffenceChoice(**row | {"answer": OffenceAnswer(row["answer"])}) for row in said.get("each", ())]
    threshold = said.get("threshold")
    return Outcome(
        **said
        | {
            "result": Result(said["result"]),
            "each": each,
            "threshold": threshold_of(threshold) if threshold else None,
        }
    )


def threshold_of(said: dict[str, Any]) -> ThresholdAnswers:
    """Return what a valid ThresholdWriter holds, as the rules know it."""
    outstanding = [Outstanding(**row) for row in said.get("outstanding", ())]
    return ThresholdAnswers(conditions=said["conditions"], outstanding=outstanding, review_on=said.get("review_on"))


def review_of(asked: dict[str, Any]) -> Review:
    """Return what a valid ReviewWriter holds, as the rules know it."""
    items = [RequestedItem(**item) for item in asked.get("items", [])]
    return Review(**asked | {"items": items})
