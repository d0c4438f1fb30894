"""How long each agency has held a suspect's file, read from the ledger's holder column."""

from collections.abc import Sequence
from datetime import date, datetime

from casework.lifecycle import Holder
from casework.models import CaseEvent, Suspect
from casework.queries.case_page import HeldDays
from charging.events import SubmissionReceived
from foundation.periods import local_date

FINISHED = frozenset({Holder.COURT, Holder.CLOSED})


def held_days(suspect: Suspect, rows: Sequence[CaseEvent], *, today: date) -> HeldDays:
    """Count whole local days with each agency since the CPS first received the file.

    `rows` are the case's events, oldest first. Time to lay the charge counts for police: they hold it. The
    days of both add up to the days since that first receipt, or until the court has the suspect.
    """
    changes = _changes_of_holder(suspect, rows)
    days = {Holder.POLICE: 0, Holder.CPS: 0}
    for place, (holder, since) in enumerate(changes):
        if holder in FINISHED:
            continue
        until = local_date(changes[place + 1][1]) if place + 1 < len(changes) else today
        side = Holder.CPS if holder is Holder.CPS else Holder.POLICE
        days[side] += (until - local_date(since)).days
    last, since_last = changes[-1] if changes else (Holder.POLICE, None)
    return HeldDays(suspect, days[Holder.POLICE], days[Holder.CPS], last, since_last)


def _changes_of_holder(suspect: Suspect, rows: Sequence[CaseEvent]) -> list[tuple[Holder, datetime]]:
    """Who held the suspect's file from when on, starting with the first receipt by the CPS."""
    theirs = [row for row in rows if row.holder and suspect.pk in row.suspect_ids]
    first = next((place for place, row in enumerate(theirs) if row.type == SubmissionReceived.name), None)
    return [] if first is None else [(Holder(row.holder), row.at) for row in theirs[first:]]
