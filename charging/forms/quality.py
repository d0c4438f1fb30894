"""File quality: judging a file row by row and failure by failure, answering for police, deciding for the CPS."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from charging.models import Discussed, DisputeDecision, FailureAnswer, FailureGroup, FailureReason
from charging.models.assessment import GROUND_LENGTH
from charging.rules.disputes import PoliceAnswer
from charging.rules.file_quality import MOST_COMMENTS, MOST_REASON, Claim, Judgement
from web.forms import GovukForm

ROWS = {"claimed": True, "missing": False}
"""The two lists of rows by what police claimed of those in them."""


class JudgementForm(GovukForm):
    """The rows of the standard as police claimed them, and the failures in four groups. `version` notices others."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    claimed = forms.MultipleChoiceField(
        label="Police say these are there. Tick what you do not agree with.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    missing = forms.MultipleChoiceField(
        label="Police say these are missing. Tick what is there after all, or was not needed.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mark_optional = False

    def __init__(
        self,
        *args: Any,
        claims: Sequence[Claim],
        reasons: Iterable[FailureReason],
        with_reason: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.claims = claims
        for name, met in ROWS.items():
            choices = [(claim.key, _words(claim)) for claim in claims if claim.met is met]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]
        for group in FailureGroup:
            self.fields[f"failures_{group.value}"] = forms.MultipleChoiceField(
                label=str(group.label),
                required=False,
                choices=[(reason.code, str(reason)) for reason in reasons if reason.group == group],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["comments"] = _text("What police should know", MOST_COMMENTS, required=False)
        if with_reason:
            self.fields["reason"] = _text("Why you correct it", MOST_REASON)
            self.fields["reason"].error_messages["required"] = "Say why you correct the assessment"

    def judgement(self) -> Judgement:
        """Return what was said, for the operation."""
        said = self.cleaned_data
        return Judgement(
            overturned=frozenset(key for name in ROWS for key in said.get(name, ())),
            failures=frozenset(code for group in FailureGroup for code in said[f"failures_{group.value}"]),
            comments=said["comments"],
        )

    def rows(self) -> list[Any]:
        """The two lists of rows, those that there are."""
        return [self[name] for name in ROWS if name in self.fields]

    def groups(self) -> list[Any]:
        """The four groups of failures."""
        return [self[f"failures_{group.value}"] for group in FailureGroup]

    def add_error(self, field: str | None, error: Any) -> None:
        """Put what is wrong with the failures as a whole at the first group."""
        if field is None and isinstance(error, str) and error.startswith("You overturned"):
            field = f"failures_{FailureGroup.DISCLOSURE.value}"
        super().add_error(field, error)


def _words(claim: Claim) -> str:
    beside = claim.met_by if claim.met else claim.explanation
    return f"{claim.name} ({'police say: ' if not claim.met else ''}{beside})" if beside else claim.name


def _text(label: str, longest: int, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


def shown(judgement: Judgement, version: int) -> dict[str, Any]:
    """What a form of a judgement shows before anything is typed."""
    keys = sorted(judgement.overturned)
    found: dict[str, Any] = {"version": version, "claimed": keys, "missing": keys, "comments": judgement.comments}
    return found | {f"failures_{group.value}": sorted(judgement.failures) for group in FailureGroup}


def typed(data: QueryDict, claims: Sequence[Claim]) -> Judgement:
    """What somebody has ticked so far, valid or not."""
    known = {claim.key for claim in claims}
    return Judgement(
        overturned=frozenset(key for name in ROWS for key in data.getlist(name) if key in known),
        failures=frozenset(code for group in FailureGroup for code in data.getlist(f"failures_{group.value}")),
        comments=data.get("comments", ""),
    )


class NotAssessedForm(GovukForm):
    """Why a file is not assessed."""

    reason = forms.ChoiceField(
        label="Why is it not assessed?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select why the file is not assessed"},
    )

    def __init__(self, *args: Any, offered: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = list(offered.items())  # type: ignore[attr-defined]


class FailureAnswerForm(GovukForm):
    """What police say of one failure."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label="Do police dispute this failure?",
        choices=FailureAnswer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether police dispute this failure"},
    )
    ground = forms.CharField(
        label="Why police dispute it",
        help_text="Only for a dispute. Both agencies read it.",
        required=False,
        max_length=GROUND_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    discussed = forms.MultipleChoiceField(
        label="How did you discuss it with the CPS?",
        help_text="Only for a dispute. Select all that apply.",
        choices=Discussed.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mark_optional = False

    def reply(self) -> PoliceAnswer:
        """Return the answer, for the operation."""
        said = self.cleaned_data
        return PoliceAnswer(answer=said["answer"], ground=said["ground"], discussed=said["discussed"])


class DisputeForm(GovukForm):
    """What the CPS says to a dispute."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label="Does the CPS accept the dispute?",
        choices=DisputeDecision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether the CPS accepts the dispute"},
    )
    reason = forms.CharField(
        label="Why",
        max_length=GROUND_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the dispute is accepted or not"},
    )
