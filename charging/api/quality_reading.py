"""What the API says of the quality of a file, and takes about it: shapes only."""

from typing import Any

from rest_framework import serializers

from casework.api.writing import Writer
from charging.models import AssessmentState, Discussed, DisputeDecision, FailureAnswer, FailureGroup
from charging.models.assessment import GROUND_LENGTH
from charging.queries.quality.assessing import AssessmentPage, FailureShown, ToJudge
from charging.rules.disputes import result_of, said_of
from charging.rules.file_quality import MOST_COMMENTS, MOST_REASON, Judgement

MOST_ROWS = 200


class FailureReader(serializers.Serializer[Any]):
    """One failure, what police say of it and what the CPS says to a dispute."""

    id = serializers.IntegerField(source="failure.pk")
    code = serializers.CharField(source="failure.reason.code")
    title = serializers.CharField(source="failure.reason.title")
    group = serializers.ChoiceField(FailureGroup.choices, source="failure.reason.group")
    mend = serializers.CharField(source="failure.reason.mend", help_text="How to avoid it next time")
    said = serializers.SerializerMethodField(help_text="What came of it so far")
    ground = serializers.CharField(source="failure.ground")
    discussed = serializers.ListField(child=serializers.ChoiceField(Discussed.choices), source="failure.discussed")
    decision_reason = serializers.CharField(source="failure.decision_reason")
    version = serializers.IntegerField(source="failure.version")

    def get_said(self, shown: FailureShown) -> str:
        """One of the four final answers, or that a dispute is not decided."""
        return said_of(shown.failure).value


class JudgedRowReader(serializers.Serializer[Any]):
    """One row of the standard as police claimed it, and whether the assessor agrees."""

    row = serializers.CharField(source="claim.code")
    about = serializers.CharField(source="claim.about")
    name = serializers.CharField(source="claim.name")
    claimed_met = serializers.BooleanField(source="claim.met")
    overturned = serializers.BooleanField()


class AssessmentReader(serializers.Serializer[Any]):
    """The quality of one file, for a reader who may know the result."""

    id = serializers.IntegerField(source="assessment.pk")
    urn = serializers.CharField(source="assessment.case_file.slug")
    review = serializers.IntegerField(source="assessment.consultation_id")
    state = serializers.ChoiceField(AssessmentState.choices, source="assessment.state")
    not_assessed_because = serializers.CharField(source="assessment.not_assessed_because")
    due_at = serializers.DateTimeField(source="assessment.due_at")
    assessed_at = serializers.DateTimeField(source="assessment.assessed_at", allow_null=True)
    disputes_close_at = serializers.DateTimeField(
        source="assessment.disputes_close_at", allow_null=True, help_text="The first instant that is too late"
    )
    open = serializers.SerializerMethodField(help_text="Whether anything about its failures can still be changed")
    comments = serializers.CharField(source="assessment.comments")
    result = serializers.SerializerMethodField(help_text="What the disputes of the file came to so far")
    rows = JudgedRowReader(many=True)
    failures = FailureReader(many=True)
    version = serializers.IntegerField(source="assessment.version")

    def get_open(self, page: AssessmentPage) -> bool:
        """Whether the month is open."""
        return page.open.allowed

    def get_result(self, page: AssessmentPage) -> str:
        """Not answered in full, not disputed, not decided, or disputed successfully or unsuccessfully."""
        return result_of(said_of(each.failure) for each in page.failures).value


class OverturnedRow(Writer):
    """A row of the standard that the assessor does not agree with."""

    row = serializers.CharField(max_length=40)
    about = serializers.CharField(max_length=40, required=False, default="case")


class JudgementWriter(Writer):
    """An assessment: what is overturned, which failures there are. Without any the file met the standard."""

    overturned = OverturnedRow(many=True, required=False, max_length=MOST_ROWS)  # type: ignore[call-arg]
    failures = serializers.ListField(child=serializers.CharField(max_length=10), max_length=MOST_ROWS)
    comments = serializers.CharField(max_length=MOST_COMMENTS, required=False, allow_blank=True, default="")


def judgement_of(asked: dict[str, Any]) -> Judgement:
    """Return what a valid JudgementWriter holds, as the rules know it."""
    keys = (f"{row['row']}|{row['about']}" for row in asked.get("overturned", []))
    return Judgement(
        overturned=frozenset(keys), failures=frozenset(asked["failures"]), comments=asked.get("comments", "")
    )


class CorrectionWriter(JudgementWriter):
    """The whole assessment as it should be, why it is corrected, and the version that was read."""

    reason = serializers.CharField(max_length=MOST_REASON)
    version = serializers.IntegerField()


class NotAssessedWriter(Writer):
    """Why a file is not assessed."""

    reason = serializers.CharField(max_length=40, help_text="Code of a reason: `not_assessed` of what is to be judged")


class ClaimReader(serializers.Serializer[Any]):
    """One row of the standard as police claimed it when they sent the file."""

    row = serializers.CharField(source="code")
    about = serializers.CharField()
    name = serializers.CharField()
    claimed_met = serializers.BooleanField(source="met")
    met_by = serializers.CharField(help_text="What police say is there")
    explanation = serializers.CharField(help_text="Why police say it is missing")


class FailureReasonReader(serializers.Serializer[Any]):
    """One failure that a file may have."""

    code = serializers.CharField()
    title = serializers.CharField()
    group = serializers.ChoiceField(FailureGroup.choices)


class ToJudgeReader(serializers.Serializer[ToJudge]):
    """What a judgement starts from: the same for whoever assesses a file and whoever scores it a second time."""

    rows = ClaimReader(many=True, source="claims")
    failures = FailureReasonReader(many=True, source="reasons", help_text="Every failure that there is")
    suggested = serializers.SerializerMethodField(help_text="Codes of the failures that the rows point to as claimed")
    not_assessed = serializers.DictField(
        child=serializers.CharField(), source="edition.not_assessed", help_text="Why a file may be left: code to words"
    )

    def get_suggested(self, asked: ToJudge) -> list[str]:
        """Return what the page would tick at first."""
        return sorted(asked.with_suggestions(Judgement()).failures)


class SecondScoreReader(serializers.Serializer[Any]):
    """A file that somebody scores a second time, without anything of the first score."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="assessment.case_file.slug")
    assessment = serializers.IntegerField(source="assessment_id")
    due_at = serializers.DateTimeField()
    scored_at = serializers.DateTimeField(allow_null=True)


class ToScoreReader(SecondScoreReader):
    """The same with what is to be judged."""

    to_judge = ToJudgeReader()


class FailureAnswerWriter(Writer):
    """What police say of a failure."""

    answer = serializers.ChoiceField(FailureAnswer.choices)
    ground = serializers.CharField(max_length=GROUND_LENGTH, required=False, allow_blank=True, default="")
    discussed = serializers.ListField(child=serializers.ChoiceField(Discussed.choices), required=False, default=list)
    version = serializers.IntegerField()


class DisputeWriter(Writer):
    """What the CPS says to a dispute."""

    decision = serializers.ChoiceField(DisputeDecision.choices)
    reason = serializers.CharField(max_length=GROUND_LENGTH)
    version = serializers.IntegerField()
