"""Demo cases whose clocks run: hours in a cell, bail near its end, a statutory time limit near its end."""

from collections.abc import Callable
from datetime import timedelta

from casework.models import Detention, OffenceCode, Rank, Suspect
from casework.operations import bail, custody, extending, people
from charging.lifecycle import Stream
from config.demo.cases import LiveCase
from config.demo.files import BEATING, BURGLARY, ROBBERY, THEFT, Begin, ready
from foundation.clocks import days_after
from foundation.periods import local_date


def _first(case: LiveCase) -> Suspect:
    return case.file.suspects.get(number=1)


def held(begin: Begin) -> LiveCase:
    """In a cell since this morning, reviewed once; one suspect red, the other on bail and green."""
    case = ready(begin, 0.3, "Robbery of a taxi driver", ("Ash", ROBBERY), ("Elder", ROBBERY))
    by, began = case.cast.builder, case.now - timedelta(hours=7)
    at = case.later(0.1)
    custody.detain(suspect=_first(case), relevant_at=began, station="Northgate", by=by, at=at)
    row = Detention.objects.get(suspect=_first(case), ended_at__isnull=True)
    reviewed = began + timedelta(hours=5)
    custody.review_detention(
        detention=row,
        reviewed_at=min(reviewed, at),
        rank=Rank.INSPECTOR,
        reviewer="Inspector Test",
        expected_version=row.version,
        by=by,
        at=case.later(0.1),
    )
    return case.to_supervisor(Stream.GREEN).signed_off()


def bail_near_its_end(begin: Begin) -> LiveCase:
    """On bail, extended once by an inspector, and police have the file."""
    case = ready(begin, 170, "Burglary of a shop at night", ("Alder", BURGLARY))
    by, granted = case.cast.builder, case.at
    bail.grant_bail(suspect=_first(case), granted_at=granted, conditions="Live at home.", by=by, at=case.later(1))
    row = _first(case).bails.get(ended_at__isnull=True)
    agreed = case.later(24 * 80)
    extension = extending.ExtensionDetails(
        limit="bail_inspector",
        rank=Rank.INSPECTOR,
        agreed_by="Inspector Test",
        agreed_on=agreed,
        reason="The telephones are still being examined. Synthetic.",
    )
    extending.extend_bail(bail=row, extension=extension, expected_version=row.version, by=by, at=agreed)
    return case


def time_limit_near(begin: Begin) -> LiveCase:
    """A summary offence of five months ago, and not sent yet."""
    case = ready(begin, 150, "Assault at a railway station", ("Spruce", THEFT))
    code = OffenceCode.objects.get(code=BEATING, valid_to__isnull=True)
    details = people.OffenceDetails(offence_code=code, starts_on=days_after(local_date(case.at), -8))
    people.propose_offence(suspect=_first(case), details=details, by=case.cast.builder, at=case.later(1))
    return case


STATES: tuple[Callable[[Begin], LiveCase], ...] = (held, bail_near_its_end, time_limit_near)
