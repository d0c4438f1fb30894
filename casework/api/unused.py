"""Unused material as machines read it: always what the reader may know of, and the same as if there were no more."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from casework.api import loading, unused_writing
from casework.api.endpoint import READ_REFUSALS, REFUSALS, WRONG_SHAPE, Endpoint, answered, written
from casework.api.pagination import AsAdded
from casework.api.reading import EventReader
from casework.api.unused_writing import SCHEDULE_CHOICES
from casework.models import AnswerState, CaseFile, DisclosureView, Material, Presumption, UnusedItem
from casework.operations import unused as operations
from casework.queries import unused as queries
from casework.rules.presumed import PresumedKind
from foundation.periods import local_date

TAGS = ["Disclosure"]


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
    version = serializers.IntegerField(help_text="Send it back with a change")

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


class UnusedListedReader(serializers.Serializer[Any]):
    """What the ledger recorded, an event for each item, and the items."""

    events = EventReader(many=True)
    items = UnusedItemReader(many=True)


WRITTEN = written("UnusedItem", item=UnusedItemReader())


def find_item(user: User, urn: str, schedule: str, number: int) -> UnusedItem:
    """Return an item on a schedule now; 404 where the reader may not know of the schedule, as for no such item."""
    case_file = loading.find_case_file(user, urn)
    rows = queries.schedule(case_file, user, sensitive=queries.SCHEDULES.get(schedule, False))
    item = get_object_or_404(rows if schedule in queries.SCHEDULES else rows.none(), number=number)
    item.case_file = case_file
    return item


def shown(user: User, case_file: CaseFile, key: int) -> Any:
    """Say what an item on a schedule is now."""
    context = {"known_material": _known_material(case_file, user)}
    return UnusedItemReader(queries.everything(case_file, user).get(pk=key), context=context).data


@extend_schema_view(
    get=extend_schema(
        operation_id="unused_list",
        summary="List the unused material of a case that you may know of, as it was listed",
        parameters=[UnusedFilter],
        responses={200: UnusedItemReader(many=True), **WRONG_SHAPE, **READ_REFUSALS},
        tags=TAGS,
    )
)
class UnusedItems(ListAPIView[UnusedItem], Endpoint):
    """What stands on the schedules now; what was withdrawn does not."""

    serializer_class = UnusedItemReader
    pagination_class = AsAdded
    queryset = UnusedItem.objects.none()

    @cached_property
    def case_file(self) -> CaseFile:
        """The case in the address, or 404."""
        return loading.find_case_file(self.user, self.kwargs["urn"])

    def get_queryset(self) -> QuerySet[UnusedItem]:
        """Narrow to what the reader may know of, then to what they asked for."""
        rows = queries.everything(self.case_file, self.user)
        wanted = UnusedFilter(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        said = dict(wanted.validated_data)
        if schedule := said.pop("schedule", ""):
            said["sensitive"] = queries.SCHEDULES[schedule]
        return rows.filter(**said)

    def get_serializer_context(self) -> dict[str, Any]:
        """Add which material the reader may know of."""
        return {**super().get_serializer_context(), "known_material": _known_material(self.case_file, self.user)}

    @extend_schema(
        operation_id="unused_add",
        summary="List items of unused material, all of them or none",
        request=unused_writing.UnusedItemsWriter,
        responses={201: UnusedListedReader, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """List the items; each reason of a refusal begins with the place of its item, from 1."""
        items = self.asked(unused_writing.UnusedItemsWriter, case_file=self.case_file, user=self.user)["items"]
        events = operations.add(case_file=self.case_file, items=items, by=self.user, at=timezone.now())
        keys = [event.details["item_id"] for event in events]
        rows = queries.everything(self.case_file, self.user).in_bulk(keys)
        said = {"events": events, "items": [rows[key] for key in keys]}
        return Response(UnusedListedReader(said, context=self.get_serializer_context()).data, status=201)


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
        item = find_item(self.user, urn, schedule, number)
        return Response(shown(self.user, item.case_file, item.pk))

    @extend_schema(
        operation_id="unused_change",
        summary="Change what is said of an item, with the disclosure officer's view of it",
        request=unused_writing.UnusedItemChanges,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def patch(self, request: Request, urn: str, schedule: str, number: int) -> Response:
        """Change what is given, unless somebody else changed the item since `version`."""
        item = find_item(self.user, urn, schedule, number)
        changes = self.asked(unused_writing.UnusedItemChanges, case_file=item.case_file, user=self.user)
        version = changes.pop("version")
        # A link to what the reader may not know of reads as none, and stays.
        if not changes.get("material", True) and item.material_id not in _known_material(item.case_file, self.user):
            del changes["material"]
        event = operations.change(item=item, changes=changes, expected_version=version, by=self.user, at=timezone.now())
        return answered(event, item=shown(self.user, item.case_file, item.pk))


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
