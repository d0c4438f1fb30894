"""What the API takes on the way to a decision: shapes only. What is missing is said by the operations' rules."""

from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet
from rest_framework import serializers

from accounts.models import User
from accounts.queries.people import with_permission
from accounts.roles import Permission
from casework.api.fields import InCaseField, KnownMaterialListField, OffenceCodesField
from casework.api.writing import Writer
from casework.models import CaseworkType, Suspect
from charging.api.check_writing import MOST_EXPLANATIONS, ExplanationWriter, said_of
from charging.api.plan_writing import CLOSE_REASONS
from charging.lifecycle import (
    DECIDED_AT_TRIAGE,
    PURPOSES,
    ActionCategory,
    Answer,
    ChargeMethod,
    NeededFor,
    Repeat,
    ReviewType,
    Stream,
    TriageResult,
)
from charging.models import ActionItem, RejectionReason
from charging.operations.explanations import Said
from charging.rules.explanations import Key

MOST_ROWS = 100


class OneStreamWriter(Writer):
    """How urgent the file is for one suspect."""

    suspect = InCaseField(Suspect)
    stream = serializers.ChoiceField(Stream.choices)


class SubmissionWriter(Writer):
    """What the builder says when handing the file to a supervisor."""

    purpose = serializers.ChoiceField(PURPOSES)
    stream = serializers.ChoiceField(Stream.choices)
    streams = OneStreamWriter(
        many=True,
        required=False,
        max_length=MOST_ROWS,  # type: ignore[call-arg]
        help_text="For single suspects, what is not so for the others; whoever is in custody is red in any case",
    )
    note = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="Seen by your force only")
    explanations = ExplanationWriter(
        many=True,
        required=False,
        max_length=MOST_EXPLANATIONS,  # type: ignore[call-arg]
        help_text="A reason for each row that is needed, missing and no hard stop. Reasons given earlier still stand; "
        "the file is refused with the rest of them named",
    )

    def validate_streams(self, given: list[dict[str, Any]]) -> dict[int, Stream]:
        """Return the streams by the key of the suspect, who may stand once."""
        found = {each["suspect"].pk: Stream(each["stream"]) for each in given}
        if len(found) < len(given):
            raise serializers.ValidationError("A suspect stands here more than once.")
        return found

    def validate_explanations(self, given: list[dict[str, str]]) -> dict[Key, Said]:
        """Return the reasons by row and thing; each may stand once."""
        return said_of(given)


class CommentsWriter(Writer):
    """What the supervisor says."""

    comments = serializers.CharField(max_length=4000, allow_blank=True)


class ReasonRow(Writer):
    """A row of the standard."""

    row = serializers.CharField(max_length=40, help_text="Its code")
    about = serializers.CharField(max_length=40, required=False, default="case", help_text="What it was asked of")


class GivenReason(Writer):
    """A coded reason, and what exactly is missing."""

    code = serializers.CharField(max_length=10)
    detail = serializers.CharField(
        max_length=250, required=False, allow_blank=True, default="", help_text="Needed: what exactly is missing"
    )
    row = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="Code of the row of the standard that it is about; empty for none, left out for all that are missing",
    )
    about = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="case", help_text="What the row was asked of"
    )
    rows = ReasonRow(
        many=True,
        required=False,
        help_text="All rows that it is about, in place of `row` and `about`; an empty list for none",
    )


