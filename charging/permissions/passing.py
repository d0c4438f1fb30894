"""Who triages, contests, takes back and passes on a file."""

from accounts.models import User
from accounts.roles import Permission, Side
from casework.models import CaseFile
from casework.permissions import may
from charging.lifecycle import TriageResult
from charging.models import (
    Contest,
    Submission,
    Triage,
)
from charging.permissions.disagreeing import outside_the_unit
from foundation.verdicts import Verdict


def may_triage(user: User, case_file: CaseFile) -> Verdict:
    """Casework assistants and legal managers of the receiving Area triage."""
    return may(user, Permission.TRIAGE, case_file)


def may_triage_now(user: User, submission: Submission, triage: Triage | None) -> Verdict:
    """As `may_triage`; what the first triage passed on is for a legal manager, and never for whoever passed it on."""
    if triage is None or triage.result != TriageResult.PASSED_ON:
        return may_triage(user, submission.case_file)
    verdict = may(user, Permission.ALLOCATE, submission.case_file)
    if triage.passed_on_by_id == user.pk:
        verdict &= Verdict.no("own_work", "You passed this file on, so someone else must triage it a second time.")
    return verdict


def may_change_stream(user: User, case_file: CaseFile) -> Verdict:
    """Whoever builds the file, triages it or reviews it says how urgent a suspect is."""
    wanted = (Permission.BUILD_FILE, Permission.TRIAGE, Permission.REVIEW)
    if any(may(user, permission, case_file).allowed for permission in wanted):
        return Verdict.ok()
    return may(user, Permission.TRIAGE, case_file)


def may_contest(user: User, case_file: CaseFile) -> Verdict:
    """Whoever builds the file says why it should not have come back."""
    return may(user, Permission.CONTEST, case_file)


def may_decide_contest(user: User, contest: Contest) -> Verdict:
    """Legal managers decide what police contest, but never their own rejection, nor what their own unit contests."""
    triage = contest.triage
    verdict = may(user, Permission.DECIDE_CONTEST, triage.submission.case_file)
    if user.pk in {triage.by_id, triage.passed_on_by_id}:
        verdict &= Verdict.no("own_work", "You triaged this file, so someone else must decide what police contest.")
    return verdict & outside_the_unit(user, triage.submission.case_file, [contest.raised_by_id])


def may_withdraw(user: User, case_file: CaseFile) -> Verdict:
    """Supervisors take back what was signed off."""
    return may(user, Permission.WITHDRAW_SUBMISSION, case_file)


def may_transfer(user: User, case_file: CaseFile) -> Verdict:
    """Casework assistants and legal managers of whoever has the case pass it on."""
    return may(user, Permission.TRANSFER, case_file)


def may_work_at_direct(user: User) -> Verdict:
    """Those at CPS Direct who pass cases on list what it has at the end of a shift."""
    if any(grant.is_direct and grant.allows(Permission.TRANSFER) for grant in user.grants):
        return Verdict.ok()
    return Verdict.no("not_your_role", "Only CPS Direct hands over the cases that it has.")


def may_take_from_direct(user: User) -> Verdict:
    """Those in an Area who triage or allocate read what CPS Direct did with its cases."""
    areas = [grant for grant in user.grants if grant.role.definition.side is Side.CPS and not grant.is_direct]
    if any(grant.allows(Permission.TRANSFER) for grant in areas):
        return Verdict.ok()
    return Verdict.no("not_your_role", "What CPS Direct did is shown to those who triage or allocate in an Area.")
