"""The reader's own notices, and when they are mailed about them, for machine clients."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, WRONG_SHAPE, Endpoint
from casework.api.pagination import NewestFirst
from casework.api.writing import Writer
from casework.models import MailChoice, Notice, NoticeKind, NoticePreference
from casework.operations import notices as operations
from casework.operations.notices import MailWishes
from casework.queries.mails import preferences_of
from casework.queries.notices import notices_of

TAGS = ["Notices"]
NOBODY = {401: READ_REFUSALS[401]}


class NoticeReader(serializers.Serializer[Notice]):
    """That something happened on a case; what the case says is read there."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    kind = serializers.ChoiceField(NoticeKind.choices)
    urgent = serializers.BooleanField(help_text="It cannot wait for the next working day")
    urn = serializers.CharField(source="case_file.slug")
    text = serializers.CharField()
    thread = serializers.IntegerField(source="thread_key", allow_null=True, help_text="The question it is about")
    read_at = serializers.DateTimeField(allow_null=True)


class NoticeFilter(serializers.Serializer[Any]):
    """What narrows the list of notices."""

    kind = serializers.ChoiceField(NoticeKind.choices, required=False)
    new = serializers.BooleanField(required=False, default=False, help_text="Only those that were not read")


class ReadWriter(Writer):
    """Which notices were read."""

    kind = serializers.ChoiceField(NoticeKind.choices, required=False, default="", help_text="Every kind if left out")
    upto = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=2**63 - 1, help_text="The newest that was"
    )


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "example": "08:00"})
class ClockTime(serializers.TimeField):
    """A time of the day by the clock in London: the format that OpenAPI calls time would need a zone."""

    def __init__(self) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], help_text="Of the daily mail, by the clock in London")


class PreferenceReader(serializers.Serializer[NoticePreference]):
    """When somebody is mailed."""

    choice = serializers.ChoiceField(MailChoice.choices)
    digest_at = ClockTime()
    working_days_only = serializers.BooleanField(help_text="No daily mail at weekends and on bank holidays")


class PreferenceWriter(Writer):
    """When somebody wants to be mailed."""

    choice = serializers.ChoiceField(MailChoice.choices)
    digest_at = ClockTime()
    working_days_only = serializers.BooleanField()


class LatestFirst(NewestFirst):
    """Notices, the newest first."""

    ordering = ("-at", "-id")


@extend_schema_view(
    get=extend_schema(
        operation_id="notice_list",
        summary="List your own notices, the newest first",
        parameters=[NoticeFilter],
        responses={200: NoticeReader(many=True), **WRONG_SHAPE, **NOBODY},
        tags=TAGS,
    )
)
class Notices(ListAPIView[Notice], Endpoint):
    """One's own notices."""

    serializer_class = NoticeReader
    pagination_class: type[CursorPagination] = LatestFirst
    queryset = Notice.objects.none()

    def get_queryset(self) -> QuerySet[Notice]:
        """Narrow to what was asked for."""
        wanted = NoticeFilter(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        rows = notices_of(self.user)
        if kind := wanted.validated_data.get("kind"):
            rows = rows.filter(kind=kind)
        return rows.filter(read_at__isnull=True) if wanted.validated_data["new"] else rows


class NoticesRead(Endpoint):
    """Marking notices as read."""

    @extend_schema(
        operation_id="notice_mark_read",
        summary="Mark your own notices as read",
        request=ReadWriter,
        responses={
            200: inline_serializer("NoticesMarked", {"marked": serializers.IntegerField()}),
            **WRONG_SHAPE,
            **NOBODY,
        },
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Mark them, and say how many had not been."""
        return Response(
            {"marked": operations.mark_read(by=self.user, at=timezone.now(), **self.asked(ReadWriter))},
        )


class NoticePreferences(Endpoint):
    """When one is mailed."""

    @extend_schema(
        operation_id="notice_preference_read",
        summary="Read when you are mailed about notices",
        responses={200: PreferenceReader, **NOBODY},
        tags=TAGS,
    )
    def get(self, request: Request) -> Response:
        """Show what counts now, chosen or not."""
        return Response(PreferenceReader(preferences_of([self.user.pk])[self.user.pk]).data)

    @extend_schema(
        operation_id="notice_preference_write",
        summary="Choose when you are mailed about notices",
        request=PreferenceWriter,
        responses={200: PreferenceReader, **WRONG_SHAPE, **NOBODY},
        tags=TAGS,
    )
    def put(self, request: Request) -> Response:
        """Keep the choice; it counts for what waits already."""
        asked = self.asked(PreferenceWriter)
        wishes = MailWishes(**{**asked, "choice": MailChoice(asked["choice"])})
        return Response(PreferenceReader(operations.choose(wishes=wishes, by=self.user, at=timezone.now())).data)
