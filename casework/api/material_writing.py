"""What the API takes of material that is on a file or on its way there: shapes only."""

from typing import Any

from rest_framework import serializers

from casework.api.fields import InCaseField, KnownMaterialField
from casework.api.writing import Writer
from casework.models import MaterialKind, Person, RedactionNeed, Suspect

LARGEST_FILE, LONGEST_CLIP = 2**53, 2**31 - 1


class MaterialDetailsWriter(Writer):
    """What is said of material, any of it; it is about nobody in particular, one suspect, or one person."""

    kind = serializers.ChoiceField(MaterialKind.choices, required=False)
    title = serializers.CharField(max_length=120, required=False)
    suspect = InCaseField(Suspect, required=False, allow_null=True)
    person = InCaseField(Person, required=False, allow_null=True)
    sensitive = serializers.BooleanField(required=False, help_text="Needs the permission to see sensitive material")
    source = serializers.CharField(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]
    justification = serializers.CharField(max_length=2000, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Whoever names one whom it is about says that it is about nobody else."""
        if attrs.get("suspect") and attrs.get("person"):
            raise serializers.ValidationError({"person": ["It is about a suspect or a person, not both."]})
        for name, other in (("suspect", "person"), ("person", "suspect")):
            if attrs.get(name):
                attrs[other] = None
        return attrs


class MaterialChanges(MaterialDetailsWriter):
    """What is said of material, any of it, and the version that the change was made against."""

    version = serializers.IntegerField()
    link = serializers.URLField(max_length=200, required=False, help_text="Where it is a link already")


class RecordingChanges(Writer):
    """What is said of a recording, any of it, and the version that the change was made against."""

    version = serializers.IntegerField()
    source = serializers.CharField(max_length=120, required=False, allow_blank=True)  # type: ignore[assignment]
    recorded_from = serializers.DateTimeField(required=False, allow_null=True)
    recorded_to = serializers.DateTimeField(required=False, allow_null=True)
    clip_from = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=LONGEST_CLIP)
    clip_to = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=LONGEST_CLIP)
    whole_needed = serializers.BooleanField(required=False)


class PlayableWriter(Writer):
    """What somebody found who opened a recording where it is held."""

    plays = serializers.BooleanField(help_text="Whether it plays without special software")
    note = serializers.CharField(
        max_length=200, required=False, allow_blank=True, default="", help_text="Needed where it does not"
    )


class RedactionWriter(Writer):
    """The answer for one stage, in place of the one before it."""

    version = serializers.IntegerField(default=0, help_text="Of the answer before, as read; 0: there was none")
    need = serializers.ChoiceField(RedactionNeed.choices)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    minutes = serializers.IntegerField(required=False, allow_null=True, default=None, help_text="All of them so far")
    done = serializers.BooleanField(default=False)


class UploadWriter(Writer):
    """A file that is to come in pieces."""

    name = serializers.CharField(max_length=1000)
    size = serializers.IntegerField(min_value=0, max_value=LARGEST_FILE, help_text="Bytes")


class UploadFinish(MaterialDetailsWriter):
    """What a whole upload becomes: new material, which has a kind, or the next version of a document."""

    version_of = KnownMaterialField(required=False, help_text="Key of the document; then nothing else is said")
    title = serializers.CharField(max_length=120, required=False, help_text="Left out: made from the file's name")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take a document or details, and not both."""
        if "version_of" in attrs and len(attrs) > 1:
            raise serializers.ValidationError({"version_of": ["A new version keeps what is said of the document."]})
        if "version_of" not in attrs and "kind" not in attrs:
            raise serializers.ValidationError({"kind": ["Say what kind of material it is, or of what a version."]})
        return super().validate(attrs)
