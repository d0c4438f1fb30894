"""What the API says and takes of a review while it is written, part by part."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from rest_framework import serializers

from casework.api.reading import ReasonReader
from casework.api.writing import Writer
from charging.api.review_writing import MOST_TEXT, OutcomeWriter, threshold_of
from charging.api.writing import ItemWriter
from charging.lifecycle import ActionCategory, CodeTest, NeededFor, Repeat, Result
from charging.models import OffenceAnswer, ReviewSection
from charging.queries.review.hub import Written
from charging.queries.review.page import ReviewPage
from charging.rules.requested_items import RequestedItem
from charging.rules.review_digest import digest_of, item_values, threshold_values
from charging.rules.review_sections import Section, sections_on

YES_OR_NO = {"yes": True, "no": False}
"""How a section keeps an answer that may be open."""
SAID = {True: "yes", False: "no", None: ""}


class PartReader(serializers.Serializer[Any]):
    """One part of a review as it was last saved."""

    version = serializers.IntegerField(help_text="Send it back with a change; 0 while nobody has written the part")
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = serializers.CharField(allow_null=True)


class SectionReader(PartReader):
    """One section, with what it takes besides its text: one of `test`, `considered`, `submitted_as_ngap`, or none."""

    code = serializers.CharField()
    title = serializers.CharField()
    help = serializers.CharField()
    takes = serializers.CharField(help_text="The name of what it takes besides its text; empty for nothing")
    text = serializers.CharField()
    test = serializers.ChoiceField(CodeTest.choices, allow_null=True)
    considered = serializers.BooleanField(allow_null=True)
    submitted_as_ngap = serializers.BooleanField(allow_null=True)


class DraftChoiceReader(serializers.Serializer[Any]):
    """What is said so far of an offence that police proposed."""

    offence = serializers.IntegerField()
    answer = serializers.ChoiceField(OffenceAnswer.choices, allow_blank=True)
    code = serializers.CharField()
    reason = serializers.CharField()


class DraftThresholdReader(serializers.Serializer[Any]):
    """What is said so far of the Threshold Test."""

    conditions = serializers.DictField(child=serializers.CharField())
    outstanding = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    review_on = serializers.DateField(allow_null=True)


class DecisionPartReader(PartReader):
    """The decision about one suspect as far as it is made."""

    suspect = serializers.IntegerField()
    result = serializers.ChoiceField(Result.choices, allow_blank=True)
    rationale = serializers.CharField()
    offences = serializers.ListField(child=serializers.CharField(), help_text="Codes charged besides those proposed")
    each = DraftChoiceReader(many=True)
    reason = serializers.CharField()
    code = serializers.CharField()
    public_interest = serializers.CharField()
    threshold = DraftThresholdReader(allow_null=True)


class ItemPartReader(PartReader):
    """One item that the review asks for."""

    number = serializers.IntegerField()
    suspect = serializers.IntegerField(allow_null=True)
    category = serializers.ChoiceField(ActionCategory.choices)
    text = serializers.CharField()
    why = serializers.CharField()
    needed_for = serializers.ChoiceField(NeededFor.choices)
    due_on = serializers.DateField()
    repeat = serializers.ChoiceField(Repeat.choices, allow_blank=True)
    repeat_of = serializers.IntegerField(allow_null=True)


class DraftReader(serializers.Serializer[Any]):
    """A review as far as it is written, and what it lacks before it can be issued."""

    review = serializers.IntegerField()
    urn = serializers.CharField()
    sections = SectionReader(many=True)
    decisions = DecisionPartReader(many=True)
    items = ItemPartReader(many=True)
    digest = serializers.CharField(help_text="SHA-256 of what it says and decides; send it back to issue exactly this")
    missing = ReasonReader(many=True, help_text="Every gap; empty where it can be issued as it stands")


def draft_said(page: ReviewPage, state: Written, on: date) -> dict[str, Any]:
    """What DraftReader shows of an open review on a day."""
    draft = state.draft
    return {
        "review": page.consultation.pk,
        "urn": page.consultation.case_file.slug,
        "sections": [_section(each, draft.section(each.code)) for each in sections_on(on)],
        "decisions": [_decision(suspect.pk, draft.decision(suspect)) for suspect in page.to_decide],
        "items": [{**row.answers, "number": row.number, **_saved(row)} for row in draft.items],
        "digest": digest_of(state.review),
        "missing": state.verdict.reasons,
    }


def _saved(row: ReviewSection | None) -> dict[str, Any]:
    if row is None:
        return {"version": 0, "changed_at": None, "changed_by": None}
    return {"version": row.version, "changed_at": row.changed_at, "changed_by": row.changed_by.name}


def _section(section: Section, row: ReviewSection | None) -> dict[str, Any]:
    answers: Mapping[str, Any] = row.answers if row else {}
    return {
        **{name: getattr(section, name) for name in ("code", "title", "help")},
        "takes": section.answer,
        "text": row.text if row else "",
        "test": answers.get("test") or None,
        "considered": answers.get("considered"),
        "submitted_as_ngap": YES_OR_NO.get(answers.get("submitted_as_ngap", "")),
        **_saved(row),
    }


def _decision(suspect_id: int, row: ReviewSection | None) -> dict[str, Any]:
    said: Mapping[str, Any] = row.answers if row else {}
    offences: Mapping[str, Mapping[str, str]] = said.get("offences", {})
    has_test = said.keys() & {"conditions", "outstanding", "review_on"}
    return {
        "suspect": suspect_id,
        "rationale": row.text if row else "",
        **{name: said.get(name, "") for name in ("result", "reason", "code", "public_interest")},
        "offences": said.get("more", []),
        "each": [{"offence": int(key), **each} for key, each in offences.items()],
        "threshold": {
            "conditions": said.get("conditions", {}),
            "outstanding": said.get("outstanding", []),
            "review_on": said.get("review_on") or None,
        }
        if has_test
        else None,
        **_saved(row),
    }


class SectionWriter(Writer):
    """One section. What it takes besides its text is named by `takes` of the draft."""

    version = serializers.IntegerField(min_value=0, help_text="As it was read; 0 where nobody had written it")
    text = serializers.CharField(max_length=MOST_TEXT, allow_blank=True)
    test = serializers.ChoiceField(CodeTest.choices, required=False, allow_blank=True)
    considered = serializers.BooleanField(required=False)
    submitted_as_ngap = serializers.BooleanField(required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Put what the section takes into the form in which it is kept; it takes nothing else."""
        takes = self.context["section"].answer
        strange = attrs.keys() - {"version", "text", takes}
        if strange:
            raise serializers.ValidationError({name: ["This section does not take it."] for name in sorted(strange)})
        empty = {"test": "", "considered": False, "submitted_as_ngap": None}
        said = attrs.get(takes, empty.get(takes))
        answers = {takes: SAID[said] if takes == "submitted_as_ngap" else said} if takes else {}
        return {"version": attrs["version"], "text": attrs["text"], "answers": answers}


