"""What the API says of the forms of a case, and takes as answers. Every field is named here."""

from typing import Any

from rest_framework import serializers

from casework.api.reading import EventReader
from casework.api.writing import LONG, Writer
from casework.models import AnswerState
from casework.queries.forms import Line, Part
from casework.rules import answers as rules
from casework.rules.answers import Given
from casework.rules.contents import where_of
from casework.rules.forms import Kind

KINDS = [(kind.value, kind.value) for kind in Kind]
MOST_ANSWERS = 500


class ChoiceReader(serializers.Serializer[Any]):
    """One of the answers that a question offers."""

    code = serializers.CharField(help_text="Send it as the value")
    label = serializers.CharField()  # type: ignore[assignment]


class AnswerReader(serializers.Serializer[Any]):
    """What the file answers."""

    state = serializers.ChoiceField(AnswerState.choices)
    value = serializers.CharField(
        help_text="Text: 2026-03-02, 2026-03-02T14:30, choices by code; empty unless it is given"
    )
    by = serializers.CharField(source="changed_by.name")
    at = serializers.DateTimeField(source="changed_at", help_text="When it was last answered or confirmed")


class QuestionReader(serializers.Serializer[Line]):
    """A question of a form, about one thing."""

    code = serializers.CharField(source="question.code")
    label = serializers.CharField(source="question.label")  # type: ignore[assignment]
    hint = serializers.CharField(source="question.hint")
    kind = serializers.ChoiceField(KINDS, source="question.kind")
    longest = serializers.IntegerField(source="question.longest", help_text="Characters that an answer may have")
    choices = serializers.SerializerMethodField(help_text="Empty where the answer is free")
    states = serializers.ListField(
        source="question.states",
        child=serializers.ChoiceField(AnswerState.choices),
        help_text="What it takes in place of a value",
    )
    answer = AnswerReader(allow_null=True, help_text="Null where nobody has answered")
    token = serializers.SerializerMethodField(help_text="Send it back as `seen` with an answer")

    def get_choices(self, line: Line) -> list[dict[str, str]]:
        """Return what the question offers, in its order."""
        offered = line.question.choices if line.question else {}
        return [dict(ChoiceReader({"code": code, "label": label}).data) for code, label in offered.items()]

    def get_token(self, line: Line) -> str:
        """Return what tells this answer from every other."""
        return rules.token(line.answer)


class ShownReader(serializers.Serializer[Line]):
    """What a form shows and another place answers."""

    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.CharField()
    is_answered = serializers.BooleanField()


class PartReader(serializers.Serializer[Part]):
    """One section of a form about one thing."""

    section = serializers.CharField(source="section.code")
    heading = serializers.CharField(source="section.heading")
    about = serializers.SerializerMethodField(help_text="case, or suspect or person with a hyphen and the key")
    name = serializers.CharField(source="about", help_text="Whom it is about; empty for the case")
    questions = QuestionReader(many=True, source="to_answer")
    shown = ShownReader(many=True)

    def get_about(self, part: Part) -> str:
        """Return what the part is asked of, as answers name it."""
        return where_of(part.subject)


class FormSummary(serializers.Serializer[Any]):
    """A form of the file, and how much of it is answered."""

    code = serializers.CharField(source="form.code")
    title = serializers.CharField(source="form.title")
    purpose = serializers.CharField(source="form.purpose")
    handling = serializers.CharField(source="form.handling")
    called_for = serializers.BooleanField(help_text="Whether this case calls for it")
    answered = serializers.IntegerField(help_text="How many of the lines asked are answered")
    asked = serializers.IntegerField()


class FormReader(FormSummary):
    """A form with every part of it: what is about the case first, then each suspect and person."""

    parts = PartReader(many=True)


class FormWrittenReader(serializers.Serializer[Any]):
    """What the ledger recorded, an event for each part that changed, and the form as it is now."""

    events = EventReader(many=True)
    form = FormReader()


class FormAnswerWriter(Writer):
    """An answer to one question about one thing."""

    question = serializers.CharField(max_length=60)
    about = serializers.CharField(max_length=40, default="case", help_text="`about` of the part it stands in")
    state = serializers.ChoiceField(AnswerState.choices, required=False, help_text="Left out: given")
    value = serializers.CharField(max_length=2 * LONG, required=False, allow_blank=True, default="")
    seen = serializers.CharField(
        max_length=40,
        default=rules.UNANSWERED,
        help_text="The token of the answer that this takes the place of. Left out: nobody had answered",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Return the answer as operations take it, beside what it is about."""
        if "state" not in attrs and not attrs["value"]:
            raise serializers.ValidationError({"value": ["Give a value, or a state in place of one."]})
        value = attrs["value"].replace("\r\n", "\n")
        said = Given(state=attrs.get("state", AnswerState.GIVEN.value), value=value, seen=attrs["seen"])
        return {"key": (attrs["question"], attrs["about"]), "given": said}


class FormAnswersWriter(Writer):
    """Answers to questions of one form; what is not named stays as it is."""

    answers = FormAnswerWriter(many=True, max_length=MOST_ANSWERS)  # type: ignore[call-arg]
    confirm = serializers.BooleanField(
        default=False, help_text="Whether you stand behind the answers that you send as they were read"
    )

    def validate_answers(self, given: list[dict[str, Any]]) -> dict[tuple[str, str], Given]:
        """Return the answers by question and thing; each may stand once."""
        found = {each["key"]: each["given"] for each in given}
        if len(found) < len(given):
            raise serializers.ValidationError("A question about one thing stands here more than once.")
        return found
