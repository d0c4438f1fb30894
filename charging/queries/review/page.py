"""What a prosecutor reads before deciding, and what any reader sees of a completed review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet, Value

from accounts.models import User
from casework.lifecycle import Status
from casework.models import CaseFile, Material, Offence, Suspect
from casework.queries.case_page import contents_of
from casework.rules.file_standard import CaseContents
from charging import permissions
from charging.lifecycle import Purpose, Result
from charging.models import ActionItem, ActionPlan, Consultation, Decision, DecisionReason, OffenceAnswer
from charging.queries.plans.asked_before import earlier_items
from charging.queries.review.decisions import decisions_of
from charging.queries.submission.as_sent import checklist_as_sent
from charging.queries.submission.checklist import Checklist, checklist_of
from charging.queries.submission.judging import as_sent
from charging.queries.submission.rounds import asked_before, purpose_asked
from charging.queries.submission.sealed import SealState, sealed
from charging.rules.decision import Outcome, Review
from charging.rules.decision_codes import usual_code
from charging.rules.review_sections import sections_on
from charging.rules.threshold import conditions_on, described
from foundation.periods import local_date
from foundation.verdicts import Verdict


@dataclass(frozen=True)
class SuspectUnderReview:
    """One suspect with what police propose against them."""

    suspect: Suspect
    offences: Sequence[Offence]
    is_youth: bool


@dataclass(frozen=True)
class CompletedReview:
    """A completed review, with the items of the action plan it led to, if any."""

    consultation: Consultation
    decisions: Sequence[Decision]
    plan: ActionPlan | None
    items: Sequence[ActionItem]


@dataclass(frozen=True)
class ReviewPage:
    """A review that is still open, for one reader; `verdict` says whether this reader may complete it now."""

    consultation: Consultation
    contents: CaseContents
    suspects: Sequence[SuspectUnderReview]
    material: Sequence[Material]
    checklist: Checklist | None
    earlier: Sequence[CompletedReview]
    items_before: Sequence[ActionItem]
    asked_for: Purpose
    verdict: Verdict
    may_take: bool
    may_choose: bool
    may_stay_out: bool = False

    @property
    def answered(self) -> CompletedReview | None:
        """The review whose action plan this one's submission answers, if it does."""
        sent = self.consultation.submission
        if sent.purpose != Purpose.ACTION_PLAN_REPLY:
            return None
        return next((each for each in self.earlier if each.plan and each.plan.returned_at == sent.sent_at), None)

    @property
    def to_decide(self) -> list[Suspect]:
        """The suspects who still await a decision, in order."""
        return [each.suspect for each in self.suspects if each.suspect.status == Status.WITH_PROSECUTOR]


def reviews_of(case_file: CaseFile) -> QuerySet[Consultation]:
    """The reviews of a case, each with the keys of the suspects it is `asked` about and what was `asked_before`."""
    rows = Consultation.objects.filter(case_file=case_file).select_related("prosecutor", "completed_by", "submission")
    before = asked_before(case_file="case_file", submission="submission")
    return rows.annotate(asked=ArrayAgg("submission__suspects", default=Value([])), asked_before=before)


def review_page(
    consultation: Consultation, user: User, *, at: datetime, standard: bool = True, before: bool = True
) -> ReviewPage:
    """Read an open review, from `reviews_of`, for a reader who may see its case.

    Without `standard` it has no checklist of the file, without `before` no earlier reviews.
    """
    case_file = consultation.case_file
    contents = contents_of(case_file)
    earlier = completed_reviews(case_file, before=consultation.number) if before else []
    items_before = [item for each in reversed(earlier) for item in each.items] if before else earlier_items(case_file)
    may_take = consultation.prosecutor_id is None and permissions.may_allocate(user, consultation, user).allowed
    return ReviewPage(
        consultation=consultation,
        contents=contents,
        suspects=_suspects(consultation, contents, local_date(at)),
        material=contents.material_for(user),
        checklist=_checklist(consultation, contents, at) if standard else None,
        earlier=earlier,
        items_before=items_before,
        asked_for=purpose_asked(consultation.submission.purpose, getattr(consultation, "asked_before", None)),
        verdict=permissions.may_review(user, consultation),
        may_take=may_take,
        may_choose=permissions.may_choose_prosecutor(user, case_file).allowed,
        may_stay_out=consultation.prosecutor_id != user.pk and permissions.may_recuse(user, user, case_file).allowed,
    )


