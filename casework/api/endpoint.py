"""What every address of the API has in common: who asks, what was sent, and how a write is answered."""

import io
from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from casework.api.reading import EventReader, RefusalReader
from casework.models import CaseEvent
from casework.operations import reading
from casework.operations.reading import Look

Writer = type[serializers.Serializer[Any]]


class TooMuchSent(APIException):
    """More was sent than is read."""

    status_code = 413
    default_code = "too_large"
    default_detail = "The request is too large."


class BoundedJSONParser(JSONParser):
    """JSON of a sensible size and depth; anything else is refused before it is held in memory."""

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Read no more than the limit. Raises TooMuchSent or ParseError."""
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooMuchSent
        try:
            return super().parse(io.BytesIO(body), media_type, parser_context)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deeply.") from error


class Endpoint(APIView):
    """An address for people who are signed in and machines with a token; visibility is asked when loading."""

    parser_classes = [BoundedJSONParser]

    @property
    def user(self) -> User:
        """Who asks. The permission classes have let nobody else through."""
        return cast(User, self.request.user)

    def note(self, look: Look) -> None:
        """Keep that what is sent now was had, by a person or by a program with a token; asking for its head is none."""
        if self.request.method == "GET":
            noted = reading.by_program(look) if self.request.auth is not None else look
            reading.note(noted, by=self.user, at=timezone.now())

    @property
    def shown_to(self) -> dict[str, Any]:
        """What readers need to know of who reads: the agency whose words are used."""
        return {"side": self.user.side}

    def asked(self, writer: Writer, **context: Any) -> dict[str, Any]:
        """Return what was sent, checked for shape; raises ValidationError (400)."""
        today = timezone.localdate()
        serializer = writer(data=self.request.data, context={"today": today, **context})
        serializer.is_valid(raise_exception=True)
        return cast(dict[str, Any], serializer.validated_data)


def answered(event: CaseEvent | None, *, status: int = 200, **resource: Any) -> Response:
    """Answer a write with the event it recorded (null where nothing differed) and the thing as it is now."""
    return Response({"event": EventReader(event).data if event else None, **resource}, status=status)


def written(name: str, **resource: Any) -> Any:
    """Describe for the schema what `answered` returns."""
    event = EventReader(allow_null=True, help_text="What the ledger recorded; null where nothing differed")
    return inline_serializer(f"{name}Written", {"event": event, **resource})


def _refusal(words: str) -> OpenApiResponse:
    return OpenApiResponse(RefusalReader, words)


READ_REFUSALS = {
    401: OpenApiResponse(description="Nobody is signed in, or the token is not known or has ended."),
    404: OpenApiResponse(description="There is no such thing that you may see."),
}
WRONG_SHAPE = {400: OpenApiResponse(description="What was sent has the wrong shape: reasons by field.")}
REFUSALS = {
    **READ_REFUSALS,
    **WRONG_SHAPE,
    403: _refusal("You may see it but not do this."),
    409: _refusal("The rules, or the state of the case, do not allow it now: every reason."),
}
