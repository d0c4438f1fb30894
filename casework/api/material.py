"""Material: what is on the file, attaching to it, taking off it, and the bytes themselves."""

from typing import Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import loading, reading, writing
from casework.api.endpoint import READ_REFUSALS, REFUSALS, BoundedJSONParser, Endpoint, answered, written
from casework.models import Material
from casework.operations import material
from casework.queries.store import stored_path
from casework.rules import material as rules
from web import uploads

TAGS = ["Material"]
WRITTEN = written("Material", material=reading.MaterialReader())


class MaterialList(Endpoint):
    """The material of a case."""

    parser_classes = [MultiPartParser, BoundedJSONParser]

    @extend_schema(
        operation_id="material_list",
        summary="List the material on a file",
        responses={200: reading.MaterialReader(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show what is on the file now; what was withdrawn is not."""
        case_file = loading.find_case_file(self.user, urn)
        rows = case_file.material.filter(withdrawn_at__isnull=True).prefetch_related("versions")
        return Response(reading.MaterialReader(rows, many=True).data)

    @extend_schema(
        operation_id="material_attach",
        summary="Attach a file or a link",
        request={"multipart/form-data": writing.MaterialWriter},
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Attach a file, judged by its content and not by its name, or a link."""
        case_file = loading.find_case_file(self.user, urn)
        asked = self.asked(writing.MaterialWriter, case_file=case_file)
        self._refuse_oversize()
        upload = asked.pop("upload", None)
        details = material.MaterialDetails(**asked)
        event = material.attach(case_file=case_file, details=details, upload=upload, by=self.user, at=timezone.now())
        added = Material.objects.get(pk=event.details["material_id"])
        return answered(event, status=201, material=reading.MaterialReader(added).data)

    def _refuse_oversize(self) -> None:
        """Refuse, by the rule for sizes, a file that the upload handler dropped as it streamed."""
        for dropped in uploads.refused(self.request._request):
            limit = dropped["limit"]
            rules.check(name=dropped["name"], size=limit + 1, head=b"", limit=limit).require()


class MaterialWithdraw(Endpoint):
    """Taking material off a file."""

    @extend_schema(
        operation_id="material_withdraw",
        summary="Take material off the file",
        request=None,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw the material; what was sent before keeps it."""
        item = loading.find_material(self.user, pk)
        event = material.withdraw(item=item, by=self.user, at=timezone.now())
        item.refresh_from_db()
        return answered(event, material=reading.MaterialReader(item).data)


class MaterialDownload(Endpoint):
    """The bytes of a document."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Send the bytes whatever type was asked for: there is only one."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        operation_id="material_download",
        summary="Download the newest version of a document",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        """Send the bytes as a download, never as a page."""
        item = loading.find_material(self.user, pk)
        version = get_object_or_404(item.versions.order_by("-number")[:1])
        path = stored_path(version.sha256)
        if not path.exists():
            raise Http404
        response = FileResponse(path.open("rb"), as_attachment=True, filename=version.original_name)
        response["Content-Type"] = version.content_type
        response["X-Handling"] = f"OFFICIAL-SENSITIVE {item.case_file.reference}"
        return response
