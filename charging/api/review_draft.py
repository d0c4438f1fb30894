"""Writing a review part by part, in any order, and issuing what is written."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint
from casework.models import Suspect
from charging.api import draft_shapes as shapes
from charging.api import loading
from charging.api.reviews import TAGS, WRITTEN, ReviewEndpoint
from charging.models import Consultation
from charging.operations import review, review_draft
from charging.operations.review_draft import Part
from charging.queries.review.draft import DECISION, ITEM
from charging.queries.review.facts import suspects_under_review
from charging.queries.review.hub import as_written
from charging.rules.review_sections import section
from foundation.periods import local_date

SAVED = {200: shapes.DraftReader, **REFUSALS}


class DraftEndpoint(Endpoint):
    """Something about a review that is not issued yet: those of the CPS alone know of it. No event tells of a draft."""

    def draft(self, pk: int, *, status: int = 200) -> Response:
        """Answer with the whole draft as it is now."""
        now = timezone.now()
        page, state = as_written(loading.find_draft(self.user, pk), self.user, at=now)
        return Response(shapes.DraftReader(shapes.draft_said(page, state, local_date(now))).data, status=status)

    def kept(
        self, found: Consultation, part: Part, said: dict[str, Any], *, version: int, text: str = "", status: int = 200
    ) -> Response:
        """Save one part, unless somebody else did since `version`, and answer with the whole draft."""
        review_draft.save_part(
            consultation=found,
            part=part,
            text=text,
            answers=said,
            expected_version=version,
            by=self.user,
            at=timezone.now(),
        )
        return self.draft(found.pk, status=status)


class ReviewDraft(DraftEndpoint):
    """A review as it is written."""

    @extend_schema(
        operation_id="review_draft_read",
        summary="Read a review that is not issued yet, and what it lacks",
        responses={200: shapes.DraftReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show every part of it, to those of the CPS."""
        if loading.find_draft(self.user, pk).completed_at:
            raise Http404
        return self.draft(pk)


class ReviewSection(DraftEndpoint):
    """One section."""

    @extend_schema(
        operation_id="review_section_save",
        summary="Save a section of a review",
        request=shapes.SectionWriter,
        responses=SAVED,
        tags=TAGS,
    )
    def put(self, request: Request, pk: int, code: str) -> Response:
        """Save it; approvals of the review as it was are void."""
        found, known = loading.find_draft(self.user, pk), section(code, local_date(timezone.now()))
        if known is None:
            raise Http404
        asked = self.asked(shapes.SectionWriter, section=known)
        return self.kept(found, Part(code=code), asked["answers"], version=asked["version"], text=asked["text"])


class ReviewDecision(DraftEndpoint):
    """The decision about one suspect."""

    @extend_schema(
        operation_id="review_decision_save",
        summary="Save the decision about a suspect as far as it is made",
        request=shapes.DecisionPartWriter,
        responses=SAVED,
        tags=TAGS,
    )
    def put(self, request: Request, pk: int, suspect: int) -> Response:
        """Save it; what it lacks is said by the draft, and when the review is issued."""
        found = loading.find_draft(self.user, pk)
        about = self._suspect(found, suspect)
        asked = self.asked(shapes.DecisionPartWriter, case_file=found.case_file)
        part = Part(code=DECISION, suspect=about)
        said, text = shapes.decision_values(asked), asked.get("rationale", "")
        return self.kept(found, part, said, version=asked["version"], text=text)

    @staticmethod
    def _suspect(found: Consultation, pk: int) -> Suspect:
        """Return somebody whom the review is about; who is not under review any more cannot be decided about."""
        about = suspects_under_review(found) if not found.completed_at else found.submission.suspects.all()
        suspect = next((each for each in about if each.pk == pk), None)
        if suspect is None:
            raise Http404
        return suspect


class ReviewItems(DraftEndpoint):
    """The items that a review asks for."""

    @extend_schema(
        operation_id="review_item_add",
        summary="Add an item to the action plan of a review",
        request=shapes.NewItemWriter,
        responses={201: shapes.DraftReader, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add it; it gets the next number."""
        found = loading.find_draft(self.user, pk)
        asked = self.asked(shapes.NewItemWriter, case_file=found.case_file)
        return self.kept(found, Part(code=ITEM), shapes.item_part(asked), version=0, status=201)


class ReviewItem(DraftEndpoint):
    """One item."""

    @extend_schema(
        operation_id="review_item_save",
        summary="Save an item in other words",
        request=shapes.ItemPartWriter,
        responses=SAVED,
        tags=TAGS,
    )
    def put(self, request: Request, pk: int, number: int) -> Response:
        """Save it, unless it was taken out."""
        found = loading.find_draft(self.user, pk)
        asked = self.asked(shapes.ItemPartWriter, case_file=found.case_file)
        return self.kept(found, Part(code=ITEM, number=number), shapes.item_part(asked), version=asked["version"])


class ReviewItemRemove(DraftEndpoint):
    """Taking an item out."""

    @extend_schema(
        operation_id="review_item_remove",
        summary="Take an item out of a review",
        request=shapes.ItemRemovalWriter,
        responses=SAVED,
        tags=TAGS,
    )
    def post(self, request: Request, pk: int, number: int) -> Response:
        """Take it out, unless somebody changed it since `version`."""
        found, version = loading.find_draft(self.user, pk), self.asked(shapes.ItemRemovalWriter)["version"]
        review_draft.remove_item(
            consultation=found, number=number, expected_version=version, by=self.user, at=timezone.now()
        )
        return self.draft(pk)


class Issue(ReviewEndpoint):
    """Issuing what is written."""

    @extend_schema(
        operation_id="review_issue",
        summary="Complete a review with what is written of it",
        request=shapes.IssueWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Issue exactly what was read, or say what it lacks; to hand in a whole review at once, complete it."""
        found, digest = loading.find_draft(self.user, pk), self.asked(shapes.IssueWriter)["digest"]
        event = review.issue(consultation=found, digest=digest, by=self.user, at=timezone.now())
        return self.shown(event, pk)
