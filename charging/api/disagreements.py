"""Escalations up the ladder, and victims' requests for a review."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.loading import find_in_case, find_suspect
from charging.api import disagreement_shapes as shapes
from charging.api import loading
from charging.models import Escalation, EscalationOutcome, VictimReview, VictimReviewOutcome
from charging.operations import escalating, escalations, victim_reviews

TAGS = ["Disagreements"]
ESCALATION = written("Escalation", escalation=shapes.EscalationReader())
VICTIM_REVIEW = written("VictimReview", victim_review=shapes.VictimReviewReader())


def _shown(pk: int) -> dict[str, Any]:
    rows = Escalation.objects.select_related("case_file").prefetch_related("steps__raised_by", "steps__answered_by")
    return {"escalation": shapes.EscalationReader(rows.get(pk=pk)).data}


def _told(pk: int) -> dict[str, Any]:
    row = VictimReview.objects.select_related("case_file").get(pk=pk)
    return {"victim_review": shapes.VictimReviewReader(row).data}


class Escalate(Endpoint):
    """Taking a decision to the first step."""

    @extend_schema(
        operation_id="suspect_escalate",
        summary="Escalate the last decision for a suspect",
        request=shapes.GroundsWriter,
        responses={201: ESCALATION, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say why police do not agree."""
        suspect, asked = find_suspect(self.user, pk), self.asked(shapes.GroundsWriter)
        event = escalations.escalate(suspect=suspect, grounds=asked["grounds"], by=self.user, at=timezone.now())
        return answered(event, status=201, **_shown(event.details["escalation_id"]))


class EscalateRejection(Endpoint):
    """Taking a rejection to the first step."""

    @extend_schema(
        operation_id="submission_escalate",
        summary="Escalate a rejection that stands after its contest",
        request=shapes.GroundsWriter,
        responses={201: ESCALATION, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say why police do not agree; 404 where nobody contested it."""
        contest, asked = loading.find_contest(self.user, pk), self.asked(shapes.GroundsWriter)
        event = escalating.escalate_rejection(
            contest=contest, grounds=asked["grounds"], by=self.user, at=timezone.now()
        )
        return answered(event, status=201, **_shown(event.details["escalation_id"]))


class EscalatePlan(Endpoint):
    """Taking an action plan to the first step."""

    @extend_schema(
        operation_id="action_plan_escalate",
        summary="Escalate an action plan that is with police",
        request=shapes.GroundsWriter,
        responses={201: ESCALATION, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say why police do not agree; it can be answered meanwhile."""
        plan, asked = loading.find_plan(self.user, pk), self.asked(shapes.GroundsWriter)
        event = escalating.escalate_plan(plan=plan, grounds=asked["grounds"], by=self.user, at=timezone.now())
        return answered(event, status=201, **_shown(event.details["escalation_id"]))


class EscalationDetail(Endpoint):
    """One escalation."""

    @extend_schema(
        operation_id="escalation_read",
        summary="Read an escalation with its steps",
        responses={200: shapes.EscalationReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the escalation."""
        found = find_in_case(self.user, Escalation.objects.all(), pk)
        return Response(_shown(found.pk)["escalation"])


class NextStep(Endpoint):
    """Taking it further."""

    @extend_schema(
        operation_id="escalation_go_on",
        summary="Take an escalation to the next step",
        request=shapes.NextStepWriter,
        responses={200: ESCALATION, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say why police still do not agree."""
        found = find_in_case(self.user, Escalation.objects.all(), pk)
        asked = self.asked(shapes.NextStepWriter)
        event = escalations.go_on(escalation=found, by=self.user, at=timezone.now(), **asked)
        return answered(event, **_shown(pk))


class Answer(Endpoint):
    """Answering a step."""

    @extend_schema(
        operation_id="escalation_answer",
        summary="Answer a step of an escalation",
        request=shapes.StepAnswerWriter,
        responses={200: ESCALATION, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Change the decision, agree in part, or let it stand."""
        found = find_in_case(self.user, Escalation.objects.all(), pk)
        asked = self.asked(shapes.StepAnswerWriter)
        reply = escalations.StepAnswer(outcome=EscalationOutcome(asked["outcome"]), reasons=asked["reasons"])
        event = escalations.answer(escalation=found, step=asked["step"], reply=reply, by=self.user, at=timezone.now())
        return answered(event, **_shown(pk))


class End(Endpoint):
    """Ending it."""

    @extend_schema(
        operation_id="escalation_end",
        summary="End an escalation: the decision stands",
        request=shapes.EndWriter,
        responses={200: ESCALATION, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Agree with an answer, or do not go on; say why."""
        found = find_in_case(self.user, Escalation.objects.all(), pk)
        asked = self.asked(shapes.EndWriter)
        event = escalations.withdraw(escalation=found, by=self.user, at=timezone.now(), **asked)
        return answered(event, **_shown(pk))


class VictimAsks(Endpoint):
    """A victim's request."""

    @extend_schema(
        operation_id="suspect_victim_review",
        summary="Record that a victim asks for a review of a decision",
        request=shapes.VictimAsksWriter,
        responses={201: VICTIM_REVIEW, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record who asked and when."""
        suspect = find_suspect(self.user, pk)
        asked = victim_reviews.Request(**self.asked(shapes.VictimAsksWriter, case_file=suspect.case_file))
        event = victim_reviews.ask(suspect=suspect, request=asked, by=self.user, at=timezone.now())
        return answered(event, status=201, **_told(VictimReview.objects.filter(suspect=suspect).latest("pk").pk))


class VictimReviewDetail(Endpoint):
    """One request."""

    @extend_schema(
        operation_id="victim_review_read",
        summary="Read a victim's request for a review",
        responses={200: shapes.VictimReviewReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the request."""
        found = find_in_case(self.user, VictimReview.objects.all(), pk)
        return Response(_told(found.pk)["victim_review"])


class VictimGoesOn(Endpoint):
    """Independent review."""

    @extend_schema(
        operation_id="victim_review_go_on",
        summary="Record that the victim asks for an independent review",
        request=shapes.VictimGoesOnWriter,
        responses={201: VICTIM_REVIEW, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record when they asked."""
        found = find_in_case(self.user, VictimReview.objects.all(), pk)
        asked_at = self.asked(shapes.VictimGoesOnWriter)["asked_at"]
        event = victim_reviews.go_on(review=found, asked_at=asked_at, by=self.user, at=timezone.now())
        return answered(event, status=201, **_told(VictimReview.objects.latest("pk").pk))


class VictimAnswer(Endpoint):
    """Answering a victim."""

    @extend_schema(
        operation_id="victim_review_decide",
        summary="Answer a victim's request",
        request=shapes.VictimAnswerWriter,
        responses={200: VICTIM_REVIEW, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Uphold the decision, have it made again, or explain it."""
        found = find_in_case(self.user, VictimReview.objects.all(), pk)
        asked = self.asked(shapes.VictimAnswerWriter)
        event = victim_reviews.decide(
            review=found,
            outcome=VictimReviewOutcome(asked["outcome"]),
            reasons=asked["reasons"],
            by=self.user,
            at=timezone.now(),
        )
        return answered(event, **_told(pk))
