"""File quality: reading assessments, assessing, answering failures, deciding disputes."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.loading import find_case_file
from casework.api.reading import EventReader
from casework.models import CaseEvent
from charging import permissions
from charging.api.quality_reading import (
    AssessmentReader,
    CorrectionWriter,
    DisputeWriter,
    FailureAnswerWriter,
    JudgementWriter,
    NotAssessedWriter,
    ToJudgeReader,
    judgement_of,
)
from charging.models import Assessment, Failure
from charging.operations import assessments, disputes
from charging.queries.quality.assessing import PEOPLE, assessment_page, to_judge
from charging.rules.disputes import PoliceAnswer

TAGS = ["File quality"]
WRITTEN = written("Assessment", assessment=AssessmentReader())
DISPUTED_NONE = inline_serializer("DisputedNone", {"events": EventReader(many=True), "assessment": AssessmentReader()})


def _visible(user: User) -> QuerySet[Assessment]:
    """The assessments that a reader may know the result of: none that they have still to score blind."""
    return Assessment.objects.visible_to(user).select_related("case_file", *PEOPLE)


class QualityEndpoint(Endpoint):
    """What addresses of file quality have in common."""

    def found(self, pk: int) -> Assessment:
        """Return an assessment that the reader may know of."""
        return get_object_or_404(_visible(self.user), pk=pk)

    def failure(self, pk: int) -> Failure:
        """Return a failure of an assessment that the reader may know of."""
        rows = Failure.objects.filter(assessment__in=_visible(self.user).order_by(), stands=True)
        return get_object_or_404(rows.select_related("assessment__case_file", "reason"), pk=pk)

    def shown(self, pk: int) -> AssessmentReader:
        """Return an assessment as it is now."""
        row = _visible(self.user).get(pk=pk)
        return AssessmentReader(assessment_page(row, self.user, at=timezone.now()))

    def done(self, event: CaseEvent, pk: int) -> Response:
        """Answer a write about an assessment."""
        return answered(event, assessment=self.shown(pk).data)


class CaseAssessments(QualityEndpoint):
    """The assessments of one case."""

    @extend_schema(
        operation_id="case_file_quality_list",
        summary="List the file-quality assessments of a case",
        responses={200: AssessmentReader(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show each assessment, one a completed review."""
        case_file, now = find_case_file(self.user, urn), timezone.now()
        rows = _visible(self.user).filter(case_file=case_file).order_by("consultation__number")
        return Response([AssessmentReader(assessment_page(row, self.user, at=now)).data for row in rows])


class AssessmentDetail(QualityEndpoint):
    """One assessment."""

    @extend_schema(
        operation_id="file_quality_read",
        summary="Read the file-quality assessment of one review",
        responses={200: AssessmentReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the assessment."""
        return Response(self.shown(self.found(pk).pk).data)


class Assess(QualityEndpoint):
    """Assessing a file."""

    @extend_schema(
        operation_id="file_quality_to_judge",
        summary="Read what is judged of a file",
        responses={200: ToJudgeReader, 403: REFUSALS[403], **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the rows as police claimed them and every failure, to whoever assesses the file."""
        found = self.found(pk)
        permissions.may_assess(self.user, found).require_permission()
        return Response(ToJudgeReader(to_judge(found, at=timezone.now())).data)

    @extend_schema(
        operation_id="file_quality_assess",
        summary="Say whether a file met the standard",
        request=JudgementWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record the failures; none means that the file met the standard."""
        found = self.found(pk)
        judgement = judgement_of(self.asked(JudgementWriter))
        event = assessments.assess(assessment=found, judgement=judgement, by=self.user, at=timezone.now())
        return self.done(event, pk)


class Correct(QualityEndpoint):
    """Putting an assessment right."""

    @extend_schema(
        operation_id="file_quality_correct",
        summary="Correct an assessment until its month closes",
        request=CorrectionWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Judge it anew, unless somebody did anything about it since `version`."""
        found, asked = self.found(pk), self.asked(CorrectionWriter)
        event = assessments.correct(
            assessment=found,
            judgement=judgement_of(asked),
            reason=asked["reason"],
            expected_version=asked["version"],
            by=self.user,
            at=timezone.now(),
        )
        return self.done(event, pk)


class NotAssess(QualityEndpoint):
    """Leaving a file."""

    @extend_schema(
        operation_id="file_quality_not_assess",
        summary="Say that a file is not assessed",
        request=NotAssessedWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Leave it, for a coded reason."""
        found, reason = self.found(pk), self.asked(NotAssessedWriter)["reason"]
        event = assessments.not_assess(assessment=found, reason=reason, by=self.user, at=timezone.now())
        return self.done(event, pk)


class DisputeNone(QualityEndpoint):
    """What police agree with."""

    @extend_schema(
        operation_id="file_quality_dispute_none",
        summary="Say for police that no failure is disputed which is not answered yet",
        request=None,
        responses={200: DISPUTED_NONE, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer all of them; an event for each."""
        found = self.found(pk)
        recorded: Any = disputes.dispute_none(assessment=found, by=self.user, at=timezone.now())
        return Response({"events": EventReader(recorded, many=True).data, "assessment": self.shown(pk).data})


class AnswerFailure(QualityEndpoint):
    """What police say of a failure."""

    @extend_schema(
        operation_id="file_quality_failure_answer",
        summary="Say for police whether a failure is disputed",
        request=FailureAnswerWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Answer, unless somebody else did since `version`."""
        failure, asked = self.failure(pk), self.asked(FailureAnswerWriter)
        version = asked.pop("version")
        event = disputes.answer(
            failure=failure, reply=PoliceAnswer(**asked), expected_version=version, by=self.user, at=timezone.now()
        )
        return self.done(event, failure.assessment_id)


class DecideDispute(QualityEndpoint):
    """What the CPS says to a dispute."""

    @extend_schema(
        operation_id="file_quality_dispute_decide",
        summary="Accept a dispute or not",
        request=DisputeWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Decide, unless somebody else did since `version`; never whoever assessed the file."""
        failure, asked = self.failure(pk), self.asked(DisputeWriter)
        event = disputes.decide(
            failure=failure,
            decision=asked["decision"],
            reason=asked["reason"],
            expected_version=asked["version"],
            by=self.user,
            at=timezone.now(),
        )
        return self.done(event, failure.assessment_id)
