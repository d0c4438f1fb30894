"""Unused material as machines read it: always what the reader may know of, and the same as if there were no more."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from casework.api import loading
from casework.api.endpoint import READ_REFUSALS, WRONG_SHAPE, Endpoint
from casework.models import AnswerState, CaseFile, DisclosureView, Material, Presumption, UnusedItem
from casework.queries import unused as queries
from casework.rules.presumed import PresumedKind
from foundation.periods import local_date

TAGS = ["Disclosure"]
SCHEDULE_CHOICES = [("mg6c", "Non-sensitive"), ("mg6d", "Sensitive: only for who may see it")]


class UnusedItemReader(serializers.Serializer[Any]):
    """One item of unused material. It is named by its schedule and its number there."""

    schedule = serializers.SerializerMethodField(help_text="mg6c; or mg6d, for who may see sensitive material")
    number = serializers.IntegerField(help_text="Place on its own schedule")
    description = serializers.CharField()
    location = serializers.CharField(help_text="Where it is kept")
    presumption = serializers.ChoiceField(
        Presumption.choices, allow_blank=True, help_text="The kind presumed to meet the disclosure test; may be empty"
    )
    rebutted_because = serializers.CharField(help_text="Why the presumption does not hold")
    sensitivity_ground = serializers.CharField(help_text="Empty on the MG6C")
    sensitivity_rationale = serializers.CharField(help_text="Empty on the MG6C")
    view = serializers.ChoiceField(
        DisclosureView.choices, allow_blank=True, help_text="What the disclosure officer thinks; empty: not reviewed"
    )
    view_reason = serializers.CharField()
    inspected_at = serializers.DateTimeField(allow_null=True)
    inspected_by = serializers.CharField(source="inspected_by.name", allow_null=True, default=None)
    material = serializers.SerializerMethodField(help_text="Key of the material on the file that it is, if any")
    added_at = serializers.DateTimeField()

    def get_schedule(self, item: UnusedItem) -> str:
        """Return the name of the schedule that the item is on."""
        return item.schedule.lower()

    def get_material(self, item: UnusedItem) -> int | None:
        """Return the key of the material, where the reader may know of that too."""
        return item.material_id if item.material_id in self.context["known_material"] else None


class UnusedFilter(serializers.Serializer[Any]):
    """What narrows the list of unused material."""

    schedule = serializers.ChoiceField(SCHEDULE_CHOICES, required=False, help_text="One schedule only")
    view = serializers.ChoiceField([v for v in DisclosureView.values if v], required=False)


class PresumedReader(serializers.Serializer[Any]):
    """One kind of material that is presumed to meet the disclosure test, and what the case says of it."""

    code = serializers.CharField()
    title = serializers.CharField(source="label")
    items = serializers.SerializerMethodField(help_text="Numbers on the MG6C")
    sensitive_items = serializers.SerializerMethodField(help_text="Numbers on the MG6D, for who may see it")
    answer_state = serializers.ChoiceField(
        AnswerState.choices, source="answer.state", allow_null=True, default=None, help_text="Null: not answered"
    )
    is_answered = serializers.BooleanField(help_text="Listed on the MG6C, or answered")

    def get_items(self, kind: PresumedKind) -> list[int]:
        """Return the numbers that everybody reads."""
        return [item.number for item in kind.items]

    def get_sensitive_items(self, kind: PresumedKind) -> list[int]:
        """Return the numbers that only some may know of."""
        return [item.number for item in kind.sensitive_items]


def _known_material(case_file: CaseFile, user: User) -> set[int]:
    return set(Material.objects.visible_to(user).filter(case_file=case_file).values_list("pk", flat=True))


class UnusedItems(Endpoint):
    """The unused material of a case."""

    @extend_schema(
        operation_id="unused_list",
        summary="List the unused material of a case that you may know of, by schedule and number",
        parameters=[UnusedFilter],
        responses={200: UnusedItemReader(many=True), **WRONG_SHAPE, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show what stands on the schedules now; what was withdrawn does not."""
        case_file = loading.find_case_file(self.user, urn)
        rows = self._chosen(queries.everything(case_file, self.user))
        context = {"known_material": _known_material(case_file, self.user)}
        return Response(UnusedItemReader(rows, many=True, context=context).data)

    def _chosen(self, rows: QuerySet[UnusedItem]) -> QuerySet[UnusedItem]:
        wanted = UnusedFilter(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        said = dict(wanted.validated_data)
        if schedule := said.pop("schedule", ""):
            said["sensitive"] = queries.SCHEDULES[schedule]
        return rows.filter(**said)


class UnusedItemDetail(Endpoint):
    """One item."""

    @extend_schema(
        operation_id="unused_read",
        summary="Read one item of unused material",
        responses={200: UnusedItemReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str, schedule: str, number: int) -> Response:
        """Show the item; 404 where the reader may not know of its schedule, as where there is no such item."""
        case_file = loading.find_case_file(self.user, urn)
        rows = queries.schedule(case_file, self.user, sensitive=queries.SCHEDULES.get(schedule, False))
        item = get_object_or_404(rows if schedule in queries.SCHEDULES else rows.none(), number=number)
        context = {"known_material": _known_material(case_file, self.user)}
        return Response(UnusedItemReader(item, context=context).data)


class UnusedPresumed(Endpoint):
    """Material that is presumed to meet the test."""

    @extend_schema(
        operation_id="unused_presumed",
        summary="See what a case says of each kind of material presumed to meet the disclosure test",
        responses={200: PresumedReader(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show every kind, listed, answered or neither."""
        case_file = loading.find_case_file(self.user, urn)
        kinds = queries.presumed(case_file, self.user, on=local_date(timezone.now()))
        return Response(PresumedReader(kinds, many=True).data)
