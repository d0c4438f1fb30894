"""When what has not come back may be closed without a decision."""

from collections.abc import Mapping
from datetime import datetime

from casework.models import Suspect
from casework.rules.limits import due
from foundation.clocks import due_day
from foundation.periods import local_date
from foundation.verdicts import Verdict
from foundation.wording import day


def closes_from(since: datetime) -> datetime:
    """From when on what police have owed since an instant may be closed without saying why already."""
    return due("finalise_after", since)


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
