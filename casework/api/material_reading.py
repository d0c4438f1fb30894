"""What the API says of material and of files on their way to it. Every field is named here."""

from typing import Any

from rest_framework import serializers

from casework.models import LinkState, MaterialKind, Playable, RedactionNeed, RedactionStage, ScanState


class MaterialVersionReader(serializers.Serializer[Any]):
    """The bytes of a document at one time."""

    number = serializers.IntegerField()
    sha256 = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes")
    content_type = serializers.CharField()
    original_name = serializers.CharField()
    scan_state = serializers.ChoiceField(ScanState.choices, help_text="Nobody gets the bytes while it waits or failed")
    added_at = serializers.DateTimeField()


class RecordingReader(serializers.Serializer[Any]):
    """What is said of a recording. A clip is in whole seconds from its start."""

    source = serializers.CharField(help_text="Camera, officer or system it is from")  # type: ignore[assignment]
    recorded_from = serializers.DateTimeField(allow_null=True)
    recorded_to = serializers.DateTimeField(allow_null=True)
    clip_from = serializers.IntegerField(allow_null=True)
    clip_to = serializers.IntegerField(allow_null=True)
    whole_needed = serializers.BooleanField()
    playable = serializers.ChoiceField(Playable.choices, allow_blank=True, help_text="Empty: not checked yet")
    playable_checked_at = serializers.DateTimeField(allow_null=True)
    playable_note = serializers.CharField()
    duration = serializers.IntegerField(allow_null=True, help_text="Whole seconds, as read from the file")
    format = serializers.CharField()
    version = serializers.IntegerField(help_text="Send it back with a change of the recording")


class RedactionReader(serializers.Serializer[Any]):
    """Whether something has to be blacked out at one stage."""

    stage = serializers.ChoiceField(RedactionStage.choices)
    need = serializers.ChoiceField(RedactionNeed.choices)
    reason = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True, help_text="Time spent on it so far")
    done_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="Send it back with another answer for this stage")


class MaterialReader(serializers.Serializer[Any]):
    """A document, or a link to digital evidence held elsewhere."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(MaterialKind.choices)
    title = serializers.CharField()
    link = serializers.CharField()
    link_state = serializers.ChoiceField(LinkState.choices, allow_blank=True, help_text="What the last look found")
    link_checked_at = serializers.DateTimeField(allow_null=True, help_text="Null: it waits to be looked at")
    link_note = serializers.CharField(help_text="What the last look met, in plain words")
    sensitive = serializers.BooleanField(help_text="Listed only for those who may know of it")
    source = serializers.CharField(help_text="Whom it came from, where that is a third party")  # type: ignore[assignment]
    justification = serializers.CharField()
    suspect = serializers.IntegerField(source="suspect_id", allow_null=True)
    person = serializers.IntegerField(source="person_id", allow_null=True)
    added_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(help_text="Send it back with a change")
    versions = MaterialVersionReader(many=True, help_text="Newest first; none for a link")
    recording = RecordingReader(source="media", allow_null=True, help_text="Null where it is no recording")
    redactions = RedactionReader(many=True, help_text="Of the stages for which somebody has answered")


class UploadReader(serializers.Serializer[Any]):
    """A file that comes in pieces, as far as it is here."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes that were announced")
    received = serializers.IntegerField(help_text="Bytes that are here: where the next piece begins")
    seal = serializers.CharField(
        help_text="Of the pieces so far: SHA-256, in hexadecimal, of the seal before followed by the SHA-256 of the "
        "piece. Whoever has the same file, and cuts it the same way, gets the same seal. Empty before the first piece"
    )
    started_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField(help_text="When the last piece came")
