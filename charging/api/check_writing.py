"""What the API takes of a file before it is sent: for what it is judged, and reasons for what is missing."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from casework.api.writing import Writer
from charging.lifecycle import PURPOSES, Purpose
from charging.operations.explanations import Said
from charging.rules.explanations import MOST_LETTERS, Key

MOST_EXPLANATIONS = 2000


class CheckFilter(serializers.Serializer[Any]):
    """For what a file is judged."""

    purpose = serializers.ChoiceField(PURPOSES, required=False, default=Purpose.CHARGING.value)


class ExplanationWriter(Writer):
    """Why the file goes although one row of the standard is not met."""

    code = serializers.CharField(max_length=40, help_text="Code of the row, as `case_file_check` gives it")
    about = serializers.CharField(
        max_length=40, default="case", help_text="Its `where`: case, or suspect or person with a hyphen and the key"
    )
    text = serializers.CharField(
        max_length=MOST_LETTERS,
        allow_blank=True,
        help_text="Both agencies read it; an empty text takes the reason back",
    )
    version = serializers.CharField(
        max_length=40,
        required=False,
        allow_blank=True,
        help_text="Of the reason that stood there, as read; empty where none did. Left out: whatever stands there",
    )


class ExplanationsWriter(Writer):
    """Reasons for some rows; those of other rows stay as they are."""

    explanations = ExplanationWriter(many=True, max_length=MOST_EXPLANATIONS)  # type: ignore[call-arg]

    def validate_explanations(self, given: list[dict[str, str]]) -> dict[Key, Said]:
        """Return the reasons by row and thing; each may stand once."""
        return said_of(given)


def said_of(given: Sequence[dict[str, str]]) -> dict[Key, Said]:
    """Return reasons as operations take them. Raises ValidationError where a row stands there more than once."""
    found = {(each["code"], each["about"]): Said(text=each["text"], version=each.get("version")) for each in given}
    if len(found) < len(given):
        raise serializers.ValidationError("A row stands here more than once.")
    return found
