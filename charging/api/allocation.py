"""Open reviews to allocate, with whom the service suggests for each."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint
from casework.models import CaseworkType
from charging.queries.allocation import candidates, review_list
from charging.queries.allocation.open_reviews import UNALLOCATED, Wanted
from charging.queries.allocation.workload import managed_by, may_manage_work
from charging.rules.workload import edition_on
from foundation.periods import local_date

SIZE, MOST_PAGES = 100, 400


class OpenReviewsAsked(serializers.Serializer[dict[str, object]]):
    """Which open reviews; without anything, those that nobody has."""

    with_anybody = serializers.BooleanField(default=False, help_text="Those that somebody has too")
    overdue = serializers.BooleanField(default=False)
    casework_type = serializers.ChoiceField(CaseworkType.choices, required=False)
    page = serializers.IntegerField(min_value=1, max_value=MOST_PAGES, default=1)


class SuggestionReader(serializers.Serializer[dict[str, object]]):
    """Whom the service suggests, and why."""

    person = serializers.EmailField()
    name = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())


class OpenReviewReader(serializers.Serializer[dict[str, object]]):
    """One open review; `suggested` is null where something speaks against everybody."""

    review = serializers.IntegerField(help_text="Key of the review, for `reviews/{id}/allocate/`")
    urn = serializers.CharField()
    number = serializers.IntegerField()
    casework_type = serializers.ChoiceField(CaseworkType.choices)
    stream = serializers.CharField(allow_blank=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    points = serializers.IntegerField(help_text="What it weighs, by the weights in force")
    held_by = serializers.CharField(allow_blank=True, help_text="Who has it now; empty for nobody")
    suggested = SuggestionReader(allow_null=True)


class OpenReviewsReader(serializers.Serializer[dict[str, object]]):
    """A page of them, in custody first, then what is due first."""

    total = serializers.IntegerField()
    more = serializers.BooleanField()
    weights = serializers.CharField(help_text="Code of the weights in force")
    results = OpenReviewReader(many=True)


class OpenReviews(Endpoint):
    """What is ready to allocate."""

    @extend_schema(
        operation_id="open_reviews_list",
        summary="List open reviews with whom the service suggests",
        parameters=[OpenReviewsAsked],
        responses={200: OpenReviewsReader, 400: REFUSALS[400], 403: REFUSALS[403], **READ_REFUSALS},
        tags=["Reviews"],
    )
    def get(self, request: Request) -> Response:
        """List reviews of the cases that the reader may see; only for those who manage work."""
        may_manage_work(self.user).require_permission()
        query = OpenReviewsAsked(data=request.query_params)
        query.is_valid(raise_exception=True)
        asked, now = query.validated_data, timezone.now()
        wanted = Wanted(
            holder=None if asked["with_anybody"] else UNALLOCATED,
            casework_type=asked.get("casework_type", ""),
            late_at=now if asked["overdue"] else None,
        )
        known = candidates.bench(managed_by(self.user), at=now)
        start = (asked["page"] - 1) * SIZE
        rows = review_list.rows(self.user, wanted, slice(start, start + SIZE + 1), known, at=now)
        page = {
            "total": review_list.count(self.user, wanted),
            "more": len(rows) > SIZE,
            "weights": edition_on(local_date(now)).code,
            "results": [_said(row, known) for row in rows[:SIZE]],
        }
        return Response(OpenReviewsReader(page).data)


def _said(row: review_list.ReviewRow, known: candidates.Bench) -> dict[str, object]:
    best = row.best
    return {
        "review": row.review.key,
        "urn": row.case_file.slug,
        "number": row.review.number,
        "casework_type": row.review.work.casework_type,
        "stream": row.review.work.stream,
        "opened_at": row.review.opened_at,
        "due_at": row.review.due_at,
        "points": row.weight,
        "held_by": row.holder,
        "suggested": best
        and {
            "person": known.people[best.candidate.key].email,
            "name": best.candidate.name,
            "reasons": best.reasons_for,
        },
    }
