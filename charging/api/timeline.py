"""The ledger of a case in words, those of charging included."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, Endpoint
from casework.api.loading import find_case_file
from casework.api.reading import TimelineReader
from casework.queries.case_page import told_ledger
from charging.queries.case.timeline import timeline


class Timeline(Endpoint):
    """What happened in a case."""

    @extend_schema(
        operation_id="case_file_timeline",
        summary="Read the timeline of a case, newest first",
        responses={200: TimelineReader(many=True), **READ_REFUSALS},
        tags=["Case files"],
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show every event that the ledger holds of the case."""
        case_file = find_case_file(self.user, urn)
        rows, suspects = list(told_ledger(case_file, reader=self.user)), list(case_file.suspects.all())
        return Response(TimelineReader(timeline(rows, suspects), many=True).data)
