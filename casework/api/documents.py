"""Documents made from a case: which there are, and their bytes."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from casework.api import loading
from casework.api.endpoint import READ_REFUSALS, Endpoint
from casework.api.pagination import AsAsked
from casework.models import CaseFile, DocumentState, GeneratedDocument
from casework.operations.reading import document_taken
from casework.queries.documents import documents_of, file_name
from casework.queries.store import stored_path
from web.downloads import attachment

TAGS = ["Documents"]


class DocumentReader(serializers.Serializer[GeneratedDocument]):
    """One version of one document, made by a worker from data that was fixed when it was asked for."""

    id = serializers.IntegerField(help_text="For `documents/{id}/download/`, once it is ready")
    form = serializers.CharField(help_text="Code of what it is: mg5, mg6c, advice-12")
    number = serializers.IntegerField(help_text="Version, from 1")
    title = serializers.CharField()
    handling = serializers.CharField()
    state = serializers.ChoiceField(DocumentState.choices)
    sha256 = serializers.CharField(help_text="Of the PDF; empty until it is ready")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes")
    requested_at = serializers.DateTimeField()
    made_at = serializers.DateTimeField(allow_null=True)


@extend_schema_view(
    get=extend_schema(
        operation_id="document_list",
        summary="List the documents made from a case, as they were asked for",
        responses={200: DocumentReader(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
)
class Documents(ListAPIView[GeneratedDocument], Endpoint):
    """The documents of one case that the reader may know of."""

    serializer_class = DocumentReader
    pagination_class = AsAsked
    queryset = GeneratedDocument.objects.none()

    def get_queryset(self) -> QuerySet[GeneratedDocument]:
        """Narrow to the case and to what the reader may know of."""
        return documents_of(loading.find_case_file(self.user, self.kwargs["urn"]), self.user)


class DocumentDownload(Endpoint):
    """The bytes of a document. Who had them is noted, and whether a program fetched them."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Send the bytes whatever type was asked for: there is only one."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="document_download",
        summary="Download a document as a PDF",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        """Send the bytes as a download; 404 until it is ready."""
        of_case = CaseFile.objects.visible_to(self.user).filter(documents=pk)
        case_file = get_object_or_404(of_case)
        ready = documents_of(case_file, self.user).filter(state=DocumentState.READY)
        document: Any = get_object_or_404(ready, pk=pk)  # with what the query adds to it
        path = stored_path(document.sha256)
        if not path.is_file():
            raise Http404
        document.case_file = case_file
        self.note(document_taken(document))
        handling = f"{document.handling} {case_file.reference}"
        return attachment(path, filename=file_name(document), content_type="application/pdf", handling=handling)
