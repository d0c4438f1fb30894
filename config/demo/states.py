"""Live cases of the demo world: one or more in every state there is."""

from collections.abc import Callable
from datetime import datetime

from casework.models import Flag, MaterialKind
from charging.lifecycle import Purpose, Result, ReviewType, Stream
from config.demo import deciding, odds, plans, schedules, talk, timing, triaging
from config.demo.cases import LiveCase
from config.demo.files import (
    ABH,
    ADVICE,
    BEATING,
    BURGLARY,
    DAMAGE,
    DRIVING,
    KNIFE,
    MORE_WORK,
    RAPE,
    ROBBERY,
    STALKING,
    STRANGLING,
    SUPPLY,
    THEFT,
    Begin,
    ask,
    charge,
    ended,
    ready,
)
from config.demo.people import Cast


def make(cast: Cast, now: datetime, states: tuple[Callable[[Begin], LiveCase], ...]) -> int:
    """Bring one case to each of the states, and return how many."""
    for number, state in enumerate(states, 1):
        state(lambda days, number=number: LiveCase(cast, number, now, days=days))  # type: ignore[misc]
    return len(states)


def just_opened(begin: Begin) -> LiveCase:
    """Nothing but a suspect yet."""
    return begin(2).open("Criminal damage to parked cars").suspect("Hazel", DAMAGE, anticipated_plea="")


def half_built(begin: Begin) -> LiveCase:
    """Flagged as domestic abuse, and the checklist is not there yet."""
    case = begin(5).open("Strangulation at home", flags=(Flag.DOMESTIC_ABUSE, Flag.VULNERABLE_VICTIM))
    case.suspect("Rowan", STRANGLING, custody_basis="rui").victim("Medway")
    case.attach(MaterialKind.CCTV, "Footage of the street", link="https://evidence.example.invalid/street")
    return talk.among_police(schedules.begun(case))


def with_supervisor(begin: Begin) -> LiveCase:
    """Waiting for the supervisor's sign-off."""
    return ready(begin, 6, "Burglary of a dwelling while the family was away", ("Larch", BURGLARY)).to_supervisor()


def red(begin: Begin) -> LiveCase:
    """In custody, and triage has it."""
    case = ready(begin, 0.2, "Robbery of a telephone in the street", ("Aspen", ROBBERY), custody="custody")
    return case.to_supervisor(Stream.RED).signed_off()


def green(begin: Begin) -> LiveCase:
    """On bail, and triage has it."""
    return ready(begin, 4, "Assault outside a station", ("Elder", ABH)).to_supervisor().signed_off()


def priority(begin: Begin) -> LiveCase:
    """To be decided in five days, and triage has it."""
    case = ready(begin, 3, "Stalking of a former partner", ("Maple", STALKING))
    return case.to_supervisor(Stream.GREEN_PRIORITY).signed_off()


def rejected(begin: Begin) -> LiveCase:
    """Bounced, with a date to come back by."""
    case = ready(begin, 9, "Dangerous driving through a town centre", ("Dart", DRIVING)).to_supervisor().signed_off()
    missing = {"TR06": "The statement of the second officer.", "TR11": "The dash camera recording."}
    return case.rejected(missing, days=5)


def rejected_late(begin: Begin) -> LiveCase:
    """Bounced, and the date is near."""
    case = ready(begin, 20, "Theft of tools from a shop", ("Trent", THEFT)).to_supervisor().signed_off()
    return case.rejected({"TR02": "No schedule of unused material for the second search."}, days=1)


def unallocated(begin: Begin) -> LiveCase:
    """Accepted, but nobody has taken it."""
    case = ready(begin, 8, "Affray in a car park", ("Severn", "PU86003"), ("Humber", "PU86003"))
    return case.to_supervisor().signed_off().accepted(casework="crown")


def allocated(begin: Begin) -> LiveCase:
    """With the prosecutor, decision needed."""
    case = ready(begin, 12, "Cannabis with intent to supply", ("Yarrow", SUPPLY))
    return talk.waiting_for_police(case.to_supervisor().signed_off().accepted(casework="crown").allocated())


def action_plan(begin: Begin) -> LiveCase:
    """Three things asked for, one of them answered."""
    case = ready(begin, 24, "Rape, reported by a friend", ("Birch", RAPE)).to_supervisor().signed_off()
    case.accepted(casework="rasso").allocated()
    items = (
        ask(case, "records", "Telephone records for the night", "They fix where both were.", days=10),
        ask(case, "medical", "Report of the medical examiner", "It bears on consent.", days=12),
        ask(case, "statements", "Statement of the taxi driver", "First account after.", days=20, needed_for="trial"),
    )
    return talk.accepted(case.reviewed(MORE_WORK, items=items).answered(items=1))


def answers_due(begin: Begin) -> LiveCase:
    """One thing asked for, and it is due."""
    case = ready(begin, 30, "Assault of a shop worker", ("Ribble", BEATING)).to_supervisor().signed_off()
    case.accepted().allocated()
    item = ask(case, "footage", "Footage of the till, in full", "It shows who struck first.", days=0)
    return talk.answered(case.reviewed(MORE_WORK, items=(item,)))


def authorised(begin: Begin) -> LiveCase:
    """Police may charge."""
    case = ready(begin, 10, "Knife found in a street search", ("Poplar", KNIFE)).to_supervisor().signed_off()
    return case.accepted().allocated().reviewed(charge(KNIFE))


