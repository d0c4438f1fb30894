"""The advice of a completed review: its versions, what each says, another in place of the last; and second looks."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.documents import DocumentReader
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.loading import find_in_case
from casework.api.writing import Writer
from casework.models import CaseEvent
from casework.queries.documents import documents_of
from charging.api.review_writing import MOST_TEXT
from charging.models import Advice, Consultation, ThresholdOutcome, ThresholdReview
from charging.operations import advice, threshold
from charging.operations.threshold import SecondLook
from charging.queries.review.advice import advice_of, said_in
from charging.rules.advice import advice_form

TAGS = ["Advice"]


class AdviceSummary(serializers.Serializer[Any]):
    """One version of the advice of a review."""

    review = serializers.IntegerField(source="consultation_id")
    version = serializers.IntegerField()
    sha256 = serializers.CharField()
    sealed_at = serializers.DateTimeField()
    sealed_by = serializers.CharField(source="sealed_by.name")
    reason = serializers.CharField(help_text="Why it takes the place of the version before it; empty for the first")
    document = serializers.SerializerMethodField(help_text="The same as a PDF (MG3); it is ready once a worker made it")

    @extend_schema_field(DocumentReader(allow_null=True))
    def get_document(self, row: Advice) -> Any:
        """Return the document of the version."""
        found = self.context["documents"].get(row.version)
        return DocumentReader(found).data if found else None


class AdviceReader(AdviceSummary):
    """One version with all that it says."""

    content = serializers.SerializerMethodField(
        help_text="As it was sealed: `sha256` is over these values as JSON in UTF-8, names in order, without spaces"
    )

    def get_content(self, row: Advice) -> dict[str, Any]:
        """Return what was sealed."""
        return said_in(row)


class SupersedeWriter(Writer):
    """Sections in other words, by their codes, and why; those not named stay. What was decided needs a new review."""

    sections = serializers.DictField(child=serializers.CharField(max_length=MOST_TEXT, allow_blank=True))
    reason = serializers.CharField(max_length=500, allow_blank=True)
    version = serializers.IntegerField(help_text="The last version, as it was read")


WRITTEN = written("Advice", advice=AdviceReader())


class AdviceEndpoint(Endpoint):
    """Something about the advice of a completed review, which both agencies read."""

    def review(self, pk: int) -> Consultation:
        """Return a completed review of a visible case."""
        return find_in_case(self.user, Consultation.objects.filter(completed_at__isnull=False), pk)

    def context(self, found: Consultation) -> dict[str, Any]:
        """Return the documents of the advice by version: one is asked for when a version is sealed."""
        rows = documents_of(found.case_file, self.user, forms=[advice_form(found.pk)])
        return {"documents": {row.number: row for row in rows}}

    def version(self, found: Consultation, number: int) -> AdviceReader:
        """Return one version, or 404."""
        row = next((each for each in advice_of(found) if each.version == number), None)
        if row is None:
            raise Http404
        return AdviceReader(row, context=self.context(found))


class AdviceVersions(AdviceEndpoint):
    """The versions of the advice of a review."""

    @extend_schema(
        operation_id="advice_list",
        summary="List the versions of the advice of a review, the latest first",
        responses={200: AdviceSummary(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show each with its digest and its document; none where it was issued before advice was sealed."""
        found = self.review(pk)
        return Response(AdviceSummary(advice_of(found), many=True, context=self.context(found)).data)

    @extend_schema(
        operation_id="advice_supersede",
        summary="Put a new version in place of the advice",
        request=SupersedeWriter,
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Seal it, unless there is a later version than the one that was read; the earlier ones stay."""
        found, asked = self.review(pk), self.asked(SupersedeWriter)
        event = advice.supersede(
            consultation=found,
            texts=asked["sections"],
            reason=asked["reason"],
            expected_version=asked["version"],
            by=self.user,
            at=timezone.now(),
        )
        return answered(event, status=201, advice=self.version(found, event.details["version"]).data)


class AdviceVersion(AdviceEndpoint):
    """One version."""

    @extend_schema(
        operation_id="advice_read",
        summary="Read one version of the advice of a review",
        responses={200: AdviceReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int, version: int) -> Response:
        """Show what was sealed."""
        return Response(self.version(self.review(pk), version).data)


class ThresholdReader(serializers.Serializer[ThresholdReview]):
    """One day by which a charge under the Threshold Test is looked at again."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    suspect = serializers.IntegerField(source="suspect_id")
    prosecutor = serializers.CharField(source="prosecutor.name", allow_null=True)
    opened_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(ThresholdOutcome.choices, allow_blank=True)
    reason = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)
    done_by = serializers.CharField(source="done_by.name", allow_null=True)


class SecondLookWriter(Writer):
    """What came of looking again."""

    outcome = serializers.ChoiceField(ThresholdOutcome.choices)
    reason = serializers.CharField(max_length=8000, allow_blank=True)
    next_on = serializers.DateField(required=False, allow_null=True, help_text="Only where the date is moved")


LOOKED = written("ThresholdReview", threshold_review=ThresholdReader())


class ThresholdEndpoint(Endpoint):
    """Something about a second look, which both agencies read."""

    def rows(self) -> QuerySet[ThresholdReview]:
        """Every second look with those who had to do with it."""
        return ThresholdReview.objects.select_related("suspect", "decision", "prosecutor", "done_by")


class ThresholdDetail(ThresholdEndpoint):
    """One second look."""

    @extend_schema(
        operation_id="threshold_review_read",
        summary="Read the second look at a charge under the Threshold Test",
        responses={200: ThresholdReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show when it is due and what came of it."""
        return Response(ThresholdReader(find_in_case(self.user, self.rows(), pk)).data)


class LookAgain(ThresholdEndpoint):
    """Looking again."""

    @extend_schema(
        operation_id="threshold_review_look_again",
        summary="Apply the Full Code Test to a charge under the Threshold Test",
        request=SecondLookWriter,
        responses={200: LOOKED, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say whether the test is met, not yet, or not."""
        found, asked = find_in_case(self.user, self.rows(), pk), self.asked(SecondLookWriter)
        look = SecondLook(**asked | {"outcome": ThresholdOutcome(asked["outcome"])})
        event = threshold.look_again(review=found, look=look, by=self.user, at=timezone.now())
        return self.looked(event, pk)

    def looked(self, event: CaseEvent, pk: int) -> Response:
        """Answer with the second look as it is now."""
        row = self.rows().select_related("case_file").get(pk=pk)
        return answered(event, threshold_review=ThresholdReader(row).data)
