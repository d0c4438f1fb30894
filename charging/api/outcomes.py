"""How a suspect's case ends before court: the charge that police lay, or closing without a decision."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import REFUSALS, Endpoint, answered, written
from casework.api.loading import find_case_file, find_suspect, whole_suspect, with_offences
from casework.api.reading import SuspectReader
from casework.models import CaseEvent, Suspect
from charging.api import plan_writing, reading, writing
from charging.lifecycle import ChargeMethod
from charging.models import ChargeRecord
from charging.operations import charges, closing

TAGS = ["Outcomes"]


class SuspectEndpoint(Endpoint):
    """Something about one suspect; answers with the suspect as they are now."""

    def shown(self, event: CaseEvent, pk: int, *, status: int = 200, **more: Any) -> Response:
        """Answer with the event and the suspect."""
        suspect = SuspectReader(whole_suspect(pk), context=self.shown_to).data
        return answered(event, status=status, suspect=suspect, **more)


class Charge(SuspectEndpoint):
    """The charge."""

    @extend_schema(
        operation_id="suspect_charge",
        summary="Record that police charged a suspect",
        request=writing.ChargeWriter,
        responses={
            201: written("Charge", suspect=SuspectReader(), charge=reading.ChargeReader()),
            **REFUSALS,
        },
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record the charge as of when it was laid, and compare it with what was authorised."""
        suspect = find_suspect(self.user, pk)
        asked = self.asked(writing.ChargeWriter)
        details = charges.ChargeDetails(**asked | {"method": ChargeMethod(asked["method"])})
        event = charges.record_charge(suspect=suspect, details=details, by=self.user, at=timezone.now())
        charge = ChargeRecord.objects.get(suspect=suspect)
        return self.shown(event, pk, status=201, charge=reading.ChargeReader(charge).data)


class Finalise(SuspectEndpoint):
    """Closing what did not come back."""

    @extend_schema(
        operation_id="suspect_finalise",
        summary="Close a suspect's case without a decision",
        request=writing.FinaliseWriter,
        responses={200: written("SuspectClosed", suspect=SuspectReader()), **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Close because the file, the advice or the answers did not come back."""
        suspect = find_suspect(self.user, pk)
        asked = self.asked(writing.FinaliseWriter)
        closure = closing.Closure(**asked)
        event = closing.finalise(suspects=[suspect], closure=closure, by=self.user, at=timezone.now())
        return self.shown(event, pk)


class FinaliseSeveral(Endpoint):
    """Closing several at once."""

    @extend_schema(
        operation_id="case_file_finalise",
        summary="Close the cases of several suspects without a decision",
        request=writing.FinaliseSeveralWriter,
        responses={200: written("SuspectsClosed", suspects=SuspectReader(many=True)), **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Close all of them or none, with one event."""
        case_file = find_case_file(self.user, urn)
        asked = self.asked(writing.FinaliseSeveralWriter, case_file=case_file)
        suspects = asked.pop("suspects")
        closure = closing.Closure(**asked)
        event = closing.finalise(suspects=suspects, closure=closure, by=self.user, at=timezone.now())
        shown: Any = with_offences(Suspect.objects.filter(pk__in=[each.pk for each in suspects]))
        return answered(event, suspects=SuspectReader(shown, many=True, context=self.shown_to).data)


class ClosedEndpoint(SuspectEndpoint):
    """Something about a closed case."""

    def because(self) -> str:
        """Return why, as it was sent."""
        return str(self.asked(plan_writing.BecauseWriter)["because"])


class AskToReopen(ClosedEndpoint):
    """What police ask of the CPS."""

    @extend_schema(
        operation_id="suspect_ask_to_reopen",
        summary="Ask to have a closed case reopened",
        request=plan_writing.BecauseWriter,
        responses={200: written("ReopeningAsked", suspect=SuspectReader()), **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Ask; the CPS decides."""
        suspect = find_suspect(self.user, pk)
        event = closing.ask_to_reopen(suspect=suspect, because=self.because(), by=self.user, at=timezone.now())
        return self.shown(event, pk)


class RefuseToReopen(ClosedEndpoint):
    """A case that stays closed."""

    @extend_schema(
        operation_id="suspect_refuse_to_reopen",
        summary="Keep a case closed that police asked to have reopened",
        request=plan_writing.BecauseWriter,
        responses={200: written("ReopeningRefused", suspect=SuspectReader()), **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Keep it closed."""
        suspect = find_suspect(self.user, pk)
        event = closing.refuse_to_reopen(suspect=suspect, because=self.because(), by=self.user, at=timezone.now())
        return self.shown(event, pk)


class Reopen(ClosedEndpoint):
    """Opening a closed case again."""

    @extend_schema(
        operation_id="suspect_reopen",
        summary="Reopen a closed case where it stood",
        request=plan_writing.BecauseWriter,
        responses={200: written("SuspectReopened", suspect=SuspectReader()), **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Reopen it: police have it again."""
        suspect = find_suspect(self.user, pk)
        event = closing.reopen(suspect=suspect, because=self.because(), by=self.user, at=timezone.now())
        return self.shown(event, pk)
