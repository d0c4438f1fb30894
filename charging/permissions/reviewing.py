"""Who may write a review, keep what belongs to it, agree to it and go on with it.

Part of the one policy: pages, operations and API ask here.
"""

from accounts.models import User
from accounts.roles import Permission, Role, Side
from casework.models import CaseFile
from casework.permissions import may, side_on
from charging.lifecycle import Grade
from charging.models import Approval, Consultation, ThresholdReview
from foundation.verdicts import Verdict

LADDER = (Role.PROSECUTOR, Role.LEGAL_MANAGER, Role.DEPUTY_CHIEF, Role.CHIEF_PROSECUTOR)
"""Who approves reviews, from the first grade to the last."""


def may_read_draft(user: User, case_file: CaseFile) -> bool:
    """Whether somebody reads a review before it is issued: whoever works for the CPS on the case."""
    return side_on(user, case_file) is Side.CPS


def may_keep_points(user: User, case_file: CaseFile) -> Verdict:
    """Whoever reviews in the Area says what has to be proved, and what supports it."""
    return may(user, Permission.REVIEW, case_file)


def may_keep_notes(user: User, case_file: CaseFile) -> Verdict:
    """Whoever reviews or triages in the Area keeps notes of their own."""
    verdict = may(user, Permission.REVIEW, case_file)
    return verdict if verdict.allowed else may(user, Permission.TRIAGE, case_file)


def who_approves(grade: Grade) -> tuple[Role, ...]:
    """The grade that a rule names, and those above it."""
    return LADDER[list(Grade).index(grade) :]


def may_approve(user: User, approval: Approval) -> Verdict:
    """Somebody of the grade that the rule names, or a higher one, but nobody who wrote part of the review.

    They have it with whoever handles the case: by night that is CPS Direct.
    """
    consultation = approval.consultation
    roles = frozenset(who_approves(Grade(approval.grade)))
    there = consultation.case_file.cps_body_id
    verdict = may(user, Permission(approval.permission), consultation.case_file)
    if approval.grade == Grade.ANOTHER_LAWYER and not verdict.allowed:
        verdict = may(user, Permission.APPROVE_REVIEW, consultation.case_file)
    if not any(grant.role in roles and grant.organisation_id == there for grant in user.grants):
        message = f"This review is approved by {Grade(approval.grade).label}."
        verdict &= Verdict.no("not_your_grade", message)
    if user.pk in authors_of(consultation) | {approval.asked_by_id}:
        verdict &= Verdict.no("own_work", "You wrote part of this review, so somebody else must approve it.")
    return verdict


def authors_of(consultation: Consultation) -> frozenset[int]:
    """The keys of those who have the review or wrote part of it."""
    wrote = set(consultation.sections.values_list("changed_by", flat=True))
    holder = consultation.prosecutor_id
    return frozenset(wrote | {holder} if holder else wrote)


def may_supersede(user: User, consultation: Consultation) -> Verdict:
    """Whoever issued a review, or a legal manager of the Area, puts its advice in other words."""
    verdict = may(user, Permission.REVIEW, consultation.case_file)
    if verdict.allowed and user.pk != consultation.completed_by_id:
        verdict = may(user, Permission.ALLOCATE, consultation.case_file)
    return verdict


def may_look_again(user: User, review: ThresholdReview) -> Verdict:
    """The prosecutor who charged under the Threshold Test looks again, or a legal manager of the Area.

    Where the case went on to another body that prosecutor is left behind, and any prosecutor there may.
    """
    verdict = may(user, Permission.REVIEW, review.case_file)
    if verdict.allowed and review.prosecutor_id and user.pk != review.prosecutor_id:
        verdict = may(user, Permission.ALLOCATE, review.case_file)
    return verdict
