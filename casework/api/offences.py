"""The national list of offences."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import reading, writing
from casework.api.endpoint import WRONG_SHAPE, Endpoint
from casework.queries import offences


class Offences(Endpoint):
    """Searching the national list."""

    @extend_schema(
        operation_id="offence_search",
        summary="Find an offence by its code or by what people call it",
        parameters=[writing.OffenceSearch],
        responses={200: reading.OffenceMatchReader(many=True), **WRONG_SHAPE},
        tags=["Reference lists"],
    )
    def get(self, request: Request) -> Response:
        """Show the likeliest first."""
        asked = writing.OffenceSearch(data=request.query_params)
        asked.is_valid(raise_exception=True)
        day = asked.validated_data.get("on") or timezone.localdate()
        found = offences.search(asked.validated_data["q"], on=day)
        return Response(reading.OffenceMatchReader(found, many=True).data)
