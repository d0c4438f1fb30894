"""The prosecutor's review."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.models import CaseEvent
from charging.api import loading, reading, review_writing, writing
from charging.operations import allocation, review
from charging.queries.review.facts import suspects_under_review

TAGS = ["Reviews"]
WRITTEN = written("Review", review=reading.ReviewReader())


class ReviewEndpoint(Endpoint):
    """Something about one review."""

    def shown(self, event: CaseEvent, pk: int) -> Response:
        """Answer with the event and the review as it is now."""
        return answered(event, review=reading.ReviewReader(loading.whole_review(pk)).data)


class ReviewDetail(Endpoint):
    """One review."""

    @extend_schema(
        operation_id="review_read",
        summary="Read a review and its decisions",
        responses={200: reading.ReviewReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the review."""
        found = loading.find_review(self.user, pk)
        return Response(reading.ReviewReader(loading.whole_review(found.pk)).data)


class Allocate(ReviewEndpoint):
    """Giving a review to a prosecutor."""

    @extend_schema(
        operation_id="review_allocate",
        summary="Give a review to a prosecutor, or take it",
        request=writing.AllocationWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Give the review to whom is named, or to whoever asks."""
        found = loading.find_review(self.user, pk)
        asked = self.asked(writing.AllocationWriter, case_file=found.case_file)
        suggested = asked.get("suggested")
        event = review.allocate(
            consultation=found,
            prosecutor=asked.get("prosecutor", self.user),
            suggested_id=suggested.pk if suggested else None,
            why=asked.get("why", ""),
            by=self.user,
            at=timezone.now(),
        )
        return self.shown(event, pk)


class TakeBack(ReviewEndpoint):
    """Putting a review back into the pool."""

    @extend_schema(
        operation_id="review_take_back",
        summary="Put a review back, so that nobody has it",
        request=None,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take it from whoever has it."""
        found = loading.find_review(self.user, pk)
        event = allocation.take_back(consultation=found, by=self.user, at=timezone.now())
        return self.shown(event, pk)


class Complete(ReviewEndpoint):
    """Deciding."""

    @extend_schema(
        operation_id="review_complete",
        summary="Complete a review: a decision for each suspect, and what is still needed",
        request=review_writing.ReviewWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record every decision and, where more is needed, issue one action plan."""
        found = loading.find_review(self.user, pk)
        under_review = {suspect.pk for suspect in suspects_under_review(found)}
        asked = self.asked(review_writing.ReviewWriter, case_file=found.case_file, under_review=under_review)
        handed_in = review_writing.review_of(asked)
        event = review.complete(consultation=found, review=handed_in, by=self.user, at=timezone.now())
        return self.shown(event, pk)