class DecisionPartWriter(OutcomeWriter):
    """The decision about one suspect as far as it is made; what is left out is not said yet."""

    suspect = None  # type: ignore[assignment]  # the address says whom it is about
    version = serializers.IntegerField(min_value=0, help_text="As it was read; 0 where nobody had written it")
    result = serializers.ChoiceField(Result.choices, required=False, allow_blank=True)
    rationale = serializers.CharField(max_length=8000, required=False, allow_blank=True)


def decision_values(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a valid DecisionPartWriter holds, as a row of the draft keeps it."""
    threshold = said.get("threshold")
    return {
        "result": said.get("result", ""),
        "reason": _code(said.get("reason")),
        "code": said.get("code", ""),
        "public_interest": _code(said.get("public_interest")),
        "more": [code.code for code in said.get("offences", ())],
        "offences": {
            str(row["offence"].pk): {
                "answer": row["answer"],
                "code": _code(row.get("code")),
                "reason": _code(row.get("reason")),
            }
            for row in said.get("each", ())
        },
        **(threshold_values(threshold_of(threshold)) if threshold else {}),
    }


def _code(row: Any) -> str:
    return str(row.code) if row else ""


class NewItemWriter(ItemWriter):
    """One more item that the review asks for."""


class ItemPartWriter(ItemWriter):
    """One item in other words, and the version that was read."""

    version = serializers.IntegerField(min_value=1)


def item_part(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a valid writer of an item holds, as a row of the draft keeps it."""
    return item_values(RequestedItem(**{name: value for name, value in said.items() if name != "version"}))


class ItemRemovalWriter(Writer):
    """Which state of an item is taken out."""

    version = serializers.IntegerField(min_value=1)


class IssueWriter(Writer):
    """What is issued."""

    digest = serializers.CharField(
        max_length=64,
        allow_blank=True,
        help_text="That of the draft as you read it; empty for whatever it says now",
    )
