"""What a prosecutor reads before deciding, and what any reader sees of a completed review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet, Value

from accounts.models import User
from accounts.roles import Permission, Role
from casework.lifecycle import Status
from casework.models import CaseFile, Material, Offence, OffenceCode, Suspect
from casework.queries.case_page import contents_of
from casework.rules.file_standard import CaseContents
from charging import permissions
from charging.lifecycle import DECISION_CODES, Purpose
from charging.models import ActionItem, ActionPlan, Consultation, Decision, DecisionReason
from charging.queries.checklist import Checklist, checklist_of
from charging.queries.decisions import decisions_of
from charging.queries.judging import as_sent
from charging.queries.rounds import asked_for
from charging.rules.decision import Outcome, Review
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
    suspects: Sequence[SuspectUnderReview]
    material: Sequence[Material]
    checklist: Checklist
    earlier: Sequence[CompletedReview]
    asked_for: Purpose
    verdict: Verdict
    may_take: bool
    may_choose: bool

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

    def proposed(self) -> dict[int, list[OffenceCode]]:
        """The codes of the offences proposed, each once, by suspect key."""
        return {
            each.suspect.pk: list({o.offence_code_id: o.offence_code for o in each.offences}.values())
            for each in self.suspects
        }


def reviews_of(case_file: CaseFile) -> QuerySet[Consultation]:
    """The reviews of a case, each with the keys of the suspects it is `asked` about."""
    rows = Consultation.objects.filter(case_file=case_file).select_related("prosecutor", "completed_by", "submission")
    return rows.annotate(asked=ArrayAgg("submission__suspects", default=Value([])))


def review_page(consultation: Consultation, user: User, *, at: datetime) -> ReviewPage:
    """Read an open review, from `reviews_of`, for a reader who may see its case."""
    case_file = consultation.case_file
    contents = contents_of(case_file)
    sent = consultation.submission
    on = local_date(sent.sent_at or at)
    take = permissions.may_allocate(user, consultation, user)
    return ReviewPage(
        consultation=consultation,
        suspects=_suspects(consultation, contents, local_date(at)),
        material=contents.material_for(user),
        checklist=checklist_of(as_sent(contents, sent), on=on, purpose=sent.purpose, edition_id=sent.edition_id),
        earlier=completed_reviews(case_file, before=consultation.number),
        asked_for=asked_for(consultation.submission),
        verdict=permissions.may_review(user, consultation),
        may_take=take.allowed and consultation.prosecutor_id is None,
        may_choose=permissions.may_choose_prosecutor(user, case_file).allowed,
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

    @property
    def result(self) -> str:
        """The decision in words."""
        return self.outcome.result.label

    @property
    def code(self) -> str:
        """The letter that the CPS reports it under."""
        return DECISION_CODES[self.outcome.result]


def decisions_to_check(review: Review, suspects: Sequence[Suspect]) -> list[DecisionToCheck]:
    """Put a review that is not issued yet in the order and words of its check page."""
    return [DecisionToCheck(suspect, review.outcomes[suspect.pk]) for suspect in suspects]


def decision_reasons() -> list[DecisionReason]:
    """The coded reasons in force, in the order of their results."""
    return list(DecisionReason.objects.filter(valid_to__isnull=True).order_by("result", "position"))


def prosecutors_for(case_file: CaseFile, *, on: date) -> list[User]:
    """Everyone who reviews in the case's Area today, by name."""
    roles = [role.value for role in Role if Permission.REVIEW in role.definition.permissions]
    rows = User.objects.filter(
        is_active=True,
        memberships__role__in=roles,
        memberships__unit__organisation_id=case_file.cps_area_id,
        memberships__valid_from__lte=on,
    ).exclude(memberships__valid_to__lte=on)
    return list(rows.distinct().order_by("name"))