def _checklist(consultation: Consultation, contents: CaseContents, at: datetime) -> Checklist:
    """The file as it was judged when it was sent; where that cannot be read, as it stands by the rules of that day."""
    sent = consultation.submission
    found = sealed(sent)
    if found.state is SealState.WHOLE:
        return checklist_as_sent(found)
    on = local_date(sent.sent_at or at)
    asked = set(getattr(consultation, "asked", ()))
    suspects = [suspect for suspect in contents.suspects if suspect.pk in asked]
    return checklist_of(
        as_sent(contents, sent, suspects=suspects),
        on=on,
        purpose=sent.purpose,
        edition_id=sent.edition_id,
        is_triaged=True,
    )


def _suspects(consultation: Consultation, contents: CaseContents, today: date) -> list[SuspectUnderReview]:
    asked = set(getattr(consultation, "asked", ()))
    return [
        SuspectUnderReview(
            suspect=suspect,
            offences=[offence for offence in contents.offences if offence.suspect_id == suspect.pk],
            is_youth=suspect.is_youth(today),
        )
        for suspect in contents.suspects
        if suspect.pk in asked
    ]


def completed_reviews(case_file: CaseFile, *, before: int | None = None) -> list[CompletedReview]:
    """The completed reviews of a case, or those before a number, newest first: in two queries."""
    if before == 1:
        return []
    decisions = decisions_of(case_file)
    items = _items(case_file)
    by_number = {decision.consultation.number: decision.consultation for decision in decisions}
    return [
        CompletedReview(
            consultation=consultation,
            decisions=[decision for decision in decisions if decision.consultation_id == consultation.pk],
            plan=getattr(consultation, "action_plan", None),
            items=[item for item in items if item.plan.consultation_id == consultation.pk],
        )
        for number, consultation in sorted(by_number.items(), reverse=True)
        if before is None or number < before
    ]


def _items(case_file: CaseFile) -> list[ActionItem]:
    titles = ArrayAgg("material__title", filter=Q(material__sensitive=False), default=Value([]))
    rows = ActionItem.objects.filter(plan__case_file=case_file).select_related("plan", "suspect")
    return list(rows.annotate(material_titles=titles).order_by("plan__number", "pk"))


@dataclass(frozen=True)
class DecisionToCheck:
    """What would be issued for one suspect, in words."""

    suspect: Suspect
    outcome: Outcome
    on: date

    @property
    def threshold(self) -> list[tuple[str, str]]:
        """What is said of the Threshold Test, each part with its label; nothing for any other decision."""
        said = self.outcome.threshold
        if said is None or self.outcome.result is not Result.CHARGE_THRESHOLD:
            return []
        conditions = [(each.title, said.conditions.get(each.code, "")) for each in conditions_on(self.on)]
        return described(conditions, said.outstanding, said.review_on)

    @property
    def result(self) -> str:
        """The decision in words."""
        return self.outcome.result.label

    @property
    def code(self) -> str:
        """The letter that the CPS reports it under."""
        return self.outcome.code or usual_code(self.outcome, self.on)

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """The offences that are not charged as proposed, each with what is said of it."""
        return [
            (choice.offence.offence_code.title, str(choice.code or choice.reason or choice.answer.label))
            for choice in self.outcome.each
            if choice.answer != OffenceAnswer.AS_PROPOSED
        ]


def decisions_to_check(review: Review, suspects: Sequence[Suspect], on: date) -> list[DecisionToCheck]:
    """Put a review that is not issued yet in the order and words of its check page."""
    return [DecisionToCheck(each, review.outcomes[each.pk], on) for each in suspects if each.pk in review.outcomes]


def sections_to_check(review: Review, on: date) -> list[tuple[str, str]]:
    """The sections that have something in them, each with its title, in their order."""
    return [(each.title, text) for each in sections_on(on) if (text := review.texts.get(each.code, "").strip())]


def decision_reasons() -> list[DecisionReason]:
    """The coded reasons in force, in the order of their results, each with its group; groups themselves are none."""
    rows = DecisionReason.objects.filter(valid_to__isnull=True, reasons__isnull=True).select_related("parent")
    return list(rows.order_by("result", "position"))
