"""Live cases in which the agencies, or a victim, do not agree."""

from casework.models import OffenceCode, PersonRole
from charging.lifecycle import ChargeMethod
from charging.models import Escalation, EscalationOutcome, Mismatch, VictimReview, VictimReviewOutcome
from charging.operations import charges, escalations, reconciliation, victim_reviews
from config.demo.cases import LiveCase


def charged_with(case: LiveCase, *codes: str) -> LiveCase:
    """Charge the first suspect with these offences, whatever was authorised, and explain it."""
    at, by = case.later(6), case.cast.builder
    details = charges.ChargeDetails(
        charged_at=at,
        method=ChargeMethod.CHARGE,
        offences=list(OffenceCode.objects.filter(code__in=codes, valid_to__isnull=True)),
    )
    charges.record_charge(suspect=case.file.suspects.get(number=1), details=details, by=by, at=at)
    mismatch = Mismatch.objects.get(case_file=case.file)
    words = "The victim gave a second account in the night that showed the lesser offence. Synthetic."
    reconciliation.explain(mismatch=mismatch, text=words, by=by, at=case.later(1))
    return case


def on_the_second_step(case: LiveCase) -> LiveCase:
    """Escalate the decision for the first suspect; it stands on the first step, and police go on."""
    suspect, cast = case.file.suspects.get(number=1), case.cast
    grounds = "The footage from the second camera was not weighed. Synthetic."
    escalations.escalate(suspect=suspect, grounds=grounds, by=cast.supervisor, at=case.later(20))
    escalation = Escalation.objects.get(suspect=suspect)
    reply = escalations.StepAnswer(
        outcome=EscalationOutcome.STANDS, reasons="It was weighed: nobody can be made out on it. Synthetic."
    )
    escalations.answer(escalation=escalation, step=1, reply=reply, by=cast.legal_manager, at=case.later(20))
    grounds = "An enlarged still names him. Synthetic."
    escalations.go_on(escalation=escalation, step=2, grounds=grounds, by=cast.police_manager, at=case.later(10))
    return case


def overturned_for_victim(case: LiveCase) -> LiveCase:
    """Have the victim ask for a review of the decision for the first suspect, which is overturned."""
    suspect, cast = case.file.suspects.get(number=1), case.cast
    victim = case.file.people.filter(role=PersonRole.VICTIM).order_by("pk")[0]
    at = case.later(30)
    request = victim_reviews.Request(victim=victim, asked_at=at)
    victim_reviews.ask(suspect=suspect, request=request, by=cast.assistant, at=at)
    victim_reviews.decide(
        review=VictimReview.objects.get(suspect=suspect),
        outcome=VictimReviewOutcome.OVERTURNED,
        reasons="Her second statement was given too little weight. Synthetic.",
        by=cast.legal_manager,
        at=case.later(30),
    )
    return case
