"""What was sent, for machines of both agencies: the receipt, the sealed bytes, and what changed since."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, Endpoint
from casework.models import ReadKind
from casework.operations.reading import Look
from casework.rules.material import handling_of
from charging.api import loading, receipt_reading
from charging.lifecycle import SubmissionState
from charging.models import Submission
from charging.queries.submission.changed_pages import changed_since
from charging.queries.submission.difference import is_comparable
from charging.queries.submission.receipt import receipt_of
from charging.queries.submission.sealed import annex_bytes, sealed
from charging.rules.plain_values import digest
from foundation.periods import local_date
from web.downloads import mark

TAGS = ["Receipts"]
SEALED: dict[Any, Any] = {(200, "application/json"): OpenApiTypes.OBJECT, **READ_REFUSALS}
FILE_SCHEMA = (
    "The file as it was submitted, byte for byte as it was sealed: its SHA-256 is `file_sha256` of the receipt. "
    "Schema 1: sections `case`, `contacts`, `flags`, `suspects`, `offences`, `people`, `answers`, `material`, "
    "`unused`, `plan` (what an action plan asked for, with the answers that are sent), `conversation` (the threads "
    "that both agencies read), `standard` and `explanations` are lists of things. Each thing has a `key` that stays "
    "the same from one submission to the next, a `name`, and `changed` (when and by whom, or null). Coded values are "
    "objects of `code` and `says`; instants are in UTC; nothing is a float. 404 for what was sealed in the earlier "
    "form."
)


class SentEndpoint(Endpoint):
    """An address of one submission that was sent."""

    def sent(self, pk: int) -> Submission:
        """Return a submission that the reader may know of and that was sent, or 404."""
        found = loading.find_submission(self.user, pk)
        if found.state != SubmissionState.SENT:
            raise Http404
        return found


class SealedEndpoint(SentEndpoint):
    """An address that answers with sealed bytes."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Send the bytes whatever type was asked for: there is only one."""
        return super().perform_content_negotiation(request, force=True)

    def bytes_or_404(self, sent: Submission, content: bytes | None, *, sensitive: bool) -> HttpResponse:
        """Send exactly these bytes, marked with how they must be handled, and note who had them."""
        if not content:
            raise Http404
        self.note(
            Look(
                kind=ReadKind.DOWNLOADED,
                case_file=sent.case_file,
                thing="sensitive annex" if sensitive else "sealed file",
                thing_id=str(sent.pk),
                sha256=digest(content),
            )
        )
        response = HttpResponse(content, content_type="application/json")
        mark(response, f"{handling_of(sensitive=sensitive)} {sent.case_file.reference}")
        return response


class Receipt(SentEndpoint):
    """The receipt of a submission."""

    @extend_schema(
        operation_id="submission_receipt",
        summary="Read the receipt of a submission",
        responses={200: receipt_reading.ReceiptReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Say what was sealed: the same to both agencies."""
        return Response(receipt_reading.ReceiptReader(receipt_of(self.sent(pk))).data)


class SealedFile(SealedEndpoint):
    """The submitted file."""

    @extend_schema(
        operation_id="submission_file",
        summary="Read the file as it was submitted",
        description=FILE_SCHEMA,
        responses=SEALED,
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Send the sealed bytes, if they still are what was sealed."""
        sent = self.sent(pk)
        return self.bytes_or_404(sent, sealed(sent).content, sensitive=False)


class SensitiveAnnex(SealedEndpoint):
    """What of the submitted file is sensitive."""

    @extend_schema(
        operation_id="submission_sensitive_annex",
        summary="Read the sensitive annex of a submitted file",
        description="Sections `answers`, `material` and `unused` as in the file. 404 without the permission.",
        responses=SEALED,
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """Send the annex to who may know of sensitive material."""
        sent = self.sent(pk)
        return self.bytes_or_404(sent, annex_bytes(sent, reader=self.user), sensitive=True)


class Difference(SentEndpoint):
    """What changed since a submission."""

    @extend_schema(
        operation_id="submission_difference",
        summary="Compare a submission with the next one, or with the file as it stands",
        responses={200: receipt_reading.DifferenceReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Tell every change that the reader may know of, and what became of each reason of a rejection."""
        found = self.sent(pk)
        since = changed_since(found, reader=self.user, on=local_date(timezone.now()))
        return Response(receipt_reading.DifferenceReader(since, context={"comparable": is_comparable(since)}).data)
