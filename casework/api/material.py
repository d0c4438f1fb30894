"""Material: what is on the file, attaching to it, taking off it, and the bytes themselves."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import loading, writing
from casework.api.endpoint import READ_REFUSALS, REFUSALS, BoundedJSONParser, Endpoint, answered, written
from casework.api.material_reading import MaterialReader
from casework.api.pagination import AsAdded
from casework.models import Material
from casework.operations import material, versions
from casework.operations.reading import download_of
from casework.queries import material as queries
from casework.queries.store import stored_path
from casework.rules import material as rules
from web import uploads
from web.downloads import attachment

TAGS = ["Material"]
WRITTEN = written("Material", material=MaterialReader())


@extend_schema_view(
    get=extend_schema(
        operation_id="material_list",
        summary="List the material on a file, as it was added",
        responses={200: MaterialReader(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
)
class MaterialList(ListAPIView[Material], Endpoint):
    """What is on the file now; what was withdrawn is not."""

    parser_classes = [MultiPartParser, BoundedJSONParser]
    serializer_class = MaterialReader
    pagination_class = AsAdded
    queryset = Material.objects.none()

    def get_queryset(self) -> QuerySet[Material]:
        """Narrow to what is on the file and the reader may know of."""
        case_file = loading.find_case_file(self.user, self.kwargs["urn"])
        return queries.for_rows(queries.live(case_file, self.user))

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
        refuse_oversize(self)
        upload = asked.pop("upload", None)
        details = material.MaterialDetails(**asked)
        event = material.attach(case_file=case_file, details=details, upload=upload, by=self.user, at=timezone.now())
        added = loading.whole_material(event.details["material_id"])
        return answered(event, status=201, material=MaterialReader(added).data)


def refuse_oversize(endpoint: Endpoint) -> None:
    """Refuse, by the rule for sizes, a file that the upload handler dropped as it streamed."""
    for dropped in uploads.refused(endpoint.request._request):
        limit = dropped["limit"]
        rules.check(name=dropped["name"], size=limit + 1, head=b"", limit=limit).require()


class MaterialVersions(Endpoint):
    """The versions of a document."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="material_version_add",
        summary="Add a new version of a document",
        request={"multipart/form-data": writing.VersionWriter},
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Add a version; those before it are kept and can still be had."""
        item = loading.find_material(self.user, pk)
        asked = self.asked(writing.VersionWriter)
        refuse_oversize(self)
        event = versions.add_version(item=item, upload=asked["upload"], by=self.user, at=timezone.now())
        return answered(event, status=201, material=MaterialReader(loading.whole_material(pk)).data)


class MaterialWithdraw(Endpoint):
    """Taking material off a file."""

    @extend_schema(
        operation_id="material_withdraw",
        summary="Take material off the file",
        request=writing.MaterialWithdrawal,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Withdraw the material; what was sent before keeps it."""
        item = loading.find_material(self.user, pk)
        version = self.asked(writing.MaterialWithdrawal).get("version", item.version)
        event = material.withdraw(item=item, expected_version=version, by=self.user, at=timezone.now())
        return answered(event, material=MaterialReader(loading.whole_material(pk)).data)


class MaterialDownload(Endpoint):
    """The bytes of a document. Who had them is noted, and whether a program fetched them."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Send the bytes whatever type was asked for: there is only one."""
        return super().perform_content_negotiation(request, force=True)

    def send(self, pk: int, **which: int) -> FileResponse:
        """Send the newest version, or one by its number, unless it is in quarantine."""
        item = loading.find_material(self.user, pk)
        version = get_object_or_404(item.versions.filter(**which).order_by("-number")[:1])
        rules.for_download(version).require()
        path = stored_path(version.sha256)
        if not path.exists():
            raise Http404
        self.note(download_of(item, version))
        handling = f"{rules.handling(item)} {item.case_file.reference}"
        return attachment(path, filename=version.original_name, content_type=version.content_type, handling=handling)

    @extend_schema(
        operation_id="material_download",
        summary="Download the newest version of a document",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> FileResponse:
        """Send the bytes as a download, never as a page."""
        return self.send(pk)


class MaterialVersionDownload(MaterialDownload):
    """The bytes of one version."""

    @extend_schema(
        operation_id="material_version_download",
        summary="Download one version of a document",
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, **REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int, number: int = 0) -> FileResponse:
        """Send the bytes as a download, never as a page."""
        return self.send(pk, number=number)
