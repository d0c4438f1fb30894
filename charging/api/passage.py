"""Contesting a rejection and deciding it, taking a file back, and moving a case at the CPS."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import OrganisationKind, Unit
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.fields import KnownMaterialListField
from casework.api.loading import find_case_file
from casework.api.writing import Writer
from charging.api import loading
from charging.api.submissions import TAGS, WRITTEN, SubmissionEndpoint
from charging.lifecycle import ContestOutcome
from charging.models import Contest, passage
from charging.models import contest as contest_model
from charging.operations import contests, direct, transfer, withdrawal
from charging.queries.disagreements.contests import material_of
from charging.rules.contests import DECIDED, Grounds, Ruling

RULINGS = [(outcome.value, outcome.label) for outcome in DECIDED]
MOVED = written("Transfer")


class ContestWriter(Writer):
    """Why a file should not have come back."""

    grounds = serializers.CharField(max_length=contest_model.LENGTH)
    material = KnownMaterialListField(required=False, help_text="Keys of material on this case that shows it")


class ContestReader(serializers.Serializer[Any]):
    """A contest of a rejection, and what came of it."""

    id = serializers.IntegerField()
    grounds = serializers.CharField()
    material = serializers.SerializerMethodField(help_text="Keys of what it names, as far as you may know of it")
    raised_at = serializers.DateTimeField()
    raised_by = serializers.CharField(source="raised_by.name")
    due_at = serializers.DateTimeField(help_text="When the answer of the CPS is late")
    outcome = serializers.ChoiceField(ContestOutcome.choices, allow_blank=True)
    reason = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(source="decided_by.name", allow_null=True)

    def get_material(self, contest: Contest) -> list[int]:
        """Return the keys of the material that the reader may know of."""
        return [item.pk for item in material_of(contest, self.context["user"])]


class ContestRulingWriter(Writer):
    """Whether a rejection stands, and why."""

    outcome = serializers.ChoiceField(RULINGS)
    reason = serializers.CharField(max_length=contest_model.LENGTH)
    respond_by = serializers.DateField(required=False, help_text="A later day, where the rejection stands")


class WhyWriter(Writer):
    """Why police take a file back."""

    reason = serializers.CharField(max_length=passage.LENGTH)


class TransferWriter(Writer):
    """Where a case goes, and why."""

    unit = serializers.SlugRelatedField(
        slug_field="code",
        queryset=Unit.objects.filter(organisation__kind=OrganisationKind.CPS_AREA, valid_to__isnull=True),
        help_text="Code of a unit of a CPS Area",
    )
    reason = serializers.CharField(max_length=passage.LENGTH)


class RisksWriter(Writer):
    """What the Area has to know of a case that CPS Direct did not decide."""

    risks = serializers.CharField(max_length=passage.LENGTH, help_text="The open risks, or that there are none")


class ContestRejection(SubmissionEndpoint):
    """Police say that a file should not have come back."""

    @extend_schema(
        operation_id="submission_contest_read",
        summary="Read the contest of a rejection",
        responses={200: ContestReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the grounds and what was decided."""
        found = loading.find_contest(self.user, pk)
        return Response(ContestReader(found, context={"user": self.user}).data)

    @extend_schema(
        operation_id="submission_contest",
        summary="Contest a rejection that stands",
        request=ContestWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Contest it; somebody else at the CPS decides."""
        found = loading.find_submission(self.user, pk)
        asked = self.asked(ContestWriter, case_file=found.case_file, user=self.user)
        grounds = Grounds(text=asked["grounds"], material=asked.get("material", ()))
        return self.shown(contests.contest(submission=found, grounds=grounds, by=self.user, at=timezone.now()))


class DecideContest(SubmissionEndpoint):
    """Somebody else at the CPS decides."""

    @extend_schema(
        operation_id="submission_contest_decide",
        summary="Decide a contested rejection",
        request=ContestRulingWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Uphold the rejection or overturn it; never by whoever rejected."""
        contest, asked = loading.find_contest(self.user, pk), self.asked(ContestRulingWriter)
        ruling = Ruling(**{**asked, "outcome": ContestOutcome(asked["outcome"])})
        return self.shown(contests.decide(contest=contest, ruling=ruling, by=self.user, at=timezone.now()))


class Withdraw(SubmissionEndpoint):
    """Police take a file back."""

    @extend_schema(
        operation_id="submission_withdraw",
        summary="Take a file back before the CPS has decided",
        request=WhyWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw it; an open review ends without a decision."""
        found, reason = loading.find_submission(self.user, pk), self.asked(WhyWriter)["reason"]
        return self.shown(withdrawal.withdraw(submission=found, reason=reason, by=self.user, at=timezone.now()))


class CaseTransfer(Endpoint):
    """A case goes to another Area or unit."""

    @extend_schema(
        operation_id="case_transfer",
        summary="Give a case to another CPS Area or unit",
        request=TransferWriter,
        responses={200: MOVED, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Move it. Whoever moved it to another Area cannot see it any more, so only the event comes back."""
        case_file, asked = find_case_file(self.user, urn), self.asked(TransferWriter)
        unit: Any = asked["unit"]
        there = transfer.Destination(body=unit.organisation, unit=unit)
        event = transfer.transfer(
            case_file=case_file, to=there, reason=asked["reason"], by=self.user, at=timezone.now()
        )
        return answered(event)


class HandOver(Endpoint):
    """CPS Direct hands a case over, or its Area takes it."""

    @extend_schema(
        operation_id="case_hand_over_direct",
        summary="Give a case that CPS Direct has to its Area",
        request=RisksWriter,
        responses={200: MOVED, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Hand it over with a note of open risks; only the event comes back."""
        case_file, risks = find_case_file(self.user, urn), self.asked(RisksWriter)["risks"]
        return answered(direct.hand_over(case_file=case_file, risks=risks, by=self.user, at=timezone.now()))
