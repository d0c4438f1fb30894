"""What the lawyers of the demo world write in their reviews."""

from dataclasses import replace
from datetime import datetime

from casework.models import Suspect
from charging.lifecycle import CHARGES, Result
from charging.models import DecisionReason, OffenceAnswer
from charging.rules.decision import Outcome
from charging.rules.decision_offences import OffenceChoice
from charging.rules.threshold import Outstanding, ThresholdAnswers
from foundation.clocks import days_after
from foundation.periods import local_date

SECTIONS = {
    "headline": "Taken from the scene, and found an hour later. Synthetic.",
    "public_interest": "A prosecution is needed: somebody was harmed, and it was planned. Synthetic.",
    "allocation": "Suitable for the court that the casework type says. Synthetic.",
    "witnesses": "The victim supports a prosecution and has asked for a screen. Synthetic.",
}
HELD = {
    "suspicion": "Named by a witness who knows the suspect, and found nearby. Synthetic.",
    "prospect": "The telephone is being examined and will place the suspect there. Synthetic.",
    "seriousness": "Violence was used on somebody who was alone. Synthetic.",
    "bail": "Two earlier failures to come back on bail. Synthetic.",
    "public_interest": "Others are at risk until the charge is brought. Synthetic.",
}
MORE_DAYS = 21


def whole(suspect: Suspect, outcome: Outcome, now: datetime) -> Outcome:
    """Add what a decision needs besides: an answer to every offence proposed, and the Threshold Test where it is."""
    if outcome.result not in CHARGES:
        return outcome
    chosen = {code.pk for code in outcome.charged}
    reason = DecisionReason.objects.get(code="PI-OTHER-CHARGE")
    left_out = [
        OffenceChoice(offence=offence, answer=OffenceAnswer.NOT_CHARGED, reason=reason)
        for offence in suspect.offences.filter(withdrawn_at__isnull=True).select_related("offence_code")
        if offence.offence_code_id not in chosen
    ]
    threshold = _expected(now) if outcome.result is Result.CHARGE_THRESHOLD else None
    return replace(outcome, each=left_out, threshold=threshold)


def _expected(now: datetime) -> ThresholdAnswers:
    day = days_after(local_date(now), MORE_DAYS)
    return ThresholdAnswers(conditions=HELD, outstanding=[Outstanding("Download of the telephone", day)])
