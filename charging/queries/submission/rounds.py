"""The submissions of a case with what came of each: triage, review, action plan."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from accounts.models import User
from accounts.roles import Side
from casework.lifecycle import Status
from casework.models import CaseFile
from casework.queries.prepared import Prepared
from charging.lifecycle import (
    ASKED_BY_POLICE,
    OPEN_STATES,
    ActionState,
    ChallengeOutcome,
    Purpose,
    Result,
    Stream,
    SubmissionState,
    TriageResult,
)
from charging.models import (
    ActionPlan,
    Consultation,
    Contest,
    Decision,
    ItemChallenge,
    Submission,
    SuspectStream,
    Triage,
    TriageReason,
    Withdrawal,
)
from charging.queries.case.matters import waiting_on_case
from charging.queries.clocks.due import counted, still_to_answer
from charging.queries.disagreements.of_case import read_with
from charging.queries.quality.matters import waiting_for_quality
from charging.rules.streams import most_urgent


@dataclass(frozen=True)
class Round:
    """One submission and what followed it; None where that has not happened.

    `rejected_for` holds the code, title and detail of each reason of a rejection, `gate` how long police built
    the file and how long it stood at the supervisor's gate, in words, where that was asked for;
    `quality` what waits about its quality, `waits` what else waits for the reader on the whole case.
    """

    submission: Submission
    triage: Triage | None
    consultation: Consultation | None
    plan: ActionPlan | None
    items: int = 0
    pending: int = 0
    first_due: date | None = None
    unassessed: int = 0
    challenged: Sequence[str] = ()
    rejected_for: Sequence[Mapping[str, str]] = ()
    gate: str = ""
    quality: Sequence[Mapping[str, Any]] = ()
    waits: Sequence[Mapping[str, Any]] = ()
    streams: Sequence[Mapping[str, Any]] = ()
    sent_back: bool = False

    @property
    def asked_for_more(self) -> bool:
        """Whether its review gave somebody back to police with an action plan."""
        return self.sent_back and self.plan is not None

    @property
    def stream_now(self) -> str:
        """How urgent it is now, which somebody may have changed since it was sent."""
        now = [Stream(each["stream"]) for each in self.streams]
        told = (most_urgent(now) if now else Stream(self.submission.stream)).label
        changed = any(each["changed"] for each in self.streams)
        return f"{told}. Changed since it was sent: the timeline says why." if changed else told

    @property
    def answers(self) -> str:
        """How far the answers to its action plan are."""
        return still_to_answer(self.pending, self.items)

    @property
    def challenges(self) -> str:
        """How many items of its plan police challenged, and what came of them; empty where they challenged none."""
        if not self.challenged:
            return ""
        outcomes = Counter(ChallengeOutcome(each).label if each else "still to be decided" for each in self.challenged)
        told = ", ".join(f"{number} {str(words)[:1].lower()}{str(words)[1:]}" for words, number in outcomes.items())
        return f"{counted(len(self.challenged), 'item')} challenged: {told}"

    @property
    def was_rejected(self) -> bool:
        """Whether triage gave it back."""
        return self.triage is not None and self.triage.result == TriageResult.REJECT

    @property
    def contest(self) -> Contest | None:
        """The contest of its rejection, open or decided; None where nobody contested it."""
        return getattr(self.triage, "contest", None)

    @property
    def withdrawal(self) -> Withdrawal | None:
        """Who took it back; None where nobody did."""
        return getattr(self.submission, "withdrawal", None)

    @property
    def awaits_triage(self) -> bool:
        """Whether the CPS has it and has not settled whether to review it; nobody triages answers to a plan."""
        return awaits_triage(self.submission)

    @property
    def is_under_review(self) -> bool:
        """Whether its review has opened and is not completed."""
        return self.consultation is not None and self.consultation.completed_at is None

    @property
    def awaits_answers(self) -> bool:
        """Whether its action plan is still with police."""
        return self.plan is not None and self.plan.returned_at is None


def submissions_for(user: User, case_file: CaseFile) -> QuerySet[Submission]:
    """The submissions that a reader may know of: the CPS sees none before it was sent."""
    rows = Submission.objects.filter(case_file=case_file)
    return rows if user.side is Side.POLICE else rows.filter(state=SubmissionState.SENT)


def rounds_of(case_file: CaseFile, user: User) -> list[Round]:
    """Every submission the reader may know of, oldest first, in one query."""
    return [_round(row, case_file) for row in _ROUNDS.ask(case_file, user)]


def _rounds(case_file: CaseFile, user: User) -> QuerySet[Submission]:
    items = "consultation__action_plan__items"
    given = TriageReason.objects.filter(triage__submission=OuterRef("pk")).order_by("reason__position", "id")
    # Once a reason, however many rows it is about.
    reasons = given.distinct("reason__position").values(
        said=JSONObject(code="reason__code", title="reason__title", detail="detail")
    )
    challenged = ItemChallenge.objects.filter(item__plan__consultation__submission=OuterRef("pk")).order_by("pk")
    unassessed = Q(**{f"{items}__state": ActionState.ANSWERED, f"{items}__satisfied": None})
    waiting = Q(**{f"{items}__state__in": OPEN_STATES})
    more = Decision.objects.filter(consultation__submission=OuterRef("pk"), result=Result.ACTION_PLAN).order_by()
    own = SuspectStream.objects.filter(submission=OuterRef("pk")).exclude(suspect__status=Status.CHARGED).order_by()
    return (
        submissions_for(user, case_file)
        .select_related(
            "triage",
            "triage__by",
            "triage__contest__raised_by",
            "triage__contest__decided_by",
            "withdrawal__by",
            "prepared_by",
            "supervised_by",
            "consultation__prosecutor",
            "consultation__action_plan",
        )
        .annotate(
            item_count=Count(items),
            pending_count=Count(items, filter=waiting),
            challenged=ArraySubquery(challenged.values("outcome")),
            unassessed_count=Count(items, filter=unassessed),
            first_due=Min(Coalesce(f"{items}__extended_to", f"{items}__due_on"), filter=waiting),
            rejected_for=ArraySubquery(reasons),
            sent_back=Exists(more),
            odds=read_with(),
            quality=ArraySubquery(waiting_for_quality(user)),
            waits=ArraySubquery(waiting_on_case(user)),
            streams_now=ArraySubquery(own.values(said=JSONObject(stream="stream", changed="changed_at"))),
        )
        .order_by("id")
    )


_ROUNDS = Prepared(_rounds)


def _round(row: Submission, case_file: CaseFile) -> Round:
    row.case_file = case_file
    consultation: Consultation | None = getattr(row, "consultation", None)
    if consultation:
        consultation.case_file, consultation.submission = case_file, row
    return Round(
        submission=row,
        triage=getattr(row, "triage", None),
        consultation=consultation,
        plan=getattr(consultation, "action_plan", None),
        items=getattr(row, "item_count", 0),
        pending=getattr(row, "pending_count", 0),
        first_due=getattr(row, "first_due", None),
        unassessed=getattr(row, "unassessed_count", 0),
        challenged=getattr(row, "challenged", ()),
        rejected_for=getattr(row, "rejected_for", ()),
        quality=getattr(row, "quality", ()),
        waits=getattr(row, "waits", ()),
        streams=getattr(row, "streams_now", ()),
        sent_back=getattr(row, "sent_back", False),
    )


def awaits_triage(submission: Submission) -> bool:
    """Whether the CPS still has to triage a submission, for the first time or the second."""
    sent = submission.state == SubmissionState.SENT and submission.purpose in ASKED_BY_POLICE
    if not sent or getattr(submission, "withdrawal", None):
        return False
    triage = getattr(submission, "triage", None)
    return triage is None or triage.result == TriageResult.PASSED_ON


def asked_for(submission: Submission) -> Purpose:
    """What police asked the CPS for; answers to a plan, and a decision made again, go on from what was asked before."""
    if submission.purpose in ASKED_BY_POLICE:
        return Purpose(submission.purpose)
    rows = Submission.objects.filter(pk=submission.pk).values_list(asked_before(case_file="case_file", submission="pk"))
    return purpose_asked(submission.purpose, rows.get()[0])


def purpose_asked(purpose: str, before: str | None) -> Purpose:
    """What police asked for by a submission of some purpose; `before` is what they had asked for its suspects."""
    return Purpose(purpose) if purpose in ASKED_BY_POLICE else Purpose(before or Purpose.CHARGING)


def asked_before(*, case_file: str, submission: str) -> Subquery:
    """What police asked for last, before a submission, for any of its suspects; the arguments name the two keys."""
    suspects = Submission.suspects.through.objects.filter(submission=OuterRef(OuterRef(submission)))
    earlier = Submission.objects.filter(
        case_file=OuterRef(case_file),
        state=SubmissionState.SENT,
        pk__lt=OuterRef(submission),
        suspects__in=suspects.values("suspect"),
        purpose__in=ASKED_BY_POLICE,
    )
    return Subquery(earlier.order_by("-pk").values("purpose")[:1])
