"""Approval of a review: what it needs, asking for it, giving it, sending the review back."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.writing import Writer
from casework.models import CaseFile
from charging.api import loading
from charging.lifecycle import Grade
from charging.models import Approval, ApprovalState, Consultation
from charging.operations import approvals
from charging.queries.review.approvals import Asked, asked_of, needed_of
from charging.queries.review.hub import Written, as_written
from charging.rules.approvals import needed
from charging.rules.review_digest import digest_of
from foundation.periods import local_date

TAGS = ["Reviews"]


class NeededReader(serializers.Serializer[Any]):
    """One rule that calls for approval of a review as it stands."""

    rule = serializers.CharField(source="rule.code")
    title = serializers.CharField(source="rule.title")
    who = serializers.ChoiceField(Grade.choices, source="rule.who", help_text="Who has to agree")
    met = serializers.BooleanField(source="is_met")
    asked = serializers.BooleanField(source="is_asked")


class ApprovalReader(serializers.Serializer[Asked]):
    """One approval that was asked for, and what became of it."""

    id = serializers.IntegerField(source="row.pk")
    review = serializers.IntegerField(source="row.consultation_id")
    rule = serializers.CharField(source="row.rule")
    title = serializers.CharField()
    who = serializers.ChoiceField(Grade.choices, source="row.grade")
    digest = serializers.CharField(source="row.digest", help_text="`digest` of the draft that was asked about")
    about_this = serializers.BooleanField(source="is_this", help_text="Whether that is the review as it stands now")
    state = serializers.ChoiceField(ApprovalState.choices, source="row.state")
    asked_at = serializers.DateTimeField(source="row.asked_at")
    asked_by = serializers.CharField(source="row.asked_by.name")
    due_at = serializers.DateTimeField(source="row.due_at")
    comment = serializers.CharField(source="row.comment")
    decided_at = serializers.DateTimeField(source="row.decided_at", allow_null=True)
    decided_by = serializers.CharField(source="row.decided_by.name", allow_null=True)


class ApprovalsReader(serializers.Serializer[Any]):
    """What a review needs as it stands, and every approval that was ever asked for, the latest first."""

    needed = NeededReader(many=True)
    asked = ApprovalReader(many=True)


class ApprovalWriter(Writer):
    """What whoever approves says of it."""

    comment = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class SentBackWriter(Writer):
    """What has to change."""

    comment = serializers.CharField(max_length=4000, allow_blank=True)


ASKED = written("ApprovalsAsked", approvals=ApprovalsReader())
WRITTEN = written("Approval", approval=ApprovalReader())


def _visible(user: User) -> QuerySet[Approval]:
    visible = Approval.objects.filter(consultation__case_file__in=CaseFile.objects.visible_to(user))
    return visible.select_related("consultation__case_file")


class ApprovalEndpoint(Endpoint):
    """Something about approvals, of which the CPS alone knows."""

    def written(self, pk: int) -> tuple[Consultation, Written, list[Asked]]:
        """Return a review that somebody of the CPS may see, as it is written, with what was asked for."""
        found = loading.find_draft(self.user, pk)
        _, state = as_written(found, self.user, at=timezone.now())
        return found, state, asked_of(found, self.user, digest_of(state.review))

    def every(self, pk: int) -> dict[str, Any]:
        """Return what a review needs and what was asked for."""
        found, state, asked = self.written(pk)
        today = local_date(timezone.now())
        # An issued review needs nothing any more.
        called = () if found.completed_at else needed(state.review, state.known.suspects, state.known.facts, today)
        shown: dict[str, Any] = ApprovalsReader({"needed": needed_of(called, asked), "asked": asked}).data
        return shown

    def found(self, pk: int) -> Approval:
        """Return an approval that the reader may know of."""
        row = get_object_or_404(_visible(self.user), pk=pk)
        loading.find_draft(self.user, row.consultation_id)
        return row

    def one(self, row: Approval) -> dict[str, Any]:
        """Return one approval as it is now."""
        _, _, asked = self.written(row.consultation_id)
        shown: dict[str, Any] = ApprovalReader(next(each for each in asked if each.row.pk == row.pk)).data
        return shown


class Approvals(ApprovalEndpoint):
    """The approvals of one review."""

    @extend_schema(
        operation_id="review_approval_list",
        summary="See which approvals a review needs, and what became of those asked for",
        responses={200: ApprovalsReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show them for the review as it is written."""
        return Response(self.every(pk))

    @extend_schema(
        operation_id="review_approval_ask",
        summary="Ask for every approval that a review needs as it stands",
        request=None,
        responses={201: ASKED, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask about the very draft that is written now: any change voids it."""
        found, state, _ = self.written(pk)
        event = approvals.ask(consultation=found, review=state.review, by=self.user, at=timezone.now())
        return answered(event, status=201, approvals=self.every(pk))


class ApprovalDetail(ApprovalEndpoint):
    """One approval."""

    @extend_schema(
        operation_id="approval_read",
        summary="Read an approval that was asked for",
        responses={200: ApprovalReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show what was asked and answered; the review itself is its draft."""
        return Response(self.one(self.found(pk)))


class Approve(ApprovalEndpoint):
    """Agreeing."""

    @extend_schema(
        operation_id="approval_give",
        summary="Approve a review as it was asked about",
        request=ApprovalWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Approve it; never whoever wrote part of it."""
        row, comment = self.found(pk), self.asked(ApprovalWriter)["comment"]
        event = approvals.approve(approval=row, comment=comment, by=self.user, at=timezone.now())
        return answered(event, approval=self.one(row))


class SendBack(ApprovalEndpoint):
    """Not agreeing."""

    @extend_schema(
        operation_id="approval_send_back",
        summary="Send a review back in place of approving it",
        request=SentBackWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say what has to change."""
        row, comment = self.found(pk), self.asked(SentBackWriter)["comment"]
        event = approvals.send_back(approval=row, comment=comment, by=self.user, at=timezone.now())
        return answered(event, approval=self.one(row))
