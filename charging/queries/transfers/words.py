"""What the timeline says of contested rejections, and of cases on their way from one CPS body to another."""

from collections.abc import Callable, Mapping

from casework.models import CaseEvent
from charging.events import CaseTransferred, TriageChallengeResolved
from charging.lifecycle import ContestOutcome, TransferKind


def _moved(row: CaseEvent, says: str) -> str:
    """Say who has the case from now on, by the names of CPS bodies and the codes of units."""
    details = row.details
    bodies = [_body(details[end]) for end in ("from_body", "to_body")]
    words = TransferKind(details["kind"]).label
    if bodies[0] == bodies[1]:
        return f"{words} within {bodies[1]}, from {details['from_unit'] or 'no unit'} to {details['to_unit']}"
    return f"{words}: from {bodies[0]} to {bodies[1]}"


def _body(code: str) -> str:
    """The name of a CPS body, which is its code in words."""
    return "CPS Direct" if code == "cps-direct" else f"CPS {code.replace('-', ' ').title()}"


def _settled(row: CaseEvent, says: str) -> str:
    outcome = ContestOutcome(row.details["result"]).label
    return f"Contested rejection: {outcome[0].lower()}{outcome[1:]}"


PASSAGE_SAID: Mapping[str, Callable[[CaseEvent, str], str]] = {
    CaseTransferred.name: _moved,
    TriageChallengeResolved.name: _settled,
}
"""What an event says where the words of its type do not, given the event and its own words."""
