"""The decision about one suspect as far as it is made: saved half done, judged when the review is issued."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from casework.models import CustodyBasis, Offence, Suspect
from charging.forms.offence_codes import OffenceCodesField, drop_what_does_not_apply
from charging.forms.review_result import Choice, Offered, offer_results
from charging.forms.review_sections import version_field
from charging.lifecycle import Purpose, Result
from charging.models import OffenceAnswer, ReviewSection
from charging.rules.decision import results_for
from charging.rules.decision_offences import NOT_CHARGED_FOR
from web.dates import GovukDateField
from web.forms import GovukForm, RevealingRadios

SPARE_ROWS = 2
FOR_CHARGE = ("offence_", "more")
ASKS: Mapping[Result, tuple[str, ...]] = {
    Result.CHARGE_FULL: FOR_CHARGE,
    Result.CHARGE_THRESHOLD: (*FOR_CHARGE, "condition_", "outstanding_", "expected_", "review_on"),
    Result.NFA_EVIDENTIAL: ("reason",),
    Result.NFA_PUBLIC_INTEREST: ("reason",),
    Result.OUT_OF_COURT: ("reason", "public_interest"),
    Result.ACTION_PLAN: (),
    Result.ADVICE: (),
}
"""What each decision asks besides its reasons and its letter: fields by the beginnings of their names."""


class DecisionPartForm(GovukForm):
    """The prefix is `suspect-<key>`, and the fields are named as the rules name what is missing.

    It takes every field whatever is decided; once the result is known only those that go with it are shown.
    """

    result = forms.ChoiceField(label="Decision", widget=forms.RadioSelect, required=False)
    rationale = forms.CharField(
        label="Reasons for this decision", max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    more = OffenceCodesField(label="Another offence to charge")
    reason = forms.ChoiceField(label="Coded reason", required=False)
    code = forms.ChoiceField(
        label="Decision code", help_text="Only where it is not the usual one of the decision.", required=False
    )
    public_interest = forms.ChoiceField(
        label="Public-interest reason", help_text="Some out-of-court disposals need one.", required=False
    )
    version = version_field()
    mark_optional = False

    def __init__(self, *args: Any, suspect: Suspect, offered: Offered, rows: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"suspect-{suspect.pk}", **kwargs)
        self.suspect, self.offered = suspect, offered
        detained = suspect.custody_basis == CustodyBasis.CUSTODY and offered.purpose is not Purpose.EARLY_ADVICE
        self.outstanding_rows = range(1, rows + SPARE_ROWS + 1) if detained else ()
        offer_results(self.fields["result"], offered.purpose)
        self._offer("reason", offered.grouped(*results_for(offered.purpose)))
        self._offer("public_interest", offered.grouped(Result.NFA_PUBLIC_INTEREST))
        letters = [row for row in offered.codes if row.result in results_for(offered.purpose)]
        self._offer("code", [("", "The usual code"), *((row.code, str(row)) for row in letters)])
        self.fields["more"].look_in(offered.search_url, offered.today)  # type: ignore[attr-defined]
        if offered.purpose is Purpose.EARLY_ADVICE:
            del self.fields["more"], self.fields["public_interest"]
        for offence in self.chargeable:
            self._add_offence(offence)
        if self.outstanding_rows:
            self._add_threshold()
        first = ["result", *(name for name in self.fields if name.startswith("offence_")), "more"]
        self.order_fields([*first, "reason", "public_interest", "code", "rationale"])

    @property
    def chosen(self) -> Result | None:
        """The result that the form is filled in for; None until one is chosen that can be."""
        if self.is_bound and self.has_error("result"):
            return None
        said = str(self["result"].value() or "")
        return Result(said) if said in dict(self.fields["result"].choices) else None  # type: ignore[attr-defined]

    def get_context(self) -> dict[str, Any]:
        """Show what goes with the decision that was chosen; everything before there is one."""
        chosen = self.chosen
        if chosen is None:
            return super().get_context()
        offered = self.offered
        if "reason" in self.fields:
            self._offer("reason", offered.grouped(chosen))
        self._offer("code", [("", "The usual code"), *((c.code, str(c)) for c in offered.codes if c.result == chosen)])
        self.fields["result"].widget = forms.HiddenInput()
        context = super().get_context()
        shown = ("rationale", "code", *ASKS[chosen])
        context["fields"] = [pair for pair in context["fields"] if pair[0].name.startswith(shown)]
        return context

    @property
    def chargeable(self) -> Sequence[Offence]:
        """The offences that may be charged now: none where police asked for advice."""
        return () if self.offered.purpose is Purpose.EARLY_ADVICE else self.offered.offences

    def _offer(self, name: str, choices: list[Choice]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _add_offence(self, offence: Offence) -> None:
        name, title = f"offence_{offence.pk}", str(offence)
        self.fields[name] = forms.ChoiceField(
            label=f"Proposed: {title}",
            choices=OffenceAnswer.choices,
            widget=RevealingRadios,
            required=False,
        )
        instead = OffenceCodesField(label=f"Charged instead of {offence.offence_code.title}")
        instead.help_text = "Only where you charge another offence. Search by name, or type its CJS offence code."
        instead.look_in(self.offered.search_url, self.offered.today)
        self.fields[f"{name}_code"] = instead
        self.fields[f"{name}_reason"] = forms.ChoiceField(
            label=f"Why {offence.offence_code.title} is not charged",
            help_text="Only where you do not.",
            choices=self.offered.grouped(*NOT_CHARGED_FOR),
            required=False,
        )
        self.show_with(name, OffenceAnswer.ANOTHER, f"{name}_code")
        self.show_with(name, OffenceAnswer.NOT_CHARGED, f"{name}_reason")

    def _add_threshold(self) -> None:
        for each in self.offered.conditions:
            self.fields[f"condition_{each.code}"] = forms.CharField(
                label=f"Threshold Test: {each.title.lower()}",
                help_text=each.help,
                max_length=4000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        for number in self.outstanding_rows:
            self.fields[f"outstanding_{number}"] = forms.CharField(
                label=f"Evidence still expected, {number}", max_length=300, required=False
            )
            self.fields[f"expected_{number}"] = GovukDateField(
                label=f"When evidence {number} is expected", required=False
            )
        self.fields["review_on"] = GovukDateField(
            label="Day by which the Full Code Test is applied",
            help_text="Leave it empty for the usual time.",
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """Evidence that is expected has a day, and a day says what is expected; one offence takes another's place."""
        said = super().clean() or self.cleaned_data
        for number in self.outstanding_rows:
            what, on = said.get(f"outstanding_{number}"), said.get(f"expected_{number}")
            if what and not on and f"expected_{number}" not in self.errors:
                self.add_error(f"expected_{number}", f"Enter when evidence {number} is expected")
            if on and not what:
                self.add_error(f"outstanding_{number}", f"Say what is expected, or take date {number} out")
        for offence in self.chargeable:
            drop_what_does_not_apply(self, f"offence_{offence.pk}", said)
            if len(said.get(name := f"offence_{offence.pk}_code") or ()) > 1:
                self.add_error(name, "Name one offence here, and the others under “Another offence to charge”")
        return said

    def answers(self) -> dict[str, Any]:
        """Return the decision as a row holds it; call it after is_valid()."""
        said = self.cleaned_data
        answers = {name: said.get(name, "") for name in ("result", "reason", "code", "public_interest")}
        answers["more"] = [row.code for row in said.get("more", ())]
        answers["offences"] = {str(offence.pk): self._answer(offence) for offence in self.chargeable}
        return answers | self._threshold()

    def _answer(self, offence: Offence) -> dict[str, str]:
        said, name = self.cleaned_data, f"offence_{offence.pk}"
        named = said[f"{name}_code"]
        code = named[0].code if named else ""
        return {"answer": said[name], "code": code, "reason": said[f"{name}_reason"]}

    def _threshold(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.outstanding_rows:
            return {}
        rows = [(said[f"outstanding_{number}"], said[f"expected_{number}"]) for number in self.outstanding_rows]
        return {
            "conditions": {each.code: said[f"condition_{each.code}"] for each in self.offered.conditions},
            "outstanding": [{"what": what, "expected_on": on.isoformat()} for what, on in rows if what],
            "review_on": said["review_on"].isoformat() if said["review_on"] else "",
        }

    @staticmethod
    def initial_for(row: ReviewSection | None) -> dict[str, Any]:
        """What the form shows of a decision before anything is typed."""
        if row is None:
            return {"version": 0, "row": None}
        said: Mapping[str, Any] = row.answers
        shown = {name: said.get(name, "") for name in ("result", "reason", "code", "public_interest")}
        shown |= {"rationale": row.text, "version": row.version, "row": row, "more": ", ".join(said.get("more", ()))}
        for key, each in said.get("offences", {}).items():
            name = f"offence_{key}"
            shown |= {name: each["answer"], f"{name}_code": each["code"], f"{name}_reason": each["reason"]}
        for code, text in said.get("conditions", {}).items():
            shown[f"condition_{code}"] = text
        for number, each in enumerate(said.get("outstanding", ()), 1):
            shown |= {f"outstanding_{number}": each["what"], f"expected_{number}": _day(each["expected_on"])}
        return shown | {"review_on": _day(said.get("review_on", ""))}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
