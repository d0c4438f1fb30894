"""Who assesses the quality of files, answers for it and scores it again."""

from accounts.models import Organisation, User
from accounts.roles import Permission, Role, Side
from casework.permissions import may
from charging.models import (
    Assessment,
    AssessmentState,
    SecondScore,
)
from foundation.verdicts import Verdict


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
    """Whoever answers failures for police, decides disputes or answers for an Area takes the list of failures away."""
    if user.holds(Permission.ANSWER_FAILURES) or user.holds(Permission.DECIDE_DISPUTES):
        return Verdict.ok()
    if any(grant.role is Role.AREA_MANAGER for grant in user.grants):
        return Verdict.ok()
    message = (
        "The list of failures is taken away by those who answer failures for police, decide disputes or manage an Area."
    )
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
