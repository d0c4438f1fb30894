"""What is said of material after it was attached: its details, the recording, redaction, whether it opens."""

from dataclasses import asdict, fields
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.api import loading, material_writing
from casework.api.endpoint import READ_REFUSALS, REFUSALS, Endpoint, answered
from casework.api.material import TAGS, WRITTEN
from casework.api.material_reading import MaterialReader
from casework.models import CaseEvent, Material, MediaDetails, RedactionStage
from casework.operations import links, material, media, redaction
from casework.operations.material import MaterialDetails
from casework.operations.media import Recording
from casework.operations.redaction import RedactionAnswer


class MaterialEndpoint(Endpoint):
    """An address of one piece of material."""

    def shown(self, event: CaseEvent | None, pk: int) -> Response:
        """Answer with the event and the material as it is now."""
        return answered(event, material=MaterialReader(loading.whole_material(pk)).data)


class MaterialDetail(MaterialEndpoint):
    """One piece of material."""

    @extend_schema(
        operation_id="material_read",
        summary="Read what is said of a piece of material",
        responses={200: MaterialReader, **READ_REFUSALS},
        tags=TAGS,
    )
    def get(self, request: Request, pk: int) -> Response:
        """Show it, withdrawn or not."""
        return Response(MaterialReader(loading.whole_material(loading.find_material(self.user, pk).pk)).data)

    @extend_schema(
        operation_id="material_change",
        summary="Change what is said of a piece of material",
        request=material_writing.MaterialChanges,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is given, unless somebody else changed the material since `version`."""
        item = loading.find_material(self.user, pk)
        changes = self.asked(material_writing.MaterialChanges, case_file=item.case_file)
        version = changes.pop("version")
        details = MaterialDetails(**_stored(MaterialDetails, item) | changes)
        event = material.change(item=item, details=details, expected_version=version, by=self.user, at=timezone.now())
        return self.shown(event, pk)


def _stored(shape: type[MaterialDetails | Recording], row: Material | MediaDetails) -> dict[str, Any]:
    """What a row says, as an operation takes it."""
    return {field.name: getattr(row, field.name) for field in fields(shape)}


class MaterialRecording(MaterialEndpoint):
    """Where a recording is from, and which part of it matters."""

    @extend_schema(
        operation_id="material_recording_change",
        summary="Say where a recording is from and which part of it matters",
        request=material_writing.RecordingChanges,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def patch(self, request: Request, pk: int) -> Response:
        """Change what is given, unless somebody else said something of the recording since its `version`."""
        item = loading.find_material(self.user, pk)
        changes = self.asked(material_writing.RecordingChanges)
        version = changes.pop("version")
        stored = MediaDetails.objects.filter(material=item).first()
        said = Recording(**(_stored(Recording, stored) if stored else asdict(Recording())) | changes)
        event = media.describe(item=item, recording=said, expected_version=version, by=self.user, at=timezone.now())
        return self.shown(event, pk)


class MaterialPlayable(MaterialEndpoint):
    """Whether a recording plays that the service cannot try."""

    @extend_schema(
        operation_id="material_playable",
        summary="Say whether a recording plays that is held elsewhere",
        request=material_writing.PlayableWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say what somebody found who opened it. What is held here the service tries itself."""
        item = loading.find_material(self.user, pk)
        asked = self.asked(material_writing.PlayableWriter)
        return self.shown(media.state_playable(item=item, **asked, by=self.user, at=timezone.now()), pk)


class MaterialRedaction(MaterialEndpoint):
    """Whether something has to be blacked out at one stage: charging, first_hearing or court."""

    @extend_schema(
        operation_id="material_redaction",
        summary="Answer whether material needs redaction at a stage, why, and what it took",
        request=material_writing.RedactionWriter,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def put(self, request: Request, pk: int, stage: str) -> Response:
        """Answer for the stage, unless somebody else did since `version`."""
        item = loading.find_material(self.user, pk)
        if stage not in RedactionStage.values:
            raise Http404
        asked = self.asked(material_writing.RedactionWriter)
        version = asked.pop("version")
        event = redaction.record(
            item=item,
            answer=RedactionAnswer(stage=stage, **asked),
            expected_version=version,
            by=self.user,
            at=timezone.now(),
        )
        return self.shown(event, pk)


class MaterialLinkCheck(MaterialEndpoint):
    """Looking at a link again."""

    @extend_schema(
        operation_id="material_link_check",
        summary="Have a link looked at again soon",
        request=None,
        responses={200: WRITTEN, **REFUSALS},
        tags=TAGS,
    )
    def post(self, request: Request, pk: int) -> Response:
        """Put the link among those that wait; what the look finds is in `link_state` once `link_checked_at` is set."""
        links.check_again(item=loading.find_material(self.user, pk), by=self.user, at=timezone.now())
        return self.shown(None, pk)
