"""Cases in which the agencies, or a victim, do not agree, brought there by the operations that people use."""

from casework.models import OffenceCode, PersonRole
from charging.lifecycle import ChargeMethod
from charging.models import (
    Escalation,
    EscalationOutcome,
    Mismatch,
    NotLaid,
    Unauthorised,
    UnusedAuthority,
    VictimReview,
)
from charging.operations import charges, escalations, reconciliation, unused_authority, victim_reviews
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM

BEATING = "CJ88116"


def offences(*codes):
    """Offences by their codes, in the order of the codes."""
    return list(OffenceCode.objects.filter(code__in=codes).order_by("code"))


def details(*codes, charged_at=FRIDAY_9AM):
    """A charge at a police station."""
    return charges.ChargeDetails(
        charged_at=charged_at, method=ChargeMethod.CHARGE, offences=offences(*codes or (BEATING,))
    )


def unasked(**changes):
    """Why police charged without the CPS, and who let it be."""
    said = {"reason": Unauthorised.CUSTODY_TIME, "rank": "Inspector", "role": "Custody officer"}
    return charges.Unasked(**said | changes)


def mismatched_case(cast, *, laid=(BEATING,), at=FRIDAY_9AM, **options):
    """Charge the first suspect with something else than was authorised, and return the mismatch."""
    suspect = stories.authorised_case(cast, **options)
    charges.record_charge(suspect=suspect, details=details(*laid, charged_at=at), by=cast.builder, at=at)
    return Mismatch.objects.get(suspect=suspect)


def explained_case(cast, *, at=FRIDAY_9AM, **options):
    """Explain a mismatch, and return it."""
    mismatch = mismatched_case(cast, **options)
    reconciliation.explain(mismatch=mismatch, text="The victim told us more that night.", by=cast.builder, at=at)
    return stories.fresh(mismatch)


def settlement(chosen, *should_be):
    """What the CPS says of a mismatch."""
    return reconciliation.SettlementDetails(
        settlement=chosen, reasons="The evidence supports it.", should_be=offences(*should_be)
    )


def unused_case(cast, *, at=FRIDAY_9AM, **options):
    """Say of the first suspect that the authority will not be used, and return that."""
    suspect = stories.authorised_case(cast, **options)
    unused_authority.say_unused(
        suspect=suspect, reason=NotLaid.NEW_EVIDENCE, detail="An alibi came in.", by=cast.builder, at=at
    )
    return UnusedAuthority.objects.get(suspect=suspect)


def escalated_case(cast, *, at=FRIDAY_9AM, **options):
    """Escalate the decision for the first suspect to the first step, and return the escalation."""
    suspect = stories.nfa_case(cast, **options)
    escalations.escalate(suspect=suspect, grounds="The footage was not considered.", by=cast.supervisor, at=at)
    return Escalation.objects.get(suspect=suspect)


def answer(outcome=EscalationOutcome.STANDS):
    """What the CPS says to a step."""
    return escalations.StepAnswer(outcome=outcome, reasons="The footage does not show a face.")


def answered_step_case(cast, *, at=FRIDAY_9AM, **options):
    """Answer the first step: the decision stands. Return the escalation."""
    escalation = escalated_case(cast, **options)
    escalations.answer(escalation=escalation, step=1, reply=answer(), by=cast.legal_manager, at=at)
    return stories.fresh(escalation)


def the_victim(case_file):
    """The victim of a story."""
    return case_file.people.get(role=PersonRole.VICTIM)


def victim_review_case(cast, *, at=FRIDAY_9AM, **options):
    """Record that the victim asks for a review of the decision for the first suspect, and return the request."""
    suspect = stories.nfa_case(cast, **options)
    request = victim_reviews.Request(victim=the_victim(suspect.case_file), asked_at=at)
    victim_reviews.ask(suspect=suspect, request=request, by=cast.assistant, at=at)
    return VictimReview.objects.get(suspect=suspect)


LATER = FRIDAY_2PM
