"""The coded reasons of triage and decisions."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import Endpoint
from charging.api import reading
from charging.models import RejectionReason
from charging.queries.review.page import decision_reasons


class Reasons(Endpoint):
    """Both lists."""

    @extend_schema(
        operation_id="reason_list",
        summary="List the coded reasons that hold today",
        responses=reading.ReasonsReader,
        tags=["Reference lists"],
    )
    def get(self, request: Request) -> Response:
        """Show both lists in their own order."""
        lists = {
            "rejection": RejectionReason.objects.filter(valid_to__isnull=True),
            "decision": decision_reasons(),
        }
        return Response(reading.ReasonsReader(lists).data)
