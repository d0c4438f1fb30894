"""The check before sending, and the reasons for which a file goes although something is missing."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, WRONG_SHAPE, Endpoint, answered, written
from casework.api.loading import find_case_file
from casework.models import CaseFile
from charging.api import check_reading, check_writing
from charging.lifecycle import Purpose
from charging.operations.explanations import explain
from charging.permissions import may_send_to_supervisor
from charging.queries.submission.before_sending import before_sending
from foundation.periods import local_date

TAGS = ["Case files"]
WRITTEN = written("Explanations", check=check_reading.CheckReader())


class CheckEndpoint(Endpoint):
    """An address that answers with the check of a file."""

    def purpose(self) -> Purpose:
        """For what the file is judged; raises ValidationError (400)."""
        asked = check_writing.CheckFilter(data=self.request.query_params)
        asked.is_valid(raise_exception=True)
        return Purpose(asked.validated_data["purpose"])

    def check(self, case_file: CaseFile, purpose: Purpose) -> dict[str, Any]:
        """Judge the file as it is now."""
        found = before_sending(case_file, on=local_date(timezone.now()), purpose=purpose)
        may_send = may_send_to_supervisor(self.user, case_file).allowed
        return dict(check_reading.CheckReader(check_reading.as_read(found, may_send=may_send)).data)


class Check(CheckEndpoint):
    """The check before sending."""

    @extend_schema(
        operation_id="case_file_check",
        summary="See whether the file would be taken if it were sent now, and what stands in the way",
        parameters=[check_writing.CheckFilter],
        responses={200: check_reading.CheckReader, **WRONG_SHAPE, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Judge the suspects who would be sent; nothing in it is ticked by hand."""
        case_file = find_case_file(self.user, urn)
        return Response(self.check(case_file, self.purpose()))


class Explanations(CheckEndpoint):
    """The reasons for going without what is missing."""

    @extend_schema(
        operation_id="explanations_give",
        summary="Say why the file goes although something is missing, or take reasons back",
        parameters=[check_writing.CheckFilter],
        request=check_writing.ExplanationsWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Write what is given, all of it or nothing, unless somebody else wrote there since `version`."""
        case_file = find_case_file(self.user, urn)
        purpose, reasons = self.purpose(), self.asked(check_writing.ExplanationsWriter)["explanations"]
        event = explain(case_file=case_file, reasons=reasons, by=self.user, at=timezone.now())
        return answered(event, check=self.check(case_file, purpose))
