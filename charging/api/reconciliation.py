"""Charges that differ from the authority, charges without one, and authorities that police will not use."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.loading import find_in_case, find_suspect
from charging.api import disagreement_shapes as shapes
from charging.api.reading import ChargeReader
from charging.lifecycle import ChargeMethod
from charging.models import ChargeRecord, Mismatch, NotLaid, Settlement, Unauthorised, UnusedAuthority, UnusedOutcome
from charging.operations import charges, reconciliation, unused_authority

TAGS = ["Outcomes"]
MISMATCH = written("Mismatch", mismatch=shapes.MismatchReader())
UNUSED = written("UnusedAuthority", unused_authority=shapes.UnusedReader())


def shown(pk: int) -> dict[str, Any]:
    """A mismatch as it is now; the caller has asked who may see it."""
    rows = Mismatch.objects.select_related("case_file", "settled_by").prefetch_related("should_be")
    return {"mismatch": shapes.MismatchReader(rows.get(pk=pk)).data}


def _unused(pk: int) -> dict[str, Any]:
    row = UnusedAuthority.objects.select_related("case_file", "said_by", "decided_by").get(pk=pk)
    return {"unused_authority": shapes.UnusedReader(row).data}


class ChargeWithoutAuthority(Endpoint):
    """A charge that the CPS was not asked about."""

    @extend_schema(
        operation_id="suspect_charge_without_authority",
        summary="Record that police charged a suspect without authority",
        request=shapes.UnaskedWriter,
        responses={201: written("ChargeWithoutAuthority", charge=ChargeReader()), **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record the charge, why the CPS was not asked, and the rank and role of whoever let it be."""
        suspect, asked = find_suspect(self.user, pk), self.asked(shapes.UnaskedWriter)
        unasked = charges.Unasked(
            reason=Unauthorised(asked["reason"]), rank=asked["officer_rank"], role=asked["officer_role"]
        )
        details = charges.ChargeDetails(
            charged_at=asked["charged_at"], method=ChargeMethod(asked["method"]), offences=asked["offences"]
        )
        event = charges.charge_without_authority(
            suspect=suspect, details=details, unasked=unasked, by=self.user, at=timezone.now()
        )
        return answered(event, status=201, charge=ChargeReader(ChargeRecord.objects.get(suspect=suspect)).data)


class MismatchDetail(Endpoint):
    """One mismatch."""

    @extend_schema(
        operation_id="mismatch_read",
        summary="Read charges that differ from the authority",
        responses={200: shapes.MismatchReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the mismatch."""
        found = find_in_case(self.user, Mismatch.objects.all(), pk)
        return Response(shown(found.pk)["mismatch"])


class Explain(Endpoint):
    """What police say of it."""

    @extend_schema(
        operation_id="mismatch_explain",
        summary="Say why charges differ from the authority",
        request=shapes.ExplanationOfMismatchWriter,
        responses={200: MISMATCH, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Explain it to the CPS."""
        found = find_in_case(self.user, Mismatch.objects.all(), pk)
        text = self.asked(shapes.ExplanationOfMismatchWriter)["explanation"]
        event = reconciliation.explain(mismatch=found, text=text, by=self.user, at=timezone.now())
        return answered(event, **shown(pk))


class Settle(Endpoint):
    """What the CPS says of it."""

    @extend_schema(
        operation_id="mismatch_settle",
        summary="Settle charges that differ from the authority",
        request=shapes.SettlementWriter,
        responses={200: MISMATCH, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Accept them, have them amended, or give authority for them."""
        found = find_in_case(self.user, Mismatch.objects.all(), pk)
        asked = self.asked(shapes.SettlementWriter)
        details = reconciliation.SettlementDetails(**asked | {"settlement": Settlement(asked["settlement"])})
        event = reconciliation.settle(mismatch=found, details=details, by=self.user, at=timezone.now())
        return answered(event, **shown(pk))


class Amend(Endpoint):
    """What police charge instead."""

    @extend_schema(
        operation_id="mismatch_amend",
        summary="Record the amended charge",
        request=shapes.AmendmentWriter,
        responses={200: MISMATCH, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Record it beside what was laid first."""
        found = find_in_case(self.user, Mismatch.objects.all(), pk)
        details = reconciliation.AmendmentDetails(**self.asked(shapes.AmendmentWriter))
        event = reconciliation.amend(mismatch=found, details=details, by=self.user, at=timezone.now())
        return answered(event, **shown(pk))


class NotLaidEndpoint(Endpoint):
    """A charge that will not be laid."""

    @extend_schema(
        operation_id="suspect_authority_not_used",
        summary="Say that a charge which was authorised will not be laid",
        request=shapes.NotLaidWriter,
        responses={201: UNUSED, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Tell the CPS, which decides what becomes of the authority."""
        suspect, asked = find_suspect(self.user, pk), self.asked(shapes.NotLaidWriter)
        event = unused_authority.say_unused(
            suspect=suspect, reason=NotLaid(asked["reason"]), detail=asked["detail"], by=self.user, at=timezone.now()
        )
        return answered(event, status=201, **_unused(UnusedAuthority.objects.filter(suspect=suspect).latest("pk").pk))


class UnusedDetail(Endpoint):
    """One authority that is not used."""

    @extend_schema(
        operation_id="unused_authority_read",
        summary="Read why an authority is not used, and what becomes of it",
        responses={200: shapes.UnusedReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show what police said, and what the CPS decided."""
        found = find_in_case(self.user, UnusedAuthority.objects.all(), pk)
        return Response(_unused(found.pk)["unused_authority"])


class DecideUnused(Endpoint):
    """What becomes of an authority that is not used."""

    @extend_schema(
        operation_id="unused_authority_decide",
        summary="Say what becomes of an authority that police will not use",
        request=shapes.UnusedWriter,
        responses={200: UNUSED, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Let it stay, decide again, or close the case."""
        found = find_in_case(self.user, UnusedAuthority.objects.all(), pk)
        asked = self.asked(shapes.UnusedWriter)
        event = unused_authority.decide_unused(
            unused=found,
            outcome=UnusedOutcome(asked["outcome"]),
            reasons=asked["reasons"],
            by=self.user,
            at=timezone.now(),
        )
        return answered(event, **_unused(pk))
