"""Search for machine clients: kept and noted like a person's, under the same policy, a few times a minute."""

from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle, UserRateThrottle

from casework import permissions
from casework.api import loading
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint
from casework.api.reading import CaseFileSummary
from casework.models import CaseFile, Search
from casework.operations import search as operations
from casework.queries.search import LONGEST
from charging.forms.filters import LEFT_OUT, DaysForm, chosen_in
from charging.queries.lists.facets import MOST_COUNTED, ORDERS, Screen
from charging.queries.lists.found import FACETS, find, is_cut
from foundation.periods import local_date
from web.pages import number_of

TAGS = ["Search"]
FILTERS = [
    *(OpenApiParameter(facet.key, str, many=True, description=f"{facet.title}: any of these") for facet in FACETS),
    *(
        OpenApiParameter(f"{LEFT_OUT}{facet.key}", str, many=True, description=f"{facet.title}: none of these")
        for facet in FACETS
    ),
    *(
        OpenApiParameter(name, str, description=f"{field.label}, as 2026-03-02")
        for name, field in DaysForm.base_fields.items()
    ),
    OpenApiParameter("sort", str, enum=list(ORDERS)),
    OpenApiParameter("page", int),
]


class SearchWriter(serializers.Serializer[Any]):
    """What to search for."""

    q = serializers.CharField(
        max_length=LONGEST, help_text="A URN, ASN or crime reference in any spelling, a name, or words of the case"
    )


class SearchKept(serializers.Serializer[Any]):
    """A search that is kept; its results stand under its key."""

    id = serializers.UUIDField()


class SearchResults(serializers.Serializer[Any]):
    """One page of what you may see of the cases that match."""

    total = serializers.IntegerField(help_text=f"How many match; {MOST_COUNTED + 1} where it is more than can be said")
    more = serializers.BooleanField(help_text="Whether another page follows")
    cut = serializers.BooleanField(
        help_text="Whether more of your cases may match than were looked at: older ones are neither listed nor counted"
    )
    counts = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="For each filter, how many cases each choice would leave with all other filters",
    )
    results = CaseFileSummary(many=True)


class Searches(Endpoint):
    """Where searches are kept, so that no name stands in an address."""

    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "search"

    @extend_schema(
        operation_id="search_ask",
        summary="Search for a case file",
        request=SearchWriter,
        responses={201: SearchKept, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Keep who searches for what, and answer with the key of the results."""
        asked = operations.ask(text=self.asked(SearchWriter)["q"], by=self.user, at=timezone.now())
        return Response(SearchKept(asked).data, status=201)


class SearchDetail(Endpoint):
    """The results of one search, for whoever reads them."""

    throttle_classes = [UserRateThrottle, ScopedRateThrottle]
    throttle_scope = "search"

    @extend_schema(
        operation_id="search_results",
        summary="Read what a search finds among what you may see",
        parameters=FILTERS,
        responses={200: SearchResults, 403: REFUSALS[403], **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Search for the same words under the reader's own policy, and note that they did."""
        permissions.may_search(self.user).require_permission()
        asked = get_object_or_404(Search, pk=pk)
        address: QueryDict = request.query_params
        order, now = address.get("sort", ""), timezone.now()
        screen = Screen(order if order in ORDERS else "newest", number_of(request._request))
        found = find(asked.text, chosen_in(address, FACETS, self.user.side), screen, user=self.user, on=local_date(now))
        total = min(found.total, MOST_COUNTED + 1)
        operations.look(search=asked, found=total, by=self.user, at=now)
        rows = loading.for_list(CaseFile.objects.visible_to(self.user).filter(pk__in=found.keys))
        by_key = {case.pk: case for case in rows}
        counts = {
            name: {value: min(number, MOST_COUNTED + 1) for value, number in each.items()}
            for name, each in found.counts.items()
        }
        cases = [by_key[key] for key in found.keys if key in by_key]
        result = {"total": total, "more": found.more, "cut": is_cut(found), "counts": counts, "results": cases}
        return Response(SearchResults(result, context=self.shown_to).data)
