"""Clocks for machine clients: every clock of a case is read, detention, bail and streams are recorded."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.loading import find_case_file, find_suspect
from casework.models import Bail, CaseEvent, CaseFile, Detention, PauseKind, Rank, Suspect
from casework.operations import bail, custody, extending
from charging.api import clock_shapes as shapes
from charging.lifecycle import Stream
from charging.operations import streams
from charging.queries.clocks.page import clocks_page

F = TypeVar("F", bound=Callable[..., Response])
TAGS = ["Clocks"]
WRITTEN = written("Clocks", clocks=shapes.SuspectClocksReader())


def find_detention(user: User, pk: int) -> Detention:
    """Return a detention of somebody in a visible case."""
    visible = Detention.objects.filter(suspect__case_file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(visible.select_related("suspect__case_file"), pk=pk)


def find_bail(user: User, pk: int) -> Bail:
    """Return bail of somebody in a visible case."""
    visible = Bail.objects.filter(suspect__case_file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(visible.select_related("suspect__case_file"), pk=pk)


class ClockEndpoint(Endpoint):
    """Answers a write with the clocks of the suspect as they are now."""

    def shown(self, event: CaseEvent, suspect: Suspect, *, status: int = 200) -> Response:
        """Show what was recorded, and every clock of the suspect."""
        everybody = clocks_page(suspect.case_file, self.user, at=timezone.now())
        found = next(each for each in everybody if each.suspect.pk == suspect.pk)
        return answered(event, status=status, clocks=shapes.SuspectClocksReader(found).data)

    def do(self, **said: Any) -> dict[str, Any]:
        """What every operation takes besides what was said."""
        return {**said, "by": self.user, "at": timezone.now()}


def recorded(operation: str, summary: str, request: Any, *, status: int = 200) -> Callable[[F], F]:
    """Describe an address that records something."""
    return extend_schema(
        operation_id=operation, summary=summary, request=request, responses={status: WRITTEN, **REFUSALS}, tags=TAGS
    )


class Clocks(Endpoint):
    """Every clock of a case."""

    @extend_schema(
        operation_id="clocks_read",
        summary="Read every clock of every suspect of a case",
        responses={200: shapes.SuspectClocksReader(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Work the clocks out as they stand now."""
        found = clocks_page(find_case_file(self.user, urn), self.user, at=timezone.now())
        return Response(shapes.SuspectClocksReader(found, many=True).data)


class Detain(ClockEndpoint):
    """Detention begins."""

    @recorded("detention_record", "Record that a suspect is detained", shapes.DetainWriter, status=201)
    def post(self, request: Request, pk: int) -> Response:
        """Record the detention since the relevant time; bail that goes on ends with it."""
        suspect = find_suspect(self.user, pk)
        said = self.do(**self.asked(shapes.DetainWriter))
        return self.shown(custody.detain(suspect=suspect, **said), suspect, status=201)


class Review(ClockEndpoint):
    """A review of detention."""

    @recorded("detention_review", "Record a review of detention", shapes.DetentionReviewWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Record the review; the next is counted from it."""
        row, asked = find_detention(self.user, pk), self.asked(shapes.DetentionReviewWriter)
        version, rank = asked.pop("version"), Rank(asked.pop("rank"))
        said = self.do(**asked, rank=rank, expected_version=version)
        return self.shown(custody.review_detention(detention=row, **said), row.suspect)


class Extend(ClockEndpoint):
    """More detention."""

    @recorded("detention_extend", "Record that detention may last longer", shapes.ExtendWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Record what was agreed, by whom and why."""
        row, asked = find_detention(self.user, pk), self.asked(shapes.ExtendWriter)
        said = self.do(extension=shapes.agreed(asked), expected_version=asked["version"])
        return self.shown(extending.extend_detention(detention=row, **said), row.suspect)


class Pause(ClockEndpoint):
    """The detention clock stops."""

    @recorded("detention_pause", "Stop the detention clock", shapes.PauseWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Record that time does not count from then on."""
        row, asked = find_detention(self.user, pk), self.asked(shapes.PauseWriter)
        said = self.do(kind=PauseKind(asked["kind"]), starts_at=asked["starts_at"], expected_version=asked["version"])
        return self.shown(custody.pause_detention(detention=row, **said), row.suspect)


class Resume(ClockEndpoint):
    """The detention clock goes on."""

    @recorded("detention_resume", "Start the detention clock again", shapes.ResumeWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Record that time counts again."""
        row, asked = find_detention(self.user, pk), self.asked(shapes.ResumeWriter)
        said = self.do(ends_at=asked["ends_at"], expected_version=asked["version"])
        return self.shown(custody.resume_detention(detention=row, **said), row.suspect)


class Release(ClockEndpoint):
    """Detention ends."""

    @recorded("detention_release", "Record that detention ended otherwise than on bail", shapes.ReleaseWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Record the release."""
        row, asked = find_detention(self.user, pk), self.asked(shapes.ReleaseWriter)
        said = self.do(**shapes.end_of(asked), expected_version=asked["version"])
        return self.shown(custody.release(detention=row, **said), row.suspect)


class GrantBail(ClockEndpoint):
    """Bail begins."""

    @recorded("bail_grant", "Record pre-charge bail", shapes.BailWriter, status=201)
    def post(self, request: Request, pk: int) -> Response:
        """Record the grant; a detention that goes on ends with it."""
        suspect = find_suspect(self.user, pk)
        said = self.do(**self.asked(shapes.BailWriter))
        return self.shown(bail.grant_bail(suspect=suspect, **said), suspect, status=201)


class ExtendBail(ClockEndpoint):
    """More bail."""

    @recorded("bail_extend", "Record that bail may last longer", shapes.ExtendWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Record what was agreed, by whom and why."""
        row, asked = find_bail(self.user, pk), self.asked(shapes.ExtendWriter)
        said = self.do(extension=shapes.agreed(asked), expected_version=asked["version"])
        return self.shown(extending.extend_bail(bail=row, **said), row.suspect)


class EndBail(ClockEndpoint):
    """Bail ends."""

    @recorded("bail_end", "Record that bail ended", shapes.EndBailWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Record the end of bail."""
        row, asked = find_bail(self.user, pk), self.asked(shapes.EndBailWriter)
        said = self.do(**shapes.end_of(asked), expected_version=asked["version"])
        return self.shown(bail.end_bail(bail=row, **said), row.suspect)


class ChangeStream(ClockEndpoint):
    """Another stream."""

    @recorded("stream_change", "Change how urgent the decision on a suspect is", shapes.StreamWriter)
    def post(self, request: Request, pk: int) -> Response:
        """Change the stream that counts; what was sealed stays as it was sent."""
        suspect, asked = find_suspect(self.user, pk), self.asked(shapes.StreamWriter)
        said = self.do(**asked | {"stream": Stream(asked["stream"])})
        return self.shown(streams.change_stream(suspect=suspect, **said), suspect)
