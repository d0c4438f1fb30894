"""What is said about one item of an action plan on its way: parts, dates, challenges, cancelling, deciding."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms

from casework.forms.decisions import DecisionForm
from casework.models import Material
from charging.lifecycle import CHALLENGE_RULINGS, ChallengeOutcome, RequestState
from charging.operations.actions import Part
from charging.operations.challenges import Ruling
from charging.operations.extensions import ExtensionAnswer, NewDate
from charging.rules.plan_lists import PlanList, figures, offered
from foundation.clocks import days_after
from foundation.verdicts import Verdict
from foundation.wording import day
from web.dates import GovukDateField, hint
from web.forms import GovukForm, RevealingRadios

ANOTHER_DATE = ("", "Another date")


def days_offered(today: date) -> list[tuple[str, str]]:
    """The usual dates, counted from today, and another date."""
    ahead = [(number, days_after(today, number)) for number in figures("due_presets", today)]
    words = [(on.isoformat(), f"In {number} day{'' if number == 1 else 's'}: {day(on)}") for number, on in ahead]
    return [*words, ANOTHER_DATE]


def offer_material(form: GovukForm, material: Iterable[Material]) -> dict[int, Material]:
    """Let a form's field `material` offer some material; without any the field is not there. Returns it by key."""
    offered = {item.pk: item for item in material}
    labels = [(pk, f"{item.title} ({item.get_kind_display()})") for pk, item in offered.items()]
    form.fields["material"].choices = labels  # type: ignore[attr-defined]
    if not labels:
        del form.fields["material"]
    return offered


class _Reasoned(DecisionForm):
    """A form with a coded reason of a list."""

    which = PlanList.CANCEL
    reason = forms.ChoiceField(widget=forms.RadioSelect, error_messages={"required": "Select why"})
    mark_optional = False

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = self.reasons(today)  # type: ignore[attr-defined]

    def reasons(self, today: date) -> list[tuple[str, str]]:
        """The reasons that may be given on a day."""
        return offered(self.which, today)


class PartForm(GovukForm):
    """What came of an item, and what is still missing. `version` notices that somebody else was quicker."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    came = forms.CharField(
        label="What came",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what came"},
    )
    missing = forms.CharField(
        label="What is still missing",
        help_text="If nothing more will come, answer the item instead and choose “partly provided”.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what is still missing"},
    )
    rest_by = GovukDateField(
        label="When do you expect the rest?",
        help_text="If you know. The date of the item stays: ask for more time where you need it.",
        required=False,
    )
    material = forms.TypedMultipleChoiceField(
        label="Material that came", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, material: Iterable[Material], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offer_material(self, material)

    def part(self) -> Part:
        """Return what came, for the operation."""
        said = self.cleaned_data
        chosen = [self.offered[pk] for pk in said.get("material", ())]
        return Part(came=said["came"], missing=said["missing"], rest_by=said["rest_by"], material=chosen)


class NewDateForm(_Reasoned):
    """A new date for an item, with a coded reason: one of the usual days, or another."""

    which = PlanList.EXTENSION
    choice = forms.ChoiceField(label="New date", required=False, widget=RevealingRadios)
    day = GovukDateField(label="Another date", help_text=hint(), required=False)
    text = forms.CharField(
        label="Details (optional)", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ["choice", "day", "reason", "text", "seen"]

    def __init__(
        self,
        *args: Any,
        today: date,
        judge: Callable[[date | None], Verdict],
        after: date | None = None,
        **kwargs: Any,
    ) -> None:
        """Offer the usual days, of those only what is later than a day where one is given; `judge` judges one."""
        super().__init__(*args, today=today, **kwargs)
        self.judge = judge
        self.fields["reason"].label = "Why is more time needed?"
        later = [(day, words) for day, words in days_offered(today) if not (day and after and day <= after.isoformat())]
        self.fields["choice"].choices = later  # type: ignore[attr-defined]
        if len(later) == 1:
            del self.fields["choice"]
            self.fields["day"].label = "New date"
        else:
            self.show_with("choice", ANOTHER_DATE[0], "day")

    def clean(self) -> dict[str, Any]:
        """Where something else is wrong the operation is not tried: say of the date too what it would say."""
        said = super().clean() or self.cleaned_data
        if self.errors and "day" not in self.errors and "choice" not in self.errors:
            for reason in self.judge(self._chosen()).reasons:
                self.add_error("day", reason.message)
        return said

    def _chosen(self) -> date | None:
        """The new date; a usual day that was chosen goes before one that was typed."""
        said = self.cleaned_data
        typed: date | None = said.get("day")
        return date.fromisoformat(said["choice"]) if said.get("choice") else typed

    def wish(self) -> NewDate:
        """Return the date that was asked for, for the operation."""
        said = self.cleaned_data
        return NewDate(day=self._chosen(), reason=said["reason"], text=said["text"])


class ChallengeForm(_Reasoned):
    """Why an item is not needed or out of proportion."""

    which = PlanList.CHALLENGE
    text = forms.CharField(
        label="Say why",
        help_text="Somebody at the CPS who did not ask for it decides.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why the item is not needed"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why do you challenge it?"


class CancelForm(_Reasoned):
    """Why an item is needed no longer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why is it needed no longer?"


class TakeBackForm(_Reasoned):
    """Why the CPS waits for the rest no longer."""

    which = PlanList.TAKE_BACK

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why do you take the file back?"


class ExtensionDecisionForm(DecisionForm):
    """What the CPS says to a request for more time."""

    state = forms.ChoiceField(
        label="What do you decide?",
        choices=[
            (RequestState.AGREED.value, "Agree the date that police ask for"),
            (RequestState.OTHER_DATE.value, "Agree another date"),
            (RequestState.REFUSED.value, "Refuse: the date stands"),
        ],
        widget=RevealingRadios,
        error_messages={"required": "Select what you decide"},
    )
    day = GovukDateField(label="Another date", help_text="Only where you agree another date.", required=False)
    text = forms.CharField(
        label="Why",
        help_text="Needed where you refuse. Police read this.",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.show_with("state", RequestState.OTHER_DATE, "day")

    def answer(self) -> ExtensionAnswer:
        """Return the decision, for the operation."""
        said = self.cleaned_data
        return ExtensionAnswer(state=RequestState(said["state"]), day=said["day"], text=said["text"])


class ChallengeDecisionForm(DecisionForm):
    """Whether a challenged item stands, and why."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=CHALLENGE_RULINGS,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you decide"},
    )
    text = forms.CharField(
        label="Why",
        help_text="Police read this.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say why"},
    )

    def ruling(self) -> Ruling:
        """Return the decision, for the operation."""
        return Ruling(outcome=ChallengeOutcome(self.cleaned_data["outcome"]), text=self.cleaned_data["text"])
