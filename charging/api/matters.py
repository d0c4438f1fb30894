"""What waits for whoever asks besides suspects in their statuses: approvals, mismatches, escalations, second looks."""

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from casework.api.endpoint import READ_REFUSALS, WRONG_SHAPE, Endpoint
from casework.api.loading import find_case_file
from casework.api.pagination import NewestFirst
from casework.models import Matter
from charging.lifecycle import MatterKind
from charging.queries.lists import waiting
from charging.queries.lists.worklist import Scope, desk_of
from foundation.periods import local_date


class OldestFirst(NewestFirst):
    """What waits, what waited longest first."""

    ordering = ("since", "id")


class MattersAsked(serializers.Serializer[dict[str, str]]):
    """Of which kind, and of which case; without one, of every case."""

    kind = serializers.ChoiceField(MatterKind.choices)
    urn = serializers.CharField(required=False, max_length=40, help_text="Of one case: 45ab1234526")


class MatterReader(serializers.Serializer[Matter]):
    """One thing that waits for you, or for anybody of your grade."""

    kind = serializers.ChoiceField(MatterKind.choices)
    subject = serializers.IntegerField(
        help_text="Its key in addresses: `approvals/{id}/`, `mismatches/{id}/`, `escalations/{id}/` and so on. "
        "A contest is found by its submission, a request to reopen by its suspect"
    )
    urn = serializers.CharField(source="case_file.slug")
    suspect = serializers.IntegerField(source="suspect_id", allow_null=True)
    since = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="From when on it is late")


@extend_schema_view(
    get=extend_schema(
        operation_id="matter_list",
        summary="List what waits for you of one kind, what waited longest first",
        parameters=[MattersAsked],
        responses={200: MatterReader(many=True), **READ_REFUSALS, **WRONG_SHAPE},
        tags=["Work"],
    )
)
class Matters(ListAPIView[Matter], Endpoint):
    """The same as the work queues of the pages."""

    serializer_class = MatterReader
    pagination_class = OldestFirst
    queryset = Matter.objects.none()

    def get_queryset(self) -> QuerySet[Matter]:
        """Narrow to what the reader may act on, and to one case where one is named."""
        query = MattersAsked(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        asked, desk = query.validated_data, desk_of(self.user, on=local_date(timezone.now()))
        rows = waiting.rows(desk, MatterKind(asked["kind"]), scope=Scope.ALL)
        urn = asked.get("urn")
        return rows.filter(case_file=find_case_file(self.user, urn)) if urn else rows
