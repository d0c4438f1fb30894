"""The ledger of a case in words: casework tells it, and what only charging can say is added here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from casework.events import ActorOrg, CaseHandedOver
from casework.models import CaseEvent, CustodyBasis, Flag, MaterialKind, PersonRole, Suspect, Visibility
from casework.queries import case_page
from casework.queries.case_page import TimelineEntry
from charging.events import (
    FileSignedOff,
    GapsExplained,
    StreamChanged,
    SubmissionReceived,
    SubmissionSent,
    TriageCompleted,
)
from charging.lifecycle import ActionCategory, Answer, CodeTest, Purpose, TriageResult
from charging.models import ReviewedResult, StreamReason, ThresholdOutcome
from charging.queries.clocks.due import counted
from charging.queries.disagreements.words import DISAGREEMENT_SAID
from charging.queries.plans.words import PLAN_SAID, plan_words
from charging.queries.transfers.words import PASSAGE_SAID
from charging.rules.charged_as import CHARGED_AS

GAPS = {"rows": "Said why the file goes without", "withdrawn": "took back why it goes without"}
READ_BY = {Visibility.SHARED.value: "shared", Visibility.OWN.value: "own agency only"}
WORDS: Mapping[str, str] = (
    {
        str(value): str(label)
        for choices in (MaterialKind, Flag, CustodyBasis, PersonRole, ActionCategory, Answer, CodeTest, ReviewedResult)
        for value, label in choices.choices
    }
    | {result.value: result.label.lower() for result in TriageResult}
    | {match.value: words for match, words in CHARGED_AS.items()}
    | {outcome.value: outcome.label for outcome in ThresholdOutcome}
    | READ_BY
    | plan_words()
)


def timeline(rows: Sequence[CaseEvent], everyone: Sequence[Suspect]) -> list[TimelineEntry]:
    """Tell events of one case, given oldest first, newest first."""
    told = case_page.timeline(rows, everyone, WORDS)
    return [_mended(entry, row) for entry, row in zip(told, reversed(rows), strict=True)]


def _mended(entry: TimelineEntry, row: CaseEvent) -> TimelineEntry:
    """Say what the words of the type alone do not; the service received the file, not whoever sent it."""
    if row.type == SubmissionReceived.name:
        return replace(entry, who="", agency=ActorOrg.SYSTEM.value)
    says = SAID.get(row.type)
    return replace(entry, says=says(row, entry.says)) if says else entry


def _triaged(row: CaseEvent, says: str) -> str:
    """Name the reasons of a rejection."""
    codes = row.details.get("reason_codes")
    return f"{says} ({', '.join(codes)})" if codes else says


def _stream_changed(row: CaseEvent, says: str) -> str:
    """Say why, as far as it has a code; no other words stand in the ledger."""
    return f"{says}: {StreamReason(row.details['reason']).label.lower()}"


def _signed_off(row: CaseEvent, says: str) -> str:
    return "Signed off by somebody to whom a supervisor lent it" if row.details.get("lent") else says


def _sealed(row: CaseEvent, says: str) -> str:
    """Say of what nobody at police sent why it was sealed."""
    if row.details["purpose"] == Purpose.APPEAL:
        return "Sealed as it stands, to be decided again"
    if row.details["purpose"] == Purpose.ACTION_PLAN_REPLY and row.actor_org == ActorOrg.CPS:
        return "Sealed as it stands: the CPS took the file back"
    return says


def _handed_over(details: Mapping[str, Any]) -> str:
    """Say what changed: the officer, the unit, or both."""
    unit = "" if details["from_unit"] == details["to_unit"] else f"from {details['from_unit']} to {details['to_unit']}"
    if details["from_officer_id"] == details["to_officer_id"]:
        return f"Police unit changed {unit}"
    return "Officer in the case changed" + (f", and police unit {unit}" if unit else "")


def _explained(details: Mapping[str, Sequence[str]]) -> str:
    """Say for how many rows somebody gave a reason, and took one back. The checklist has them by name."""
    told = (f"{words} {counted(len(details[each]), 'row')}" for each, words in GAPS.items() if details[each])
    said = f"{'; '.join(told)} of the checklist"
    return f"{said[:1].upper()}{said[1:]}"


SAID: Mapping[str, Callable[[CaseEvent, str], str]] = {
    GapsExplained.name: lambda row, says: _explained(row.details),
    TriageCompleted.name: _triaged,
    FileSignedOff.name: _signed_off,
    CaseHandedOver.name: lambda row, says: _handed_over(row.details),
    SubmissionSent.name: _sealed,
    StreamChanged.name: _stream_changed,
    **PASSAGE_SAID,
    **PLAN_SAID,
    **DISAGREEMENT_SAID,
}
"""What each of these types says, given what its own words say."""