class TriageWriter(Writer):
    """Accept with a review type and a casework type, or reject with reasons and a date."""

    result = serializers.ChoiceField(DECIDED_AT_TRIAGE)
    review_type = serializers.ChoiceField(ReviewType.choices, required=False, help_text="Needed to accept")
    casework_type = serializers.ChoiceField(CaseworkType.choices, required=False, help_text="Needed to accept")
    reasons = GivenReason(
        many=True, required=False, help_text="Needed to reject; to accept, what of a red file is not to standard"
    )
    respond_by = serializers.DateField(required=False, help_text="Needed to reject: a day after today")
    remind_on = serializers.DateField(
        required=False, help_text="When police are reminded of a rejection: not before the day to respond by"
    )

    def validate_reasons(self, given: list[dict[str, str]]) -> list[dict[str, str]]:
        """Return the reasons; every code must be known."""
        codes = {reason["code"] for reason in given}
        known = RejectionReason.objects.filter(valid_to__isnull=True, code__in=codes)
        refuse_unknown(sorted(codes), known.values_list("code", flat=True))
        return given

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An acceptance says what sort of review follows. What a rejection lacks is for the rules to say."""
        if attrs["result"] == TriageResult.ACCEPT:
            missing = [name for name in ("review_type", "casework_type") if name not in attrs]
            if missing:
                raise serializers.ValidationError({name: ["Needed to accept."] for name in missing})
            if "remind_on" in attrs:
                raise serializers.ValidationError({"remind_on": ["Only to reject."]})
        return attrs


class ReviewerField(serializers.SlugRelatedField[User]):
    """Somebody who reviews in the Area of the case. Whether anybody else has an account is not told."""

    default_error_messages = {"does_not_exist": "Nobody with this address reviews files in this Area."}

    def get_queryset(self) -> QuerySet[User]:
        """Return the people who may be named."""
        return with_permission(Permission.REVIEW, organisation_id=self.context["case_file"].cps_body_id)


class AllocationWriter(Writer):
    """Who is to review the file."""

    prosecutor = ReviewerField(
        slug_field="email",
        queryset=User.objects.none(),
        required=False,
        help_text="E-mail address; leave it out to take the review yourself",
    )
    suggested = ReviewerField(
        slug_field="email",
        queryset=User.objects.none(),
        required=False,
        help_text="Whom the list of open reviews suggested, where it was asked",
    )
    why = serializers.CharField(
        required=False, allow_blank=True, max_length=40, help_text="Code of why it is somebody else than suggested"
    )


class ItemInCaseField(InCaseField):
    """The key of an action item of the case."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ActionItem, **options)

    def rows(self) -> QuerySet[Any]:
        """Every item, under the name that its case has on other things."""
        return ActionItem.objects.annotate(case_file=F("plan__case_file"))


class ItemWriter(Writer):
    """One thing that the prosecutor still needs."""

    suspect = InCaseField(Suspect, required=False, allow_null=True, help_text="Left out: about all of them")
    category = serializers.ChoiceField(ActionCategory.choices)
    text = serializers.CharField(max_length=2000, allow_blank=True)
    why = serializers.CharField(max_length=500, allow_blank=True)
    needed_for = serializers.ChoiceField(NeededFor.choices)
    due_on = serializers.DateField()
    repeat = serializers.ChoiceField(
        Repeat.choices, required=False, help_text="Whether it was asked for before; needed where it looks like that"
    )
    repeat_of = ItemInCaseField(required=False, allow_null=True, help_text="The earlier item; left out: the likeliest")


class AnswerWriter(Writer):
    """What police say to one item."""

    answer = serializers.ChoiceField(Answer.choices)
    text = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    material = KnownMaterialListField(required=False, help_text="Keys of material on this case")
    version = serializers.IntegerField()


class ChargeWriter(Writer):
    """When, how and with what police charged."""

    charged_at = serializers.DateTimeField(help_text="With its offset; without one it is the time in England")
    method = serializers.ChoiceField(ChargeMethod.choices)
    offences = OffenceCodesField()


class FinaliseWriter(Writer):
    """Why a suspect's case is closed without a decision."""

    reason = serializers.ChoiceField(CLOSE_REASONS)
    victim_reason = serializers.BooleanField(default=False)
    early_because = serializers.CharField(
        max_length=500, required=False, allow_blank=True, help_text="Needed where police may still take their time"
    )


class FinaliseSeveralWriter(FinaliseWriter):
    """Whose cases are closed together, and why."""

    suspects = serializers.ListField(child=InCaseField(Suspect), min_length=1, max_length=MOST_ROWS)


def refuse_unknown(given: Collection[Any], known: Collection[Any]) -> None:
    """Raise ValidationError naming what is not among what is known."""
    unknown = ", ".join(str(one) for one in given if one not in set(known))
    if unknown:
        raise serializers.ValidationError(f"Not found: {unknown}.")
