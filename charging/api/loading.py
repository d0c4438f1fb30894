"""From a key in the address to a step of the decision that the reader may see, or 404."""

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import User
from casework.api.loading import find_in_case
from casework.models import CaseFile, Material
from charging.models import (
    ActionItem,
    ActionPlan,
    AuthorisedCharge,
    Consultation,
    Contest,
    Decision,
    ItemChallenge,
    ItemExtension,
    PartReceipt,
    Submission,
    TriageReason,
)
from charging.permissions.reviewing import may_read_draft
from charging.queries.disagreements.contests import contest_of
from charging.queries.review.page import reviews_of
from charging.queries.submission.rounds import submissions_for


def with_details(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Read what is shown of each submission, in a fixed number of queries."""
    reasons = Prefetch("triage__reasons", queryset=TriageReason.objects.select_related("reason"))
    related = ("case_file", "prepared_by", "supervised_by", "edition", "triage__by", "consultation__action_plan")
    return rows.select_related(*related).prefetch_related("suspects", reasons)


def find_submission(user: User, pk: int) -> Submission:
    """Return a submission that the reader may know of: the CPS sees none before it was sent."""
    row = find_in_case(user, Submission.objects.all(), pk)
    return get_object_or_404(submissions_for(user, row.case_file).select_related("case_file"), pk=pk)


def find_contest(user: User, pk: int) -> Contest:
    """Return the contest of a submission's rejection, by the key of the submission."""
    sent = find_submission(user, pk)
    raised = getattr(getattr(sent, "triage", None), "contest", None)
    contest = contest_of(sent.case_file, raised.pk) if raised else None
    if contest is None:
        raise Http404
    return contest


def find_review(user: User, pk: int) -> Consultation:
    """Return a prosecutor's review in a visible case."""
    return find_in_case(user, Consultation.objects.all(), pk)


def find_draft(user: User, pk: int) -> Consultation:
    """Return a review for somebody who may read it before it is issued, with the keys of those it is `asked` about."""
    case_file = find_review(user, pk).case_file
    if not may_read_draft(user, case_file):
        raise Http404
    found = reviews_of(case_file).get(pk=pk)
    found.case_file = found.submission.case_file = case_file
    return found


def find_plan(user: User, pk: int) -> ActionPlan:
    """Return an action plan in a visible case."""
    return find_in_case(user, ActionPlan.objects.all(), pk)


def find_item(user: User, pk: int) -> ActionItem:
    """Return an action item in a visible case."""
    visible = ActionItem.objects.filter(plan__case_file__in=CaseFile.objects.visible_to(user))
    return get_object_or_404(visible.select_related("plan__case_file", "suspect"), pk=pk)


def whole_submission(pk: int) -> Submission:
    """Return a submission as it is now; the caller has asked who may see it."""
    return with_details(Submission.objects.all()).get(pk=pk)


def whole_review(pk: int) -> Consultation:
    """Return a review as it is now, with its decisions."""
    charges = Prefetch("charges", queryset=AuthorisedCharge.objects.select_related("offence_code"))
    decisions = Decision.objects.select_related("reason").prefetch_related(charges)
    rows = Consultation.objects.select_related("case_file", "prosecutor", "completed_by", "action_plan")
    return rows.prefetch_related(Prefetch("decisions", queryset=decisions)).get(pk=pk)


def whole_plan(pk: int, user: User) -> ActionPlan:
    """Return an action plan as it is now, with its items and all that was said of them that a reader may know of."""
    known = Prefetch("material", queryset=Material.objects.visible_to(user))
    items = ActionItem.objects.select_related("answered_by", "plan").prefetch_related(
        known,
        Prefetch("parts", queryset=PartReceipt.objects.select_related("by")),
        Prefetch("extensions", queryset=ItemExtension.objects.select_related("asked_by", "decided_by")),
        Prefetch("challenges", queryset=ItemChallenge.objects.select_related("by", "decided_by")),
    )
    rows = ActionPlan.objects.select_related("case_file", "issued_by")
    return rows.prefetch_related(Prefetch("items", queryset=items)).get(pk=pk)
