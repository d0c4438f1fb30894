"""Demo cases around triage: a contested rejection, one that was overturned, a second triage, a night at CPS Direct."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from charging.lifecycle import ContestOutcome, Purpose, ReviewType, Stream
from charging.models import Contest
from charging.operations import contests, direct
from charging.rules.contests import Grounds, Ruling
from config.demo.cases import LiveCase
from config.demo.files import DRIVING, RAPE, ROBBERY, THEFT, Begin, ready
from foundation.periods import LONDON, local_date
from foundation.working_days import bundled


def contested(begin: Begin) -> LiveCase:
    """Bounced, and police say that it should not have been."""
    case = ready(begin, 5, "Driving while disqualified", ("Ouse", DRIVING)).to_supervisor().signed_off()
    case.rejected({"TR06": "The statement of the officer who stopped him."}, days=9)
    return contest(case, "It is the second document of the file, signed on every page. Synthetic.")


def contested_and_overturned(begin: Begin) -> LiveCase:
    """Bounced, contested, and under review after all."""
    case = ready(begin, 7, "Theft of copper from a church", ("Tyne", THEFT)).to_supervisor().signed_off()
    case.rejected({"TR02": "No schedule of unused material."}, days=9)
    contest(case, "The schedule is in the file. Synthetic.")
    ruling = Ruling(outcome=ContestOutcome.OVERTURNED, reason="It is there, under another title. Synthetic.")
    found = Contest.objects.get(triage__submission=case.last_sent)
    contests.decide(contest=found, ruling=ruling, by=case.cast.legal_manager, at=case.later(4))
    return case


def second_triage(begin: Begin) -> LiveCase:
    """Early advice in a rape case, for a legal manager to look at."""
    case = ready(begin, 3, "Rape by a former partner", ("Stour", RAPE))
    case.to_supervisor(purpose=Purpose.EARLY_ADVICE).signed_off()
    return case.accepted(ReviewType.ADVICE, "rasso")


def with_direct(begin: Begin) -> LiveCase:
    """In custody at night: CPS Direct has it, and has not decided."""
    case = by_night(begin, "Robbery outside a night club", "Medlock")
    return case.accepted(ReviewType.HOURS_3, "crown").allocated()


def handed_over(begin: Begin) -> LiveCase:
    """In custody at night, and handed to the Area undecided."""
    case = by_night(begin, "Robbery of a taxi driver", "Irwell")
    case.accepted(ReviewType.HOURS_3, "crown").allocated()
    risks = "Detention runs out before noon; the injured driver has not been spoken to yet. Synthetic."
    direct.hand_over(case_file=case.file, risks=risks, by=case.cast.direct_manager, at=case.later(3))
    return case


STATES: tuple[Callable[[Begin], LiveCase], ...] = (
    contested,
    contested_and_overturned,
    second_triage,
    with_direct,
    handed_over,
)


def contest(case: LiveCase, grounds: str) -> LiveCase:
    """Contest the last rejection."""
    contests.contest(submission=case.last_sent, grounds=Grounds(text=grounds), by=case.cast.builder, at=case.later(2))
    return case


def by_night(begin: Begin, headline: str, family_name: str) -> LiveCase:
    """Sign a red file off in the evening of the last working day before today."""
    evening = _last_evening(begin(0).now)
    days = (begin(0).now - evening) / timedelta(days=1)
    case = ready(begin, days + 0.15, headline, (family_name, ROBBERY), custody="custody")
    case.to_supervisor(Stream.RED)
    case.at = max(case.at, evening)
    return case.signed_off()


def _last_evening(now: datetime) -> datetime:
    day = bundled().add_working_days(local_date(now), -1)
    return datetime.combine(day, time(20), LONDON)