def charged(begin: Begin) -> LiveCase:
    """Charged in custody under the Threshold Test."""
    case = ready(begin, 3, "Robbery at a cash machine", ("Tamar", ROBBERY), custody="custody")
    case.to_supervisor(Stream.RED).signed_off().accepted(ReviewType.HOURS_3, "crown").allocated()
    return case.reviewed(charge(ROBBERY, result=Result.CHARGE_THRESHOLD)).charged()


def no_further_action(begin: Begin) -> LiveCase:
    """Ended on the evidence."""
    case = ready(begin, 15, "Criminal damage to a fence", ("Willow", DAMAGE)).to_supervisor().signed_off()
    return case.accepted().allocated().reviewed(ended("EV-ID"))


def out_of_court(begin: Begin) -> LiveCase:
    """Diverted from court."""
    case = ready(begin, 14, "First theft from a shop", ("Holly", THEFT)).to_supervisor().signed_off()
    return case.accepted().allocated().reviewed(ended("OC-COND"))


def mixed(begin: Begin) -> LiveCase:
    """Three suspects who went three ways: charged, ended, more work."""
    case = ready(begin, 18, "Burglary by three people", ("Avon", BURGLARY), ("Exe", BURGLARY), ("Cam", BURGLARY))
    case.to_supervisor().signed_off().accepted(casework="crown").allocated()
    item = ask(case, "forensic", "Result of the footwear comparison", "It would place Cam at the door.", days=14)
    return case.reviewed(charge(BURGLARY), ended("EV-ELEMENT"), MORE_WORK, items=(item,)).charged()


def early_advice(begin: Begin) -> LiveCase:
    """Police act on early advice."""
    case = ready(begin, 22, "Controlling behaviour over two years", ("Juniper", "SC15004"))
    case.to_supervisor(purpose=Purpose.EARLY_ADVICE).signed_off().accepted(ReviewType.ADVICE).allocated()
    return case.reviewed(ADVICE)


def closed(begin: Begin) -> LiveCase:
    """Closed because it never came back."""
    case = ready(begin, 50, "Common assault at a bus stop", ("Orwell", BEATING)).to_supervisor().signed_off()
    return case.rejected({"TR06": "No statement of the victim."}, days=1).closed("not_resubmitted")


def mismatched(begin: Begin) -> LiveCase:
    """Charged with something else than was authorised, and explained."""
    case = ready(begin, 6, "Assault in a taxi queue", ("Nene", ABH)).to_supervisor().signed_off()
    return odds.charged_with(case.accepted().allocated().reviewed(charge(ABH)), BEATING)


def escalated(begin: Begin) -> LiveCase:
    """Ended on the evidence, and police are on the second step of the ladder."""
    case = ready(begin, 16, "Theft of a bicycle from a garden", ("Tees", THEFT)).to_supervisor().signed_off()
    return odds.on_the_second_step(case.accepted().allocated().reviewed(ended("EV-ID")))


def overturned(begin: Begin) -> LiveCase:
    """Ended, and to be decided again because the victim asked."""
    case = ready(begin, 13, "Assault of a neighbour", ("Wear", BEATING)).to_supervisor().signed_off()
    return odds.overturned_for_victim(case.accepted().allocated().reviewed(ended("EV-ELEMENT")))


def plan_on_its_way(begin: Begin) -> LiveCase:
    """Part of one item came, more time is asked for another, and the third is challenged."""
    case = ready(begin, 21, "Fraud on an older neighbour", ("Lune", THEFT)).to_supervisor().signed_off()
    case.accepted().allocated()
    items = (
        ask(case, "records", "Records of both telephones", "They show who called the bank.", days=4),
        ask(case, "forensic", "Comparison of the signatures", "It says who signed.", days=6),
        ask(case, "footage", "Footage of the bank at closing time", "It may show who was with her.", days=8),
    )
    return plans.on_its_way(case.reviewed(MORE_WORK, items=items))


def plan_overdue(begin: Begin) -> LiveCase:
    """One thing asked for, its date moved once, and overdue all the same."""
    case = ready(begin, 40, "Theft of fuel from a yard", ("Swale", THEFT)).to_supervisor().signed_off()
    item = ask(case, "footage", "Footage of the gate", "It shows the number plate.", days=-20)
    case.accepted().allocated().reviewed(MORE_WORK, items=(item,))
    return plans.chased(plans.more_time_agreed(case, days=-9))


def reopened(begin: Begin) -> LiveCase:
    """Closed because it never came back, and opened again when it could."""
    case = ready(begin, 60, "Threats in a queue", ("Nidd", BEATING)).to_supervisor().signed_off()
    case.rejected({"TR06": "No statement of the victim."}, days=1).closed("not_resubmitted")
    return plans.reopened(case)


EVERY_STATE = (
    just_opened, half_built, with_supervisor, red, green, priority, rejected, rejected_late, unallocated, allocated,
    action_plan, answers_due, authorised, charged, no_further_action, out_of_court, mixed, early_advice, closed,
    mismatched, escalated, overturned, plan_on_its_way, plan_overdue, reopened, *triaging.STATES,
    *deciding.STATES,
    *timing.STATES,
)  # fmt: skip
SOME_STATES = (
    half_built,
    with_supervisor,
    red,
    green,
    rejected,
    unallocated,
    allocated,
    action_plan,
    authorised,
    mixed,
)
