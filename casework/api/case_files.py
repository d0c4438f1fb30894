"""Case files: listing, opening, reading, changing; their flags and the file standard."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import loading, reading, writing
from casework.api.endpoint import READ_REFUSALS, REFUSALS, WRONG_SHAPE, Endpoint, answered, written
from casework.api.pagination import NewestFirst
from casework.models import CaseFile, Suspect
from casework.operations import building, handing_over
from casework.queries import case_page
from casework.rules import readiness
from foundation.periods import local_date

TAGS = ["Case files"]
WRITTEN = written("CaseFile", case_file=reading.CaseFileReader())


@extend_schema_view(
    get=extend_schema(
        operation_id="case_file_list",
        summary="List the case files that you may see, newest first",
        parameters=[writing.CaseFileFilter],
        responses={200: reading.CaseFileSummary(many=True), **WRONG_SHAPE},
        tags=TAGS,
    )
)
class CaseFiles(ListAPIView[CaseFile], Endpoint):
    """The list of case files, and where they are opened."""

    serializer_class = reading.CaseFileSummary
    pagination_class = NewestFirst
    queryset = CaseFile.objects.none()

    def get_queryset(self) -> QuerySet[CaseFile]:
        """Narrow to what the reader may see, then to what they asked for."""
        wanted = writing.CaseFileFilter(data=self.request.query_params)
        wanted.is_valid(raise_exception=True)
        fields = {"force": "force__code", "area": "cps_area__code"}
        chosen = {fields[name]: value for name, value in wanted.validated_data.items() if name in fields}
        rows = CaseFile.objects.visible_to(self.user).filter(**chosen)
        if status := wanted.validated_data.get("status"):
            rows = rows.filter(pk__in=Suspect.objects.filter(status=status).values("case_file"))
        return loading.for_list(rows)

    def get_serializer_context(self) -> dict[str, Any]:
        """Add whose words are used."""
        return {**super().get_serializer_context(), **self.shown_to}

    @extend_schema(
        operation_id="case_file_open",
        summary="Open a case file",
        request=writing.OpenCaseWriter,
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request) -> Response:
        """Open a case file with a URN that nobody has."""
        details = building.CaseDetails(**self.asked(writing.OpenCaseWriter))
        event = building.open_case_file(details=details, by=self.user, at=timezone.now())
        case_file = loading.whole_case(event.case_id)
        shown = reading.CaseFileReader(case_file, context=self.shown_to).data
        return answered(event, status=201, case_file=shown)


class CaseFileDetail(Endpoint):
    """One case file."""

    @extend_schema(
        operation_id="case_file_read",
        summary="Read a case file with everybody in it",
        responses={200: reading.CaseFileReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show the case file."""
        case_file = loading.find_case_file(self.user, urn)
        return Response(reading.CaseFileReader(loading.whole_case(case_file.pk), context=self.shown_to).data)

    @extend_schema(
        operation_id="case_file_change",
        summary="Change a case file's own details",
        request=writing.CaseFileChanges,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def patch(self, request: Request, urn: str) -> Response:
        """Change what is given, unless somebody else changed the case since `version`."""
        case_file = loading.find_case_file(self.user, urn)
        changes = self.asked(writing.CaseFileChanges)
        version = changes.pop("version")
        event = building.change_case(
            case_file=case_file, changes=changes, expected_version=version, by=self.user, at=timezone.now()
        )
        shown = reading.CaseFileReader(loading.whole_case(case_file.pk), context=self.shown_to).data
        return answered(event, case_file=shown)


class HandOver(Endpoint):
    """Who has a case on the police side."""

    @extend_schema(
        operation_id="case_file_hand_over",
        summary="Give a case to another officer, or to another unit of its force",
        request=writing.HandOverWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Hand the case over, unless somebody else changed it since `version`."""
        case_file = loading.find_case_file(self.user, urn)
        asked = self.asked(writing.HandOverWriter, case_file=case_file)
        event = handing_over.hand_over(
            case_file=case_file,
            officer=asked.get("officer", case_file.officer),
            police_unit=asked.get("police_unit", case_file.police_unit),
            expected_version=asked["version"],
            by=self.user,
            at=timezone.now(),
        )
        shown = reading.CaseFileReader(loading.whole_case(case_file.pk), context=self.shown_to).data
        return answered(event, case_file=shown)


class Flags(Endpoint):
    """The monitoring flags of a case."""

    @extend_schema(
        operation_id="case_file_set_flags",
        summary="Make the flags of a case exactly these",
        request=writing.FlagsWriter,
        responses={200: reading.FlagsReader, **REFUSALS},
        tags=TAGS,
    )
    def put(self, request: Request, urn: str) -> Response:
        """Set and clear flags; an event for each."""
        case_file = loading.find_case_file(self.user, urn)
        codes = set(self.asked(writing.FlagsWriter)["flags"])
        recorded = building.set_flags(case_file=case_file, codes=codes, by=self.user, at=timezone.now())
        result = {"events": recorded, "case_file": loading.whole_case(case_file.pk)}
        return Response(reading.FlagsReader(result, context=self.shown_to).data)


class Standard(Endpoint):
    """The file standard as it falls on a case."""

    @extend_schema(
        operation_id="case_file_standard",
        summary="See what the file standard asks of a case today",
        responses={200: reading.StandardReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Compute the standard for everybody in the case. Reasons for what is missing count for `case_file_check`."""
        case_file = loading.find_case_file(self.user, urn)
        today = local_date(timezone.now())
        rows = case_page.standard_for(case_page.contents_of(case_file), on=today)
        verdict = readiness.for_submission(rows)
        edition = case_page.edition_on(today)
        result = {
            "edition": edition.code if edition else "",
            "ready": verdict.allowed,
            "reasons": verdict.reasons,
            "rows": rows,
        }
        return Response(reading.StandardReader(result).data)
