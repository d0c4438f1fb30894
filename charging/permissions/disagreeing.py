"""Who may disagree with what, and who answers: never whoever decided it, nor whoever answered before."""

from collections.abc import Collection

from accounts.models import User
from accounts.roles import Permission, Role
from casework.models import CaseFile
from casework.permissions import may
from charging.models import Escalation, VictimReview, VictimReviewStage
from foundation.verdicts import Verdict


def may_settle_mismatch(user: User, case_file: CaseFile) -> Verdict:
    """Lawyers say whether charges that differ from the authority stand, and what becomes of an unused authority."""
    return may(user, Permission.REVIEW, case_file)


def ranks_of(user: User, case_file: CaseFile) -> frozenset[Role]:
    """The roles that somebody holds themselves with the force, or with whoever has the case at the CPS."""
    bodies = {case_file.force_id, case_file.cps_body_id}
    return frozenset(grant.role for grant in user.grants if not grant.lent and grant.organisation_id in bodies)


def outside_the_unit(user: User, case_file: CaseFile, raised_by: Collection[int | None]) -> Verdict:
    """Whoever decides what police say against the CPS did not say it, and has no role in the unit that did.

    Somebody can be lent sign-off for a unit, or have come to the CPS from it.
    """
    if user.pk in raised_by:
        return Verdict.no("own_grounds", "You raised this yourself, so somebody else decides it.")
    if any(grant.unit_id == case_file.police_unit_id for grant in user.grants):
        message = f"You have a role in {case_file.police_unit}, whose case this is, so somebody else decides it."
        return Verdict.no("own_unit", message)
    return Verdict.ok()


def may_escalate(user: User, case_file: CaseFile, ranks: Collection[Role]) -> Verdict:
    """Police of the ranks that a step of the ladder names escalate."""
    verdict = may(user, Permission.ESCALATE, case_file)
    if verdict.allowed and not ranks_of(user, case_file) & set(ranks):
        names = " or ".join(rank.definition.title for rank in ranks)
        verdict = Verdict.no("not_your_rank", f"This step of the ladder is raised by: {names}.")
    return verdict


def may_answer_escalation(
    user: User,
    escalation: Escalation,
    ranks: Collection[Role],
    earlier: Collection[int | None],
    raised_by: Collection[int | None],
) -> Verdict:
    """The grades that a step names answer it, but nobody whose decision it was, nor who answered an earlier step.

    Nor does anybody of the unit whose case it is. `earlier` are the keys of those who answered before, `raised_by` of
    those who took it to its steps.
    """
    verdict = may(user, Permission.ANSWER_ESCALATION, escalation.case_file)
    if verdict.allowed and not ranks_of(user, escalation.case_file) & set(ranks):
        names = " or ".join(rank.definition.title for rank in ranks)
        verdict = Verdict.no("not_your_rank", f"This step of the ladder is answered by: {names}.")
    if user.pk == escalation.original_by_id:
        verdict &= Verdict.no("own_decision", "It is about your own decision, so somebody else answers.")
    if user.pk in earlier:
        verdict &= Verdict.no("answered_before", "You answered an earlier step, so somebody else answers this one.")
    return verdict & outside_the_unit(user, escalation.case_file, raised_by)


def may_keep_victim_review(user: User, case_file: CaseFile) -> Verdict:
    """The CPS records that a victim asked for a review."""
    return may(user, Permission.KEEP_VICTIM_REVIEW, case_file)


def may_decide_victim_review(user: User, request: VictimReview, earlier: Collection[int | None]) -> Verdict:
    """A lawyer who had no part in it: at first any, then one of those who answer escalations.

    `earlier` are the keys of those who made the decision or answered the victim before.
    """
    independent = request.stage == VictimReviewStage.INDEPENDENT
    verdict = may(user, Permission.ANSWER_ESCALATION if independent else Permission.REVIEW, request.case_file)
    if user.pk in earlier:
        verdict &= Verdict.no("had_a_part", "You decided about this before, so somebody else answers the victim.")
    return verdict
