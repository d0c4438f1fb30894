"""Who sends, reviews, answers, charges and closes."""

from collections.abc import Collection

from accounts.models import User
from accounts.roles import Permission
from casework.models import CaseFile
from casework.permissions import may
from charging.models import (
    ActionPlan,
    Consultation,
    ItemChallenge,
    Recusal,
    Submission,
)
from foundation.verdicts import Verdict


def may_send_to_supervisor(user: User, case_file: CaseFile) -> Verdict:
    """File builders send what they built."""
    return may(user, Permission.BUILD_FILE, case_file)


def may_sign_off(user: User, submission: Submission) -> Verdict:
    """Supervisors sign off, but never what they prepared themselves: two people stand behind a file."""
    verdict = may(user, Permission.SIGN_OFF, submission.case_file)
    if submission.prepared_by_id == user.pk:
        verdict &= Verdict.no("own_work", "You prepared this file, so someone else must sign it off.")
    return verdict


def signs_off_on_loan(user: User, submission: Submission) -> bool:
    """Whether somebody may sign off only because a supervisor lent it to them."""
    own = [grant for grant in user.grants if not grant.lent and grant.organisation_id == submission.case_file.force_id]
    return not any(grant.allows(Permission.SIGN_OFF) for grant in own)


def may_choose_prosecutor(user: User, case_file: CaseFile) -> Verdict:
    """Legal managers choose who reviews."""
    return may(user, Permission.ALLOCATE, case_file)


def may_allocate(
    user: User, consultation: Consultation, prosecutor: User, *, out: frozenset[tuple[int, int]] | None = None
) -> Verdict:
    """Legal managers allocate to anyone who reviews; prosecutors may take work themselves."""
    case_file = consultation.case_file
    own = prosecutor.pk == user.pk and may(user, Permission.REVIEW, case_file).allowed
    verdict = Verdict.ok() if own else may_choose_prosecutor(user, case_file)
    return verdict & may_hold(prosecutor, consultation, reader=user, out=out)


def may_be_allocated(prosecutor: User, case_file: CaseFile) -> Verdict:
    """Only somebody who reviews in the case's Area today can hold its review."""
    if may(prosecutor, Permission.REVIEW, case_file).allowed:
        return Verdict.ok()
    return Verdict.no("not_a_reviewer", f"{prosecutor} does not review files in {case_file.cps_body}.")


def may_hold(
    prosecutor: User,
    consultation: Consultation,
    *,
    reader: User | None = None,
    out: frozenset[tuple[int, int]] | None = None,
) -> Verdict:
    """Only somebody who reviews there can hold a review, and nobody that of their own decision.

    `reader` is who reads the reasons; `out` says who stays out of which case, where that was read already
    (`Recusal.objects.out_of`).
    """
    who = "You" if reader and reader.pk == prosecutor.pk else str(prosecutor)
    verdict = may_be_allocated(prosecutor, consultation.case_file)
    if consultation.not_by_id is not None and consultation.not_by_id == prosecutor.pk:
        message = f"{who} made the decision that is looked at again, so somebody else decides."
        verdict &= Verdict.no("own_decision", message)
    case = consultation.case_file_id
    known = Recusal.objects.out_of([case]) if out is None else out
    if (prosecutor.pk, case) in known:  # Why is nobody's business, and so is that there is a reason of their own.
        verdict &= Verdict.no("not_available", f"{who} cannot be given this case.")
    return verdict


def may_recuse(user: User, person: User, case_file: CaseFile) -> Verdict:
    """Somebody who reviews notes that they stay out of a case; whoever manages their work may do so for them."""
    if user.pk == person.pk:
        return may(user, Permission.REVIEW, case_file)
    return may(user, Permission.MANAGE_WORK, case_file) & may_be_allocated(person, case_file)


def may_review(user: User, consultation: Consultation) -> Verdict:
    """The prosecutor to whom the review is allocated decides."""
    verdict = may(user, Permission.REVIEW, consultation.case_file)
    if verdict.allowed and consultation.prosecutor_id != user.pk:
        verdict = Verdict.no("not_allocated", "Take the review first: it is not allocated to you.")
    return verdict


def may_answer(user: User, case_file: CaseFile) -> Verdict:
    """Police answer action items."""
    return may(user, Permission.ANSWER_ACTIONS, case_file)


def may_ask_of_plan(user: User, case_file: CaseFile) -> Verdict:
    """Police ask for more time, challenge an item, and ask to have a closed case reopened."""
    return may(user, Permission.CONTEST, case_file)


def may_keep_plan(user: User, plan: ActionPlan, *, covers: Collection[int] = ()) -> Verdict:
    """Who asked for it agrees dates, cancels and takes back: so does whoever covers for them, or a legal manager.

    `covers` are the keys of those whom the person covers for today.
    """
    verdict = may(user, Permission.REVIEW, plan.case_file)
    keeps = plan.issued_by_id in {user.pk, *covers} or may(user, Permission.DECIDE_CONTEST, plan.case_file).allowed
    if verdict.allowed and not keeps:
        message = f"{plan.issued_by} asked for this: they, whoever covers for them, or a legal manager can change it."
        verdict = Verdict.no("not_your_plan", message)
    return verdict


def may_decide_challenge(user: User, challenge: ItemChallenge, case_file: CaseFile) -> Verdict:
    """Any lawyer of the case's Area but the one who asked for the item."""
    verdict = may(user, Permission.REVIEW, case_file)
    if verdict.allowed and challenge.asked_by_id == user.pk:
        verdict = Verdict.no("own_act", "You asked for this item, so somebody else decides whether it stands.")
    return verdict


def may_assess_answers(user: User, case_file: CaseFile) -> Verdict:
    """Prosecutors say whether an answer is enough."""
    return may(user, Permission.REVIEW, case_file)


def may_record_charge(user: User, case_file: CaseFile) -> Verdict:
    """Police charge; the CPS never does."""
    return may(user, Permission.RECORD_CHARGE, case_file)


def may_finalise(user: User, case_file: CaseFile) -> Verdict:
    """The CPS closes what did not come back."""
    return may(user, Permission.TRIAGE, case_file)
