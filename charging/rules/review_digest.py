"""A review as plain values, and the one digest by which it is known: what was approved is what is issued."""

from typing import Any

from charging.rules.decision import Outcome, Review
from charging.rules.decision_offences import OffenceChoice
from charging.rules.plain_values import canonical, day, digest
from charging.rules.requested_items import RequestedItem
from charging.rules.threshold import ThresholdAnswers


def digest_of(review: Review) -> str:
    """SHA-256 over all that a review says and decides."""
    return digest(canonical(plain(review)))


def plain(review: Review) -> dict[str, Any]:
    """All that a review says, without empty sections: whether one was opened makes no difference."""
    return {
        "sections": {code: text.strip() for code, text in review.texts.items() if text.strip()},
        "test": review.test,
        "submitted_as_ngap": review.submitted_as_ngap,
        "disclosure_considered": review.disclosure_considered,
        "outcomes": {str(key): _outcome(outcome) for key, outcome in review.outcomes.items()},
        "items": [item_values(item) for item in review.items],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "result": outcome.result.value,
        "code": outcome.code,
        "rationale": outcome.rationale.strip(),
        "charged": [code.code for code in outcome.charged],
        "each": [_choice(choice) for choice in outcome.each],
        "reason": outcome.reason.code if outcome.reason else None,
        "public_interest": outcome.public_interest.code if outcome.public_interest else None,
        "threshold": threshold_values(outcome.threshold) if outcome.threshold else None,
    }


def _choice(choice: OffenceChoice) -> dict[str, Any]:
    return {
        "offence": choice.offence.offence_code.code,
        "key": choice.offence.pk,
        "answer": choice.answer.value,
        "code": choice.code.code if choice.code else None,
        "reason": choice.reason.code if choice.reason else None,
    }


def threshold_values(answers: ThresholdAnswers) -> dict[str, Any]:
    """The answers to the Threshold Test, as a row or a sealed file holds them."""
    return {
        "conditions": dict(answers.conditions),
        "outstanding": [{"what": each.what, "expected_on": day(each.expected_on)} for each in answers.outstanding],
        "review_on": day(answers.review_on),
    }


def item_values(item: RequestedItem) -> dict[str, Any]:
    """An item, as a row of the draft or a digest holds it."""
    return {
        "suspect": item.suspect.pk if item.suspect else None,
        "category": str(item.category),
        "text": item.text,
        "why": item.why,
        "needed_for": str(item.needed_for),
        "due_on": day(item.due_on),
        "repeat": item.repeat,
        "repeat_of": item.repeat_of.pk if item.repeat_of else None,
    }
