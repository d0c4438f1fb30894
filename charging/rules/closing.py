"""When what has not come back may be closed without a decision."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from accounts.roles import Side
from casework.lifecycle import STATUSES, Status
from casework.models import Suspect
from casework.rules.limits import due
from charging.rules.plan_lists import PlanList, every_reason
from foundation.clocks import due_day
from foundation.periods import local_date
from foundation.verdicts import Verdict
from foundation.wording import day


def closes_from(since: datetime) -> datetime:
    """From when on what police have owed since an instant may be closed without saying why already."""
    return due("finalise_after", since)


def reasons_for(statuses: Collection[str], on: date) -> list[tuple[str, str]]:
    """The reasons of a day that can be true of somebody in one of some statuses, with their words."""
    rows = every_reason(PlanList.CLOSE)
    return [(row.code, row.title) for row in rows if row.holds_on(on) and (not row.of or row.of & set(statuses))]


def reason_fits(code: str, suspects: Iterable[Suspect]) -> Verdict:
    """A reason says what did not come back, so it has to be what police owe: of each suspect."""
    row = next((each for each in every_reason(PlanList.CLOSE) if each.code == code), None)
    verdict = Verdict.ok()
    for suspect in suspects if row and row.of else ():
        if row and suspect.status not in row.of:
            status = STATUSES[Status(suspect.status)].label(Side.CPS)
            message = f"“{row.title}” cannot be the reason for {suspect}, whose status is “{status}”. Choose another."
            verdict &= Verdict.no("reason_of_another", message, "reason")
    return verdict


def too_early(since: Mapping[Suspect, datetime], at: datetime) -> Verdict:
    """Ask why already, for each suspect whose file, advice or answers police may still take their time for."""
    verdict = Verdict.ok()
    for suspect, started in since.items():
        if at < closes_from(started):
            message = (
                f"{suspect}: police have had this since {day(local_date(started))}, and it is usually closed after "
                f"{day(due_day(closes_from(started)))}. Say why it is closed already."
            )
            verdict &= Verdict.no("too_early", message, "early_because")
    return verdict
