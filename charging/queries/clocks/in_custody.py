"""The clocks of whoever is in custody, beside the one that runs out first: read only where somebody is."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from casework.lifecycle import OPEN, Status
from casework.models import CaseFile, CustodyBasis, Suspect
from casework.rules.clocks import Running
from charging.queries.clocks.due import Due, running_due
from charging.queries.clocks.facts import read
from charging.rules.clocks import AGREED, WayFacts, clocks_of
from foundation.clocks import ClockUnit
from foundation.wording import ends

NOT_ON_RECORD = Due("When detention began is not on record, so its clock does not run", "orange")


def in_custody(case_file: CaseFile, suspects: Iterable[Suspect]) -> Mapping[int, WayFacts]:
    """What the clocks of those in custody are worked out from, by the key of the suspect; no query for nobody."""
    held = {
        suspect.pk
        for suspect in suspects
        if suspect.custody_basis == CustodyBasis.CUSTODY and Status(suspect.status) in OPEN
    }
    rows = read([case_file.pk]) if held else ()
    return {row.suspect_id: row.facts for row in rows if row.suspect_id in held}


def not_recorded(held: Mapping[int, WayFacts]) -> frozenset[int]:
    """The keys of those in custody of whom it is not on record when their detention began."""
    return frozenset(key for key, facts in held.items() if facts.file.detention is None)


def dues_in_custody(facts: WayFacts, at: datetime) -> list[Due]:
    """What runs by the hour, first the one that runs out first; that detention is not counted, where it is not."""
    told = [_due(clock, at) for clock in clocks_of(facts) if _by_the_hour(clock)]
    return told if facts.file.detention else [NOT_ON_RECORD, *told]


def _by_the_hour(clock: Running) -> bool:
    return clock.code not in AGREED and clock.limit is not None and clock.limit.span.unit is ClockUnit.HOURS


def _due(clock: Running, at: datetime) -> Due:
    if clock.standing_still:
        return Due(f"{clock.title} stands still")
    due = running_due(clock, at)
    return replace(due, words=f"{due.words} ({ends(clock.deadline)})") if clock.deadline else due
