"""Blind second scores: which somebody has to give, what they judge, and giving one."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint
from casework.models import CaseFile
from charging.api.quality import TAGS, WRITTEN, QualityEndpoint
from charging.api.quality_reading import JudgementWriter, SecondScoreReader, ToJudgeReader, ToScoreReader, judgement_of
from charging.models import SecondScore
from charging.operations import second_scores
from charging.queries.quality.assessing import to_judge


def _own(user: User) -> QuerySet[SecondScore]:
    """The second scores that fell to a reader, of cases that they may see; nobody else's exist for them."""
    rows = SecondScore.objects.filter(scorer=user, assessment__case_file__in=CaseFile.objects.visible_to(user))
    return rows.select_related("scorer", "assessment__case_file", "assessment__consultation__submission__edition")


class SecondScores(Endpoint):
    """The second scores that fell to whoever asks."""

    @extend_schema(
        operation_id="second_score_list",
        summary="List the files that you have to score a second time, first what is due first",
        responses={200: SecondScoreReader(many=True), 401: READ_REFUSALS[401]},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        """Show those that are still to be given."""
        rows = _own(self.user).filter(scored_at__isnull=True).order_by("due_at", "pk")
        return Response(SecondScoreReader(rows, many=True).data)


class SecondScoreDetail(QualityEndpoint):
    """One second score."""

    @extend_schema(
        operation_id="second_score_read",
        summary="Read what is judged of a file that you score a second time",
        responses={200: ToScoreReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the rows as police claimed them; nothing of the first score."""
        found = get_object_or_404(_own(self.user), pk=pk)
        asked = to_judge(found.assessment, at=timezone.now())
        return Response({**SecondScoreReader(found).data, "to_judge": ToJudgeReader(asked).data})

    @extend_schema(
        operation_id="second_score_give",
        summary="Score a file a second time",
        request=JudgementWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record which failures the file has; from then on the first score is yours to read."""
        found = get_object_or_404(_own(self.user), pk=pk)
        judgement = judgement_of(self.asked(JudgementWriter))
        event = second_scores.score(second=found, judgement=judgement, by=self.user, at=timezone.now())
        return self.done(event, found.assessment_id)
