"""Who may take which step between the first submission and the charge."""

from accounts.models import User
from accounts.roles import Permission
from casework.models import CaseFile
from casework.permissions import may
from charging.models import Consultation, Submission
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


def may_triage(user: User, case_file: CaseFile) -> Verdict:
    """Casework assistants and legal managers of the receiving Area triage."""
    return may(user, Permission.TRIAGE, case_file)


def may_choose_prosecutor(user: User, case_file: CaseFile) -> Verdict:
    """Legal managers choose who reviews."""
    return may(user, Permission.ALLOCATE, case_file)


def may_allocate(user: User, consultation: Consultation, prosecutor: User) -> Verdict:
    """Legal managers allocate to anyone who reviews; prosecutors may take work themselves."""
    case_file = consultation.case_file
    own = prosecutor.pk == user.pk and may(user, Permission.REVIEW, case_file).allowed
    verdict = Verdict.ok() if own else may_choose_prosecutor(user, case_file)
    return verdict & may_hold(prosecutor, consultation)


def may_be_allocated(prosecutor: User, case_file: CaseFile) -> Verdict:
    """Only somebody who reviews in the case's Area today can hold its review."""
    if may(prosecutor, Permission.REVIEW, case_file).allowed:
        return Verdict.ok()
    return Verdict.no("not_a_reviewer", f"{prosecutor} does not review files in {case_file.cps_area}.")


def may_hold(prosecutor: User, consultation: Consultation) -> Verdict:
    """Only somebody who reviews there can hold a review, and nobody that of their own decision."""
    verdict = may_be_allocated(prosecutor, consultation.case_file)
    if consultation.not_by_id is not None and consultation.not_by_id == prosecutor.pk:
        message = f"{prosecutor} made the decision that is looked at again, so somebody else decides."
        verdict &= Verdict.no("own_decision", message)
    return verdict


def may_review(user: User, consultation: Consultation) -> Verdict:
    """The prosecutor to whom the review is allocated decides."""
    verdict = may(user, Permission.REVIEW, consultation.case_file)
    if verdict.allowed and consultation.prosecutor_id != user.pk:
        verdict = Verdict.no("not_allocated", "Take the review first: it is not allocated to you.")
    return verdict


def may_answer(user: User, case_file: CaseFile) -> Verdict:
    """Police answer action items."""
    return may(user, Permission.ANSWER_ACTIONS, case_file)


def may_record_charge(user: User, case_file: CaseFile) -> Verdict:
    """Police charge; the CPS never does."""
    return may(user, Permission.RECORD_CHARGE, case_file)


def may_finalise(user: User, case_file: CaseFile) -> Verdict:
    """The CPS closes what did not come back."""
    return may(user, Permission.TRIAGE, case_file)
