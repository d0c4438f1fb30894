"""Files that come in pieces and can be taken up again where they stopped: the same operations as on the pages.

POST announces a name and a size, PATCH sends piece after piece with the byte where each begins (`Upload-Offset`), POST
to `finish` makes the whole of it material. A piece that does not follow on is answered with 409 and the true offset.
"""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import loading, material_reading, material_writing
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, TooMuchSent, answered
from casework.api.material import WRITTEN
from casework.models import Material, Upload
from casework.operations import uploads
from casework.operations.material import MaterialDetails
from casework.operations.uploads import WrongOffset
from casework.queries.material import unfinished
from casework.rules.material import title_from
from web.pieces import MOST_PIECE_BYTES, OFFSET, TOO_LARGE, WrongPiece, piece_of

TAGS = ["Uploads"]


class UploadEndpoint(Endpoint):
    """An address of files that come in pieces; each says in a header where the next piece begins."""

    def shown(self, upload: Upload, *, status: int = 200) -> Response:
        """Answer with how much is here."""
        said = material_reading.UploadReader(upload).data
        return Response(said, status=status, headers={OFFSET: str(upload.received)})

    def handle_exception(self, exc: Exception) -> Any:
        """Say where the next piece has to begin, if one began elsewhere."""
        response = super().handle_exception(exc)
        if isinstance(exc, WrongOffset):
            response[OFFSET] = str(exc.received)
        return response


class Uploads(UploadEndpoint):
    """The files that somebody began to send to a case."""

    @extend_schema(
        operation_id="upload_list",
        summary="List the uploads to a case that you began and did not finish, oldest first",
        responses={200: material_reading.UploadReader(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show your own; nobody else's exist for you."""
        rows = unfinished(loading.find_case_file(self.user, urn), self.user)
        return Response(material_reading.UploadReader(rows, many=True).data)

    @extend_schema(
        operation_id="upload_start",
        summary="Announce a file that will come in pieces",
        request=material_writing.UploadWriter,
        responses={201: material_reading.UploadReader, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Announce it; types, sizes and what a case may hold are judged now and once it is whole."""
        case_file = loading.find_case_file(self.user, urn)
        asked = self.asked(material_writing.UploadWriter)
        begun = uploads.start(case_file=case_file, **asked, by=self.user, at=timezone.now())
        return self.shown(begun, status=201)


class UploadDetail(UploadEndpoint):
    """One file on its way."""

    @extend_schema(
        operation_id="upload_read",
        summary="Ask how much of an upload is here",
        responses={200: material_reading.UploadReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str, key: UUID) -> Response:
        """Show where the next piece begins, and the seal of what is here."""
        return self.shown(loading.find_upload(self.user, urn, key))

    @extend_schema(
        operation_id="upload_piece",
        summary="Send the next piece of an upload",
        description=f"The body is the bytes themselves, at most {MOST_PIECE_BYTES:,} of them.",
        parameters=[
            OpenApiParameter(
                OFFSET, int, OpenApiParameter.HEADER, required=True, description="The byte at which the piece begins"
            )
        ],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={200: material_reading.UploadReader, **REFUSALS},
        tags=TAGS,
    )
    def patch(self, request: Request, urn: str, key: UUID) -> Response:
        """Take the piece, if it follows on what is here; refused with 409 it does not count."""
        found = loading.find_upload(self.user, urn, key)
        try:
            offset, piece = piece_of(request._request)
        except WrongPiece as wrong:
            raise (TooMuchSent if wrong.status == TOO_LARGE else ParseError)(str(wrong)) from wrong
        return self.shown(uploads.append(upload=found, offset=offset, piece=piece, by=self.user, at=timezone.now()))

    @extend_schema(
        operation_id="upload_discard",
        summary="Remove an upload and its pieces",
        responses={204: None, **REFUSALS},
        tags=TAGS,
    )
    def delete(self, request: Request, urn: str, key: UUID) -> Response:
        """Forget all of it."""
        uploads.discard(upload=loading.find_upload(self.user, urn, key), by=self.user, at=timezone.now())
        return Response(status=204)


class UploadFinish(UploadEndpoint):
    """Making a whole upload material."""

    @extend_schema(
        operation_id="upload_finish",
        summary="Make a whole upload new material, or a new version of a document",
        request=material_writing.UploadFinish,
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str, key: UUID) -> Response:
        """Judge the bytes and keep them. What is refused for what it is goes with its pieces."""
        found = loading.find_upload(self.user, urn, key)
        asked = self.asked(material_writing.UploadFinish, case_file=found.case_file, user=self.user)
        into = _becomes(found, asked)
        event = uploads.finish_or_forget(upload=found, into=into, by=self.user, at=timezone.now())
        item = loading.whole_material(event.details["material_id"])
        return answered(event, status=201, material=material_reading.MaterialReader(item).data)


def _becomes(upload: Upload, asked: dict[str, Any]) -> MaterialDetails | Material:
    if "version_of" in asked:
        item: Material = asked["version_of"]
        return item
    return MaterialDetails(**{"title": title_from(upload.name), **asked})
