"""What the states of live demo cases are made of: files from which nothing is missing, and decisions."""

from collections.abc import Callable
from datetime import timedelta

from casework.models import OffenceCode
from charging.lifecycle import Result
from charging.models import DecisionReason
from charging.rules.decision import Outcome, RequestedItem
from config.demo import schedules
from config.demo.cases import LiveCase
from foundation.periods import local_date

THEFT, ABH, BEATING, STRANGLING = "TH68010", "OF61102", "CJ88116", "SC15005"
ROBBERY, DAMAGE, KNIFE, STALKING = "TH68023", "CD71039", "CJ88144", "PH97010"
RAPE, SUPPLY, BURGLARY, DRIVING = "SX03002", "MD71526", "TH68036", "RT88026"

Begin = Callable[[float], LiveCase]


def charge(*codes: str, result: Result = Result.CHARGE_FULL) -> Outcome:
    """Authorise a charge."""
    offences = list(OffenceCode.objects.filter(code__in=codes, valid_to__isnull=True))
    return Outcome(result=result, rationale="Clear footage and a prompt account. Synthetic.", offences=offences)


def ended(code: str) -> Outcome:
    """End without a charge, for a coded reason."""
    reason = DecisionReason.objects.get(code=code)
    return Outcome(result=Result(reason.result), rationale="Weighed against the Code. Synthetic.", reason=reason)


MORE_WORK = Outcome(result=Result.ACTION_PLAN, rationale="Identification is not made out yet. Synthetic.")
ADVICE = Outcome(result=Result.ADVICE, rationale="Seek the telephone records first. Synthetic.")


def ask(
    case: LiveCase, category: str, text: str, why: str, *, days: int, needed_for: str = "decision"
) -> RequestedItem:
    """Ask for one thing by a date counted from the present."""
    due_on = local_date(case.now) + timedelta(days=days)
    return RequestedItem(category=category, text=text, why=why, needed_for=needed_for, due_on=due_on)


def ready(begin: Begin, days: float, headline: str, *suspects: tuple[str, str], custody: str = "bail") -> LiveCase:
    """A file from which nothing is missing."""
    case = begin(days).open(headline)
    for family_name, offence in suspects:
        case.suspect(family_name, offence, custody_basis=custody)
    case.victim("Wensum").summarise(f"{headline}, as the victim and two others tell it. Synthetic.")
    return schedules.full(case.papers())
