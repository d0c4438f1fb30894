"""What can be escalated and what an answer has to say. Source: domain facts 2.11; the ladder itself is dated data."""

from casework.lifecycle import RECONSIDER
from casework.models import Suspect
from charging.lifecycle import ContestOutcome
from charging.models import ActionPlan, Contest, EscalationOutcome
from foundation.verdicts import Verdict
from foundation.wording import when


def of_decision(suspect: Suspect) -> Verdict:
    """A decision is escalated while it stands and can be made again."""
    return RECONSIDER.check([suspect])


def of_contest(contest: Contest) -> Verdict:
    """A rejection is escalated once somebody at the CPS has said that it stands; before that it is contested."""
    if contest.outcome == ContestOutcome.UPHELD:
        return Verdict.ok()
    return Verdict.no("not_upheld", "A rejection can be escalated once its contest is decided and it stands.")


def of_plan(plan: ActionPlan) -> Verdict:
    """A plan is escalated while it is with police."""
    if plan.returned_at is None:
        return Verdict.ok()
    return Verdict.no("plan_returned", f"The answers have been returned to the CPS already, {when(plan.returned_at)}.")


def words(text: str, message: str, where: str) -> Verdict:
    """Something has to be written."""
    return Verdict.ok() if text.strip() else Verdict.no(f"no_{where}", message, where)


def ends(outcome: EscalationOutcome, *, is_last: bool) -> bool:
    """Whether an answer ends the escalation: what is changed does, and whatever the last step says."""
    return is_last or outcome is EscalationOutcome.CHANGED
