"""The two lists that machines read."""

from typing import cast

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from metrics.api.serializers import FigureListSerializer, FigureQuery, MetricSerializer
from metrics.catalogue import BY_ID, CATALOGUE
from metrics.models import Segment
from metrics.permissions import may_view_figures
from metrics.queries.describe import describe
from metrics.queries.export import export


class MetricList(APIView):
    """Every definition; nobody needs to sign in."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=MetricSerializer(many=True), auth=[], operation_id="metrics_list")
    def get(self, request: Request) -> Response:
        """List the definitions behind the figures."""
        return Response([describe(metric) for metric in CATALOGUE])


class FigureList(APIView):
    """The figures of one metric, by month and place."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(
        parameters=[FigureQuery],
        responses={200: FigureListSerializer, 400: OpenApiResponse(description="What was asked has the wrong shape.")},
        operation_id="figures_list",
    )
    def get(self, request: Request) -> Response:
        """Read the figures of one metric: counts, and rates or medians where there are enough."""
        may_view_figures(cast(User, request.user)).require_permission()
        query = FigureQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        found = export(BY_ID[asked["metric"]], asked["from"], asked["to"], asked["by"], Segment(asked["segment"]))
        body = {
            "rows": [row.as_dict() for row in found.rows],
            "totals": [row.as_dict() for row in found.totals],
        }
        return Response(body)
