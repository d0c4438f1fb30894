"""Who may take which step between the first submission and the charge."""

from collections.abc import Collection

from accounts.models import Organisation, User
from accounts.roles import Permission, Side
from casework.models import CaseFile
from casework.permissions import may
from charging.lifecycle import TriageResult
from charging.models import (
    ActionPlan,
    Assessment,
    AssessmentState,
    Consultation,
    Contest,
    ItemChallenge,
    Recusal,
    SecondScore,
    Submission,
    Triage,
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
    """Legal managers decide what police contest, but never their own rejection."""
    triage = contest.triage
    verdict = may(user, Permission.DECIDE_CONTEST, triage.submission.case_file)
    if user.pk in {triage.by_id, triage.passed_on_by_id}:
        verdict &= Verdict.no("own_work", "You triaged this file, so someone else must decide what police contest.")
    return verdict


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
    return verdict & may_hold(prosecutor, consultation, out=out)


def may_be_allocated(prosecutor: User, case_file: CaseFile) -> Verdict:
    """Only somebody who reviews in the case's Area today can hold its review."""
    if may(prosecutor, Permission.REVIEW, case_file).allowed:
        return Verdict.ok()
    return Verdict.no("not_a_reviewer", f"{prosecutor} does not review files in {case_file.cps_body}.")


def may_hold(prosecutor: User, consultation: Consultation, *, out: frozenset[tuple[int, int]] | None = None) -> Verdict:
    """Only somebody who reviews there can hold a review, and nobody that of their own decision.

    `out` says who stays out of which case, where that was read already (`Recusal.objects.out_of`).
    """
    verdict = may_be_allocated(prosecutor, consultation.case_file)
    if consultation.not_by_id is not None and consultation.not_by_id == prosecutor.pk:
        message = f"{prosecutor} made the decision that is looked at again, so somebody else decides."
        verdict &= Verdict.no("own_decision", message)
    case = consultation.case_file_id
    known = Recusal.objects.out_of([case]) if out is None else out
    if (prosecutor.pk, case) in known:  # Why is nobody's business, and so is that there is a reason of their own.
        verdict &= Verdict.no("not_available", f"{prosecutor} cannot be given this case.")
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


def may_assess(user: User, assessment: Assessment) -> Verdict:
    """Whoever reviews in the Area assesses, unless they have to score this very file a second time."""
    return may(user, Permission.REVIEW, assessment.case_file) & _not_blind(user, assessment)


def may_correct(user: User, assessment: Assessment) -> Verdict:
    """Whoever assessed a file corrects it, or a legal manager who decides disputes."""
    verdict = may_assess(user, assessment)
    decides = may(user, Permission.DECIDE_DISPUTES, assessment.case_file).allowed
    if assessment.state == AssessmentState.TO_ASSESS:
        verdict &= Verdict.no("not_assessed_yet", "This file has not been assessed yet.")
    elif assessment.assessed_by_id != user.pk and not decides:
        verdict &= Verdict.no("not_yours", "Only whoever assessed this file, or a legal manager, corrects it.")
    return verdict


def may_answer_failures(user: User, assessment: Assessment) -> Verdict:
    """Supervisors and managers of the force say what police make of a failure."""
    return may(user, Permission.ANSWER_FAILURES, assessment.case_file)


def may_decide_disputes(user: User, assessment: Assessment) -> Verdict:
    """Legal managers decide disputes, but never of what they assessed or corrected themselves."""
    verdict = may(user, Permission.DECIDE_DISPUTES, assessment.case_file) & _not_blind(user, assessment)
    if user.pk in {assessment.assessed_by_id, assessment.corrected_by_id}:
        message = "You assessed this file, so somebody else decides what police dispute."
        verdict &= Verdict.no("own_assessment", message)
    return verdict


def may_draw_sample(user: User, area: Organisation) -> Verdict:
    """Legal managers of the Area draw its sample."""
    if user.holds(Permission.DECIDE_DISPUTES, organisation_ids=(area.pk,)):
        return Verdict.ok()
    return Verdict.no("not_your_role", f"Samples of {area} are drawn by its legal managers.")


def may_score(user: User, score: SecondScore) -> Verdict:
    """The person to whom the second score fell gives it, and nobody else."""
    verdict = may(user, Permission.REVIEW, score.assessment.case_file)
    if score.scorer_id != user.pk:
        verdict &= Verdict.no("not_yours", f"{score.scorer} scores this file a second time.")
    return verdict


def may_export_quality(user: User) -> Verdict:
    """Whoever answers failures for police or decides disputes takes the list of failures away."""
    if user.holds(Permission.ANSWER_FAILURES) or user.holds(Permission.DECIDE_DISPUTES):
        return Verdict.ok()
    message = "The list of failures is taken away by those who answer failures for police or decide disputes."
    return Verdict.no("not_your_role", message)


def may_take_comments_away(user: User) -> bool:
    """Comments can hold sensitive words about officers and victims, so they leave the service inside the CPS only."""
    return user.sides == frozenset({Side.CPS})


def _not_blind(user: User, assessment: Assessment) -> Verdict:
    """Refuse whoever has still to score a file without knowing what others made of it."""
    if Assessment.objects.not_blind_to(user).filter(pk=assessment.pk).exists():
        return Verdict.ok()
    return Verdict.no("blind", "You score this file a second time. Do that first: you see the rest afterwards.")


def may_see_quality(user: User) -> Verdict:
    """File quality is read by everybody who sees figures, of the cases that they may see."""
    if user.holds(Permission.VIEW_FIGURES):
        return Verdict.ok()
    return Verdict.no("not_your_role", "File quality is shown to those who see the shared figures.")


def may_draw_any_sample(user: User) -> Verdict:
    """Whether somebody draws samples for second scoring at all."""
    if user.holds(Permission.DECIDE_DISPUTES):
        return Verdict.ok()
    return Verdict.no("not_your_role", "Samples for second scoring are drawn by legal managers.")
