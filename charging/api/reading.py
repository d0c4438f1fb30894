"""What the API says of the way to a decision. Every field is named here."""

from typing import Any

from rest_framework import serializers

from accounts.roles import Side
from charging.lifecycle import (
    ChargeMethod,
    Match,
    Purpose,
    Result,
    ReviewType,
    Stream,
    SubmissionState,
    TriageResult,
)
from charging.models import Decision, Submission


class Keys(serializers.ListField):
    """The keys of related things that were read beforehand."""

    child = serializers.IntegerField()

    def to_representation(self, data: Any) -> list[int]:
        """Return the keys in the order of the rows."""
        return [row.pk for row in data.all()]


class TriageReasonReader(serializers.Serializer[Any]):
    """One coded reason of a rejection."""

    code = serializers.CharField(source="reason.code")
    title = serializers.CharField(source="reason.title")
    detail = serializers.CharField(help_text="What exactly is missing")
    row = serializers.CharField(help_text="Code of the row of the standard that it is about; empty for none")
    about = serializers.CharField(help_text="What the row was asked of: case, suspect-1, person-1")


class TriageReader(serializers.Serializer[Any]):
    """What triage said."""

    result = serializers.ChoiceField(TriageResult.choices)
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name")
    review_type = serializers.ChoiceField(ReviewType.choices, allow_blank=True)
    respond_by = serializers.DateField(allow_null=True)
    reasons = TriageReasonReader(many=True)


class SubmissionSummary(serializers.Serializer[Any]):
    """One attempt to send the file."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    round_no = serializers.IntegerField()
    seq_in_round = serializers.IntegerField()
    purpose = serializers.ChoiceField(Purpose.choices)
    stream = serializers.ChoiceField(Stream.choices)
    state = serializers.ChoiceField(SubmissionState.choices)
    suspects = Keys()
    prepared_at = serializers.DateTimeField()
    prepared_by = serializers.CharField(source="prepared_by.name")
    note_to_supervisor = serializers.SerializerMethodField(help_text="For police readers; null for others")
    supervised_at = serializers.DateTimeField(allow_null=True)
    supervised_by = serializers.CharField(source="supervised_by.name", allow_null=True)
    supervisor_comments = serializers.CharField()
    sent_at = serializers.DateTimeField(allow_null=True)
    edition = serializers.CharField(
        source="edition.code", allow_null=True, help_text="The file standard it was judged by"
    )
    receipt = serializers.CharField(help_text="SHA-256 of the manifest; empty until it is sent")
    triage = TriageReader(allow_null=True, required=False)
    review = serializers.IntegerField(source="consultation.pk", allow_null=True)
    action_plan = serializers.IntegerField(source="consultation.action_plan.pk", allow_null=True)

    def get_note_to_supervisor(self, submission: Submission) -> str | None:
        """Return the builder's note where a police officer reads it."""
        return submission.note_to_supervisor if self.context.get("side") is Side.POLICE else None


class SubmissionReader(SubmissionSummary):
    """A submission with its receipt: what exactly was sent."""

    manifest = serializers.JSONField(
        help_text="Round, purpose, time, suspects, narrative and material by digest, every row of the standard"
    )


class DecisionReader(serializers.Serializer[Decision]):
    """What a review decided for one suspect."""

    suspect = serializers.IntegerField(source="suspect_id")
    result = serializers.ChoiceField(Result.choices)
    code = serializers.CharField(help_text="The letter that the CPS reports it under")
    reason = serializers.CharField(source="reason.code", allow_null=True)
    rationale = serializers.CharField()
    at = serializers.DateTimeField()
    offences = serializers.SerializerMethodField(help_text="Codes of the charges that are authorised")

    def get_offences(self, decision: Decision) -> list[str]:
        """Return the codes authorised."""
        return [charge.offence_code.code for charge in decision.charges.all()]


class ReviewReader(serializers.Serializer[Any]):
    """A prosecutor's review of one submission."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    number = serializers.IntegerField()
    submission = serializers.IntegerField(source="submission_id")
    opened_at = serializers.DateTimeField()
    prosecutor = serializers.CharField(source="prosecutor.name", allow_null=True)
    allocated_at = serializers.DateTimeField(allow_null=True)
    completed_at = serializers.DateTimeField(allow_null=True)
    completed_by = serializers.CharField(source="completed_by.name", allow_null=True)
    analysis = serializers.CharField()
    disclosure_considered = serializers.BooleanField()
    decisions = DecisionReader(many=True)
    action_plan = serializers.IntegerField(source="action_plan.pk", allow_null=True)


class ChargeReader(serializers.Serializer[Any]):
    """A charge as police recorded it, compared with what was authorised."""

    suspect = serializers.IntegerField(source="suspect_id")
    charged_at = serializers.DateTimeField()
    method = serializers.ChoiceField(ChargeMethod.choices)
    match = serializers.ChoiceField(Match.choices)
    recorded_at = serializers.DateTimeField()


class RejectionReasonReader(serializers.Serializer[Any]):
    """A reason why triage may reject."""

    code = serializers.CharField()
    title = serializers.CharField()
    priority_only = serializers.BooleanField(help_text="Only for red files")


class DecisionReasonReader(serializers.Serializer[Any]):
    """A reason for no further action or a disposal."""

    code = serializers.CharField()
    title = serializers.CharField()
    result = serializers.ChoiceField(Result.choices, help_text="The decision that it belongs to")
    victim_reason = serializers.BooleanField()


class ReasonsReader(serializers.Serializer[Any]):
    """The coded reasons that hold today."""

    rejection = RejectionReasonReader(many=True)
    decision = DecisionReasonReader(many=True)
