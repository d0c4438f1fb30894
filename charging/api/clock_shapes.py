"""What the API takes and shows of clocks, detention, bail and streams: shapes only."""

from typing import Any

from rest_framework import serializers

from casework.api.writing import Writer
from casework.models import Bail, Detention, Ended, PauseKind, Rank
from casework.operations.extending import ExtensionDetails
from casework.rules.custody import AFTER_BAIL, AFTER_DETENTION
from charging.lifecycle import Stream
from charging.models import StreamReason
from charging.queries.clocks.page import ClockRow


class ClockReader(serializers.Serializer[ClockRow]):
    """One clock of one suspect."""

    code = serializers.CharField(source="clock.code")
    title = serializers.CharField(source="clock.title")
    owner = serializers.ChoiceField(["police", "cps"], source="clock.owner", help_text="Who has to act in time")
    began = serializers.DateTimeField(source="clock.began")
    deadline = serializers.DateTimeField(
        source="clock.deadline", allow_null=True, help_text="The first moment that is too late; null where none is set"
    )
    original_deadline = serializers.DateTimeField(
        source="clock.original", allow_null=True, help_text="As it was before any extension or pause"
    )
    standing_still = serializers.BooleanField(source="clock.standing_still")
    words = serializers.CharField(source="due.words", help_text="What lists and pages say of it")
    rule_source = serializers.SerializerMethodField(help_text="Where the limit comes from; empty where it was agreed")
    confirmed = serializers.SerializerMethodField(help_text="Whether practitioners have confirmed the limit")

    def get_rule_source(self, row: ClockRow) -> str:
        """Return where the limit comes from."""
        return row.clock.limit.source if row.clock.limit else ""

    def get_confirmed(self, row: ClockRow) -> bool:
        """Return whether it is confirmed; what was agreed in the case needs no confirmation."""
        return row.clock.limit.confirmed if row.clock.limit else True


class ExtensionReader(serializers.Serializer[Any]):
    """More time, as it was agreed."""

    id = serializers.IntegerField()
    limit = serializers.CharField(help_text="Code of the limit it was extended to, or within")
    amount = serializers.IntegerField(help_text="From the start: hours of detention, months of bail")
    original_deadline = serializers.DateTimeField()
    old_deadline = serializers.DateTimeField()
    new_deadline = serializers.DateTimeField()
    reason = serializers.CharField()
    rank = serializers.ChoiceField(Rank.choices)
    agreed_by = serializers.CharField()
    agreed_on = serializers.DateTimeField()


class DetentionReader(serializers.Serializer[Detention]):
    """A stay in police custody."""

    id = serializers.IntegerField()
    relevant_at = serializers.DateTimeField()
    station = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ended = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(help_text="Send it back with a change")
    extensions = ExtensionReader(many=True)


class BailReader(serializers.Serializer[Bail]):
    """A grant of pre-charge bail."""

    id = serializers.IntegerField()
    granted_at = serializers.DateTimeField()
    conditions = serializers.CharField(allow_blank=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    ended = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(help_text="Send it back with a change")
    extensions = ExtensionReader(many=True)


class SuspectClocksReader(serializers.Serializer[Any]):
    """Every clock of one suspect, what runs out first at the top."""

    suspect = serializers.IntegerField(source="suspect.pk")
    custody_basis = serializers.CharField(source="suspect.custody_basis")
    stream = serializers.CharField(allow_blank=True, help_text="As it is now, in words")
    clocks = ClockReader(source="rows", many=True)
    detentions = DetentionReader(many=True)
    bails = BailReader(many=True)


class DetainWriter(Writer):
    """A detention begins."""

    relevant_at = serializers.DateTimeField()
    station = serializers.CharField(max_length=80)


class RunningWriter(Writer):
    """About what goes on, as it was when it was read."""

    version = serializers.IntegerField(min_value=1)


class DetentionReviewWriter(RunningWriter):
    """A review of detention."""

    reviewed_at = serializers.DateTimeField()
    rank = serializers.ChoiceField(Rank.choices[:3])
    reviewer = serializers.CharField(max_length=80)


class ExtendWriter(RunningWriter):
    """More time, as it was agreed."""

    limit = serializers.CharField(max_length=40, help_text="detention_extended, detention_longest, bail_inspector…")
    amount = serializers.IntegerField(
        min_value=1, max_value=120, required=False, allow_null=True, help_text="From the start, where a court said so"
    )
    rank = serializers.ChoiceField(Rank.choices[1:])
    agreed_by = serializers.CharField(max_length=80)
    agreed_on = serializers.DateTimeField()
    reason = serializers.CharField(max_length=500)


class PauseWriter(RunningWriter):
    """Time does not count from then on."""

    kind = serializers.ChoiceField(PauseKind.choices)
    starts_at = serializers.DateTimeField()


class ResumeWriter(RunningWriter):
    """Time counts again."""

    ends_at = serializers.DateTimeField()


class ReleaseWriter(RunningWriter):
    """A detention ended otherwise than on bail."""

    ended = serializers.ChoiceField([each.value for each in AFTER_DETENTION])
    ended_at = serializers.DateTimeField()


class BailWriter(Writer):
    """Bail begins."""

    granted_at = serializers.DateTimeField()
    conditions = serializers.CharField(max_length=500, required=False, allow_blank=True)


class EndBailWriter(RunningWriter):
    """Bail ended otherwise than by a new arrest."""

    ended = serializers.ChoiceField([each.value for each in AFTER_BAIL])
    ended_at = serializers.DateTimeField()


class StreamWriter(Writer):
    """Another stream for one suspect."""

    stream = serializers.ChoiceField(Stream.choices)
    reason = serializers.ChoiceField(StreamReason.choices)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


def agreed(asked: dict[str, Any]) -> ExtensionDetails:
    """What was agreed, for the operation."""
    names = ("limit", "agreed_by", "agreed_on", "reason")
    return ExtensionDetails(
        rank=Rank(asked["rank"]), amount=asked.get("amount"), **{name: asked[name] for name in names}
    )


def end_of(asked: dict[str, Any]) -> dict[str, Any]:
    """How and when it ended, for the operation."""
    return {"ended": Ended(asked["ended"]), "ended_at": asked["ended_at"]}
