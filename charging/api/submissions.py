"""Submissions: handing over, the supervisor's gate, triage, the receipt."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered, written
from casework.api.loading import find_case_file
from casework.models import CaseEvent
from charging.api import loading, reading, writing
from charging.lifecycle import Purpose, ReviewType, Stream, TriageResult
from charging.models import Submission
from charging.operations import submission as operations
from charging.operations import triage
from charging.queries.submission.rounds import submissions_for
from charging.rules.rejections import RowKey

TAGS = ["Submissions"]
WRITTEN = written("Submission", submission=reading.SubmissionReader())


class SubmissionEndpoint(Endpoint):
    """An address of one submission, or of those of a case."""

    def shown(self, event: CaseEvent, *, status: int = 200) -> Response:
        """Answer with the event and the submission that it is about."""
        row = loading.whole_submission(event.details["submission_id"])
        return answered(event, status=status, submission=reading.SubmissionReader(row, context=self.shown_to).data)


class Submissions(SubmissionEndpoint):
    """The submissions of a case."""

    @extend_schema(
        operation_id="submission_list",
        summary="List the submissions of a case, oldest first",
        responses={200: reading.SubmissionSummary(many=True), **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, urn: str) -> Response:
        """Show what was sent; to police also what is still with them."""
        case_file = find_case_file(self.user, urn)
        rows = loading.with_details(submissions_for(self.user, case_file).order_by("id"))
        return Response(reading.SubmissionSummary(list(rows), many=True, context=self.shown_to).data)

    @extend_schema(
        operation_id="submission_prepare",
        summary="Hand the file to a supervisor",
        request=writing.SubmissionWriter,
        responses={201: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, urn: str) -> Response:
        """Hand over every suspect that police still hold, with a reason for whatever is missing."""
        case_file = find_case_file(self.user, urn)
        asked = self.asked(writing.SubmissionWriter, case_file=case_file)
        preparation = operations.Preparation(
            purpose=Purpose(asked["purpose"]),
            stream=Stream(asked["stream"]),
            streams=asked.get("streams", {}),
            note=asked.get("note", ""),
            explanations=asked.get("explanations", {}),
        )
        event = operations.send_to_supervisor(
            case_file=case_file, preparation=preparation, by=self.user, at=timezone.now()
        )
        return self.shown(event, status=201)


class SubmissionDetail(SubmissionEndpoint):
    """One submission."""

    @extend_schema(
        operation_id="submission_read",
        summary="Read a submission with its receipt",
        responses={200: reading.SubmissionReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show the submission and, once it was sent, exactly what was sent."""
        found = loading.find_submission(self.user, pk)
        return Response(reading.SubmissionReader(loading.whole_submission(found.pk), context=self.shown_to).data)


class SignOff(SubmissionEndpoint):
    """The supervisor's yes."""

    @extend_schema(
        operation_id="submission_sign_off",
        summary="Sign the file off and submit it to the CPS",
        request=writing.CommentsWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Seal what is sent and start the CPS's clock."""
        found = loading.find_submission(self.user, pk)
        comments = self.asked(writing.CommentsWriter)["comments"]
        return self.shown(operations.sign_off(submission=found, comments=comments, by=self.user, at=timezone.now()))


class SendBack(SubmissionEndpoint):
    """The supervisor's no."""

    @extend_schema(
        operation_id="submission_send_back",
        summary="Send the file back to its builder",
        request=writing.CommentsWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Send the file back with comments."""
        found = loading.find_submission(self.user, pk)
        comments = self.asked(writing.CommentsWriter)["comments"]
        return self.shown(operations.send_back(submission=found, comments=comments, by=self.user, at=timezone.now()))


class Triage(SubmissionEndpoint):
    """The CPS's first look."""

    @extend_schema(
        operation_id="submission_triage",
        summary="Accept a file for review, or reject it with coded reasons",
        request=writing.TriageWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Accept or reject."""
        found = loading.find_submission(self.user, pk)
        asked = self.asked(writing.TriageWriter)
        accepts = asked["result"] == TriageResult.ACCEPT
        return self.shown(self._accept(found, asked) if accepts else self._reject(found, asked))

    def _accept(self, found: Submission, asked: dict[str, Any]) -> CaseEvent:
        return triage.accept(
            submission=found,
            review_type=ReviewType(asked["review_type"]),
            casework_type=asked["casework_type"],
            shortfall=_shortfall(asked),
            by=self.user,
            at=timezone.now(),
        )

    def _reject(self, found: Submission, asked: dict[str, Any]) -> CaseEvent:
        short = _shortfall(asked)
        return triage.reject(
            submission=found,
            reasons=short.reasons,
            rows=short.rows,
            remind_on=short.remind_on,
            respond_by=short.respond_by,  # type: ignore[arg-type]  # the rule says what is missing
            by=self.user,
            at=timezone.now(),
        )


def _shortfall(asked: dict[str, Any]) -> triage.Shortfall:
    """Why a file comes back, or is not to standard though it is reviewed."""
    given = asked.get("reasons", [])
    return triage.Shortfall(
        reasons={reason["code"]: reason["detail"] for reason in given},
        rows={reason["code"]: _rows_of(reason) for reason in given if reason.keys() & {"row", "rows"}},
        respond_by=asked.get("respond_by"),
        remind_on=asked.get("remind_on"),
    )


def _rows_of(reason: dict[str, Any]) -> list[RowKey]:
    """The rows that a reason is about, whether one is named or a list; none where that was said."""
    one = [reason] if reason.get("row") else []
    return [(row["row"], row["about"]) for row in reason.get("rows", one)]
