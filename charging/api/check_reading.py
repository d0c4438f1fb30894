"""What the API says of a file before it is sent. Every field is named here."""

from typing import Any

from rest_framework import serializers

from casework.api.reading import ReasonReader, RequirementReader
from charging.lifecycle import Purpose
from charging.queries.submission.before_sending import BeforeSending
from charging.queries.submission.checklist import ChecklistRow
from charging.rules.route import Route


class ExplanationReader(serializers.Serializer[Any]):
    """Why the file goes although a row is not met."""

    text = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()
    version = serializers.CharField(source="token", help_text="Send it back with another text")


class ExplanationKeyReader(serializers.Serializer[Any]):
    """What names a row where its reason is given."""

    code = serializers.CharField()
    about = serializers.CharField()


class CheckRowReader(RequirementReader):
    """A row as it falls on those who would be sent, with the reason for going without it."""

    triage_title = serializers.CharField(help_text="What triage calls its absence")
    explanation_key = ExplanationKeyReader(
        allow_null=True, help_text="With what its reason is given; null where it takes none"
    )
    explanation = ExplanationReader(allow_null=True, help_text="Null where nobody has given a reason")


class RouteReader(serializers.Serializer[Route]):
    """Who may charge one suspect: `police_may_charge` says police may themselves; the reasons are for either."""

    suspect = serializers.IntegerField(source="suspect.pk")
    police_may_charge = serializers.BooleanField()
    reasons = ReasonReader(many=True)


class CheckReader(serializers.Serializer[Any]):
    """A file as it would be judged if it were handed to a supervisor now."""

    purpose = serializers.ChoiceField(Purpose.choices)
    edition = serializers.CharField(help_text="The file standard it is judged by")
    suspects = serializers.ListField(
        child=serializers.IntegerField(), help_text="Keys of those who would be sent; empty where nobody can be now"
    )
    ready = serializers.BooleanField(help_text="Whether `submission_prepare` would take the file as it is")
    may_send = serializers.BooleanField(help_text="Whether your role lets you send it")
    reasons = ReasonReader(many=True, help_text="All that sending would be refused for")
    rows = CheckRowReader(many=True, help_text="What is missing first, then what is met and what is not needed")
    routes = RouteReader(many=True)


def as_read(found: BeforeSending, *, may_send: bool) -> dict[str, Any]:
    """Put a check into the shape of CheckReader."""
    listed = found.checklist
    missing = [_row(row, needed=True, met=False, warns=row in listed.warnings) for row in listed.missing]
    met = [_row(row, needed=True, met=True) for row in listed.met]
    others = [_row(row, needed=False, met=bool(row.met_by)) for row in listed.not_needed]
    return {
        "purpose": found.purpose,
        "edition": listed.edition,
        "suspects": [suspect.pk for suspect in found.suspects],
        "ready": found.verdict.allowed,
        "may_send": may_send,
        "reasons": found.verdict.reasons,
        "rows": [*missing, *met, *others],
        "routes": listed.routes,
    }


def _row(row: ChecklistRow, *, needed: bool, met: bool, warns: bool = False) -> dict[str, Any]:
    said = {"needed": needed, "met": met, "missing": needed and not met}
    return {**vars(row), **said, "explanation_key": {"code": row.code, "about": row.where} if warns else None}
