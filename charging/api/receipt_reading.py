"""What the API says of receipts and of what changed since. Every field is named here."""

from typing import Any

from rest_framework import serializers

from charging.queries.submission.difference import Resubmission
from charging.queries.submission.sealed import SealState
from charging.rules.difference import ADDED, CHANGED, REMOVED, SECTIONS
from charging.rules.rejections import ReasonState

WHAT = [(word, word) for word in (ADDED, REMOVED, CHANGED)]


class SentDocumentReader(serializers.Serializer[Any]):
    """One document or link that was sent."""

    title = serializers.CharField()
    kind = serializers.CharField()
    sha256 = serializers.CharField(help_text="Empty for a link")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes")
    held_back = serializers.CharField(help_text="Why nobody could open it when it was sent; empty where they could")


class ReceiptReader(serializers.Serializer[Any]):
    """What was sent, by its digests: the same for every reader."""

    id = serializers.IntegerField(source="submission.pk")
    urn = serializers.CharField(source="submission.case_file.slug")
    receipt = serializers.CharField(source="submission.receipt", help_text="SHA-256 over the manifest")
    sealed = serializers.ChoiceField(
        [(state.value, state.name) for state in SealState], source="sealed.state", help_text="What the store holds"
    )
    file_sha256 = serializers.SerializerMethodField(help_text="Of the sealed file; null for the earlier form")
    sensitive_sha256 = serializers.SerializerMethodField(help_text="Of the annex, which may be empty")
    sent_at = serializers.DateTimeField(source="submission.sent_at")
    due_at = serializers.SerializerMethodField(help_text="When a decision is due, for red files")
    due_on = serializers.SerializerMethodField(help_text="The local day by whose end it is due, for others")
    edition = serializers.CharField(source="submission.edition.code", allow_null=True)
    prepared_by = serializers.CharField(source="submission.prepared_by.name")
    supervised_by = serializers.CharField(source="submission.supervised_by.name", allow_null=True)
    documents = SentDocumentReader(source="material", many=True)
    missing = serializers.ListField(child=serializers.CharField(), help_text="Rows of the standard that were not met")

    def get_file_sha256(self, receipt: Any) -> str | None:
        """Return the digest of the sealed file."""
        return receipt.submission.manifest.get("file_sha256")  # type: ignore[no-any-return]

    def get_sensitive_sha256(self, receipt: Any) -> str | None:
        """Return the digest of the sensitive annex."""
        return receipt.submission.sealed_sensitive or None

    def get_due_at(self, receipt: Any) -> str | None:
        """Return the instant by which a decision is due."""
        return receipt.submission.manifest.get("clock", {}).get("due_at")  # type: ignore[no-any-return]

    def get_due_on(self, receipt: Any) -> str | None:
        """Return the day by which a decision is due."""
        return receipt.submission.manifest.get("clock", {}).get("due_on")  # type: ignore[no-any-return]


class FieldChangeReader(serializers.Serializer[Any]):
    """One value before and after; null where it was not there."""

    field = serializers.CharField(help_text="Path of the field in the thing: redaction.court.minutes")
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class ChangeReader(serializers.Serializer[Any]):
    """One thing that was added, removed or changed."""

    section = serializers.ChoiceField(list(SECTIONS.items()))
    key = serializers.CharField()
    name = serializers.CharField()
    what = serializers.ChoiceField(WHAT)
    at = serializers.CharField(allow_null=True, help_text="When it got its present values, where that is known")
    by = serializers.CharField(allow_null=True)
    values = FieldChangeReader(source="fields", many=True, help_text="What differs")


class ReasonStateReader(serializers.Serializer[ReasonState]):
    """What became of a reason of the rejection."""

    code = serializers.CharField(source="reason.code")
    title = serializers.CharField(source="reason.title")
    detail = serializers.CharField(source="reason.detail")
    row = serializers.CharField(source="reason.row", help_text="Code of the row of the standard; empty for none")
    about = serializers.CharField(source="reason.about")
    then = serializers.SerializerMethodField(help_text="How the row stood when the file was rejected")
    now = serializers.SerializerMethodField(help_text="How it stands in what is compared with it")
    cleared = serializers.BooleanField(help_text="Derived from the row; nobody ticks it")
    cleared_at = serializers.CharField(allow_null=True)
    explanation = serializers.CharField(help_text="Why police send the file although it is not cleared")

    def get_then(self, state: ReasonState) -> str:
        """Return the state of the row at the rejection."""
        return state.then.name.lower()

    def get_now(self, state: ReasonState) -> str:
        """Return the state of the row now."""
        return state.now.name.lower()


class DifferenceReader(serializers.Serializer[Any]):
    """What changed since a submission."""

    before = serializers.IntegerField(source="before.pk")
    after = serializers.IntegerField(source="after.pk", allow_null=True, help_text="Null: the file as it stands")
    comparable = serializers.SerializerMethodField(help_text="False where one was sealed in the earlier form")
    respond_by = serializers.DateField(allow_null=True)
    reasons = ReasonStateReader(many=True)
    changes = ChangeReader(many=True)

    def get_comparable(self, since: Resubmission) -> bool:
        """Return whether both could be compared thing by thing."""
        return bool(self.context["comparable"])
