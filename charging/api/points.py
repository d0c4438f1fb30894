"""Points to prove against each suspect, and the material that supports them."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.fields import LARGEST_KEY, InCaseField, KnownMaterialField
from casework.api.loading import find_case_file, find_in_case
from casework.api.writing import Writer
from casework.models import CaseEvent, CaseFile, Material, Suspect
from casework.queries.case_page import contents_of
from charging.models import Point, PointSupport
from charging.operations import points
from charging.permissions.reviewing import may_read_draft
from charging.queries.review.points import Charge, Proof, charges_to_prove
from charging.queries.review.proving import chosen_now
from foundation.periods import local_date

TAGS = ["Points to prove"]


class SupportReader(serializers.Serializer[Any]):
    """A piece of material that supports a point."""

    id = serializers.IntegerField(source="row.pk")
    material = serializers.IntegerField(source="row.material_id")
    note = serializers.CharField(source="row.note")
    stands = serializers.BooleanField()
    lost = serializers.CharField(help_text="Why it supports nothing any more; empty where it stands")
    added_at = serializers.DateTimeField(source="row.added_at")
    added_by = serializers.CharField(source="row.added_by.name")


class ProofReader(serializers.Serializer[Proof]):
    """One point: an element of the offence, or one of the prosecutor's own."""

    element = serializers.CharField(help_text="Code of the element; empty for a point of its own")
    point = serializers.IntegerField(
        source="row.pk", allow_null=True, help_text="Its key; null for an element that nothing was linked to yet"
    )
    text = serializers.CharField()
    supports = SupportReader(many=True)
    gap = serializers.BooleanField(source="is_gap", help_text="Whether nothing that stands supports it")


class ChargeToProveReader(serializers.Serializer[Any]):
    """One offence against one suspect, with what has to be proved."""

    suspect = serializers.IntegerField(source="suspect.pk")
    offence_code = serializers.CharField(source="offence_code.code")
    title = serializers.CharField(source="offence_code.title")
    points = ProofReader(many=True, source="proofs")


class PointWriter(Writer):
    """A point of the prosecutor's own."""

    suspect = InCaseField(Suspect)
    offence_code = serializers.CharField(max_length=10, help_text="Code of an offence that is to be proved")
    text = serializers.CharField(max_length=300, allow_blank=True)


class SupportWriter(Writer):
    """Which material supports which point: an element by its code, or a point by its key."""

    suspect = InCaseField(Suspect)
    offence_code = serializers.CharField(max_length=10, help_text="Code of an offence that is to be proved")
    element = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    point = serializers.IntegerField(required=False, allow_null=True, min_value=1, max_value=LARGEST_KEY)
    material = KnownMaterialField()
    note = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


WRITTEN = written("Points", charges=ChargeToProveReader(many=True))


class PointsEndpoint(Endpoint):
    """Something about points to prove, which the CPS alone keeps."""

    def case_file(self, urn: str) -> CaseFile:
        """Return a case whose points the reader may know of."""
        return self.known(find_case_file(self.user, urn))

    def known(self, case_file: CaseFile) -> CaseFile:
        """Return the same case, or 404 for police."""
        if not may_read_draft(self.user, case_file):
            raise Http404
        return case_file

    def charges(self, case_file: CaseFile) -> list[Charge]:
        """Return what is to be proved now."""
        today = local_date(timezone.now())
        chosen = chosen_now(case_file, self.user, today)
        return charges_to_prove(contents_of(case_file), self.user, today, chosen=chosen)

    def charge(self, case_file: CaseFile, asked: dict[str, Any]) -> Charge:
        """Return the offence against a suspect that was named; raises ValidationError (400) where there is none."""
        named = (asked["suspect"].pk, asked["offence_code"].upper())
        charges = self.charges(case_file)
        found = next((each for each in charges if (each.suspect.pk, each.offence_code.code) == named), None)
        if found is None:
            raise serializers.ValidationError({"offence_code": ["It is not among what is to be proved against them."]})
        return found

    def done(self, event: CaseEvent, case_file: CaseFile, *, status: int = 200) -> Response:
        """Answer a write with all points as they are now."""
        shown = ChargeToProveReader(self.charges(case_file), many=True).data
        return answered(event, status=status, charges=shown)


class Points(PointsEndpoint):
    """The points to prove of one case."""

    @extend_schema(
        operation_id="point_list",
        summary="Read what has to be proved, and what supports it",
        responses={200: ChargeToProveReader(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show each offence against each suspect with its points."""
        return Response(ChargeToProveReader(self.charges(self.case_file(urn)), many=True).data)

    @extend_schema(
        operation_id="point_add",
        summary="Add a point to prove",
        request=PointWriter,
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Add a point of the prosecutor's own."""
        case_file = self.case_file(urn)
        asked = self.asked(PointWriter, case_file=case_file)
        charge = self.charge(case_file, asked)
        event = points.add(
            suspect=charge.suspect,
            offence_code=charge.offence_code,
            text=asked["text"],
            by=self.user,
            at=timezone.now(),
        )
        return self.done(event, case_file, status=201)


class Supports(PointsEndpoint):
    """What supports points."""

    @extend_schema(
        operation_id="point_support",
        summary="Say that material supports a point to prove",
        request=SupportWriter,
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Link it to an element, or to a point of the prosecutor's own."""
        case_file = self.case_file(urn)
        asked = self.asked(SupportWriter, case_file=case_file, user=self.user)
        charge = self.charge(case_file, asked)
        proof = _proof(charge, asked)
        event = points.support(
            suspect=charge.suspect,
            offence_code=charge.offence_code,
            element=proof.element,
            point=proof.row,
            material=asked["material"],
            note=asked["note"],
            by=self.user,
            at=timezone.now(),
        )
        return self.done(event, case_file, status=201)


def _proof(charge: Charge, asked: dict[str, Any]) -> Proof:
    """Return the point that was named, in one way; raises ValidationError (400)."""
    element, point = asked["element"], asked.get("point")
    if bool(element) is bool(point):
        raise serializers.ValidationError({"point": ["Name an element by its code, or a point by its key."]})
    found = next((each for each in charge.proofs if _is_named(each, element, point)), None)
    if found is None:
        raise serializers.ValidationError({"point": ["There is no such point to prove of this offence."]})
    return found


def _is_named(proof: Proof, element: str, point: int | None) -> bool:
    return proof.element == element if element else proof.row is not None and proof.row.pk == point


class PointRemove(PointsEndpoint):
    """Taking a point out."""

    @extend_schema(
        operation_id="point_remove",
        summary="Take a point to prove out",
        request=None,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take it out; what supported it stays with it."""
        found = find_in_case(self.user, Point.objects.all(), pk)
        case_file = self.known(found.case_file)
        return self.done(points.remove(point=found, by=self.user, at=timezone.now()), case_file)


class SupportRemove(PointsEndpoint):
    """Taking a link out."""

    @extend_schema(
        operation_id="point_unsupport",
        summary="Say that material does not support a point",
        request=None,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Take the link out."""
        rows = PointSupport.objects.filter(
            point__case_file__in=CaseFile.objects.visible_to(self.user),
            material__in=Material.objects.visible_to(self.user),
        )
        found = get_object_or_404(rows.select_related("point__case_file", "point__suspect"), pk=pk)
        case_file = self.known(found.point.case_file)
        return self.done(points.unsupport(support=found, by=self.user, at=timezone.now()), case_file)
