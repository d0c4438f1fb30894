"""Questions on a case for machine clients: reading threads, asking, answering, accepting."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import loading
from casework.api.endpoint import READ_REFUSALS, REFUSALS, WRONG_SHAPE, Endpoint, answered, written
from casework.api.pagination import NewestFirst
from casework.api.writing import Writer
from casework.models import CaseFile, Message, MessageAct, Thread, ThreadState, Visibility
from casework.operations import conversation as operations
from casework.operations.conversation import Question
from casework.queries.asking import WHOLE_CASE, item_key, things_of
from casework.queries.conversation import SHOWN, threads_of
from foundation.periods import local_date

TAGS = ["Conversation"]
MOST_WORDS = 5000


class MessageReader(serializers.Serializer[Message]):
    """One message; it never changes."""

    number = serializers.IntegerField(help_text="Place in the thread, from 1")
    act = serializers.ChoiceField(MessageAct.choices)
    side = serializers.CharField(help_text="The agency of who wrote it: police or cps")
    by = serializers.CharField(source="by.name")
    at = serializers.DateTimeField()
    text = serializers.CharField()


class ThreadSummary(serializers.Serializer[Thread]):
    """A question and where it stands."""

    id = serializers.IntegerField()
    urn = serializers.CharField(source="case_file.slug")
    subject = serializers.CharField()
    visibility = serializers.ChoiceField(Visibility.choices, help_text="own: only the agency that asked can read it")
    side = serializers.CharField(help_text="The agency that asked: police or cps")
    state = serializers.ChoiceField(ThreadState.choices)
    suspect = serializers.IntegerField(source="suspect_id", allow_null=True)
    requirement = serializers.CharField(help_text="Code of a row of the file standard; may be empty")
    material = serializers.IntegerField(source="material_id", allow_null=True)
    unused_item = serializers.SerializerMethodField(help_text="Schedule and number, as in mg6c-3; or null")
    opened_at = serializers.DateTimeField()
    opened_by = serializers.CharField(source="opened_by.name")
    waiting_for = serializers.CharField(help_text="police or cps; empty once the answer was accepted")
    waiting_since = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(help_text="When the last message came")
    version = serializers.IntegerField(help_text="Send it back with an answer")

    def get_unused_item(self, thread: Thread) -> str | None:
        """Name the item as its schedule does; one that was withdrawn before a merger has no number in this case."""
        item = thread.unused_item
        return item_key(item) if item and item.case_file_id == thread.case_file_id else None


class ThreadReader(ThreadSummary):
    """A question with all that was said."""

    messages = MessageReader(many=True)


class ThreadFilter(serializers.Serializer[Any]):
    """What narrows the list of threads."""

    show = serializers.ChoiceField(list(SHOWN), required=False, help_text="us, them: for whom they wait")


class ThreadWriter(Writer):
    """A question. Who can read it is settled here and cannot be widened."""

    visibility = serializers.ChoiceField(Visibility.choices)
    about = serializers.CharField(
        max_length=60,
        default=WHOLE_CASE,
        help_text="case; suspect- or material- with a key; mg6c- or mg6d- with a number; requirement- with a code",
    )
    subject = serializers.CharField(max_length=120, help_text="In one line, without names")
    text = serializers.CharField(max_length=MOST_WORDS)


class MessageWriter(Writer):
    """A message, and what it does to the question."""

    act = serializers.ChoiceField([act for act in MessageAct.choices if act[0] != MessageAct.ASK])
    text = serializers.CharField(max_length=MOST_WORDS, required=False, allow_blank=True, default="")
    version = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="As read; everything but a comment needs it"
    )


class LatestFirst(NewestFirst):
    """Threads, the one with the latest message first."""

    ordering = ("-last_at", "-id")


WRITTEN = written("Thread", thread=ThreadReader())


def find_thread(endpoint: Endpoint, pk: int) -> Thread:
    """Return a thread of a visible case that the reader may know of, or 404."""
    cases = CaseFile.objects.visible_to(endpoint.user)
    rows = Thread.objects.visible_to(endpoint.user).filter(case_file__in=cases)
    return get_object_or_404(_with_details(rows), pk=pk)


def _with_details(rows: QuerySet[Thread]) -> QuerySet[Thread]:
    return rows.select_related("case_file", "opened_by", "suspect", "unused_item").prefetch_related("messages__by")


@extend_schema_view(
    get=extend_schema(
        operation_id="thread_list",
        summary="List the questions on a case that you may know of, the latest message first",
        parameters=[ThreadFilter],
        responses={200: ThreadSummary(many=True), **WRONG_SHAPE, **READ_REFUSALS},
        tags=TAGS,
    )
)
class Threads(ListAPIView[Thread], Endpoint):
    """The questions on a case, and where one is asked."""

    serializer_class = ThreadSummary
    pagination_class: type[CursorPagination] = LatestFirst
    queryset = Thread.objects.none()

    def get_queryset(self) -> QuerySet[Thread]:
        """Narrow to what the reader may know of, then to what they asked for."""
        wanted = ThreadFilter(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        case_file = loading.find_case_file(self.user, self.kwargs["urn"])
        return threads_of(case_file, self.user, shown=wanted.validated_data.get("show", "all"))

    @extend_schema(
        operation_id="thread_open",
        summary="Ask a question",
        request=ThreadWriter,
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Ask the other agency, or only one's own."""
        case_file = loading.find_case_file(self.user, urn)
        asked, now = self.asked(ThreadWriter), timezone.now()
        things = things_of(case_file, self.user, on=local_date(now))
        if asked["about"] not in things:
            raise serializers.ValidationError({"about": ["There is no such thing in this case."]})
        question = Question(
            subject=asked["subject"],
            text=asked["text"],
            visibility=Visibility(asked["visibility"]),
            about=things.about(asked["about"]),
        )
        event = operations.open_thread(case_file=case_file, question=question, by=self.user, at=now)
        shown = find_thread(self, event.details["thread_id"])
        return answered(event, status=201, thread=ThreadReader(shown).data)


class ThreadDetail(Endpoint):
    """One question."""

    @extend_schema(
        operation_id="thread_read",
        summary="Read a question with all that was said",
        responses={200: ThreadReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the thread. A machine that fetches it has not seen it as a person would: no mark is made."""
        return Response(ThreadReader(find_thread(self, pk)).data)


class Messages(Endpoint):
    """Saying something in a thread."""

    @extend_schema(
        operation_id="message_post",
        summary="Answer, comment, accept the answer, or ask again",
        request=MessageWriter,
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add a message, unless somebody moved the thread on since `version`."""
        thread = find_thread(self, pk)
        said = self.asked(MessageWriter)
        event = operations.say(
            thread=thread,
            act=MessageAct(said["act"]),
            text=said["text"],
            expected_version=said["version"],
            by=self.user,
            at=timezone.now(),
        )
        return answered(event, status=201, thread=ThreadReader(find_thread(self, pk)).data)
