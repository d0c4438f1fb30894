"""How often and how long: the figures that past cases are drawn from.

Published figures that they aim at, nationally: 40.7 % of first submissions rejected at triage (2022/23);
from first receipt to charge a mean of 46 days and a median of 2 (year to March 2025); charge in about
77 % of legal decisions; an action plan in about 35 % of reviews. The rest is our own guess.
"""

from itertools import accumulate
from random import Random

from casework.models import CustodyBasis, Flag
from charging.lifecycle import ActionCategory, Answer, Result, Stream

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Choice:
    """A weighted choice that draws fast: one random number and one look at a short list."""

    def __init__(self, weights: dict[str, float]) -> None:
        total = sum(weights.values())
        self.options = list(zip(weights, (share / total for share in accumulate(weights.values())), strict=True))

    def draw(self, rng: Random) -> str:
        """Return one of the options."""
        chance = rng.random()
        return next((option for option, upto in self.options if chance < upto), self.options[-1][0])


# Referrals by force, roughly by population and crime; forces that are not named get a small share.
FORCE_WEIGHTS = {
    "01": 150, "06": 66, "20": 62, "13": 60, "43": 38, "05": 36, "46": 34, "42": 34, "44": 36, "10": 33, "04": 32,
    "14": 30, "62": 28, "47": 27, "52": 30, "31": 22, "50": 27, "33": 20, "22": 21, "45": 17, "21": 20, "17": 18,
    "30": 18, "16": 20, "07": 19, "41": 19, "61": 13, "11": 14, "34": 14, "35": 14, "36": 14, "12": 12, "40": 13,
    "32": 11, "37": 11, "23": 9, "54": 10, "55": 12, "53": 10, "60": 13, "63": 9, "03": 9, "48": 3, "93": 10, "91": 1,
}  # fmt: skip
SMALLEST_WEIGHT = 1

# Volume by day of the week from Monday, and by month from January.
WEEKDAYS = (1.08, 1.06, 1.04, 1.02, 1.0, 0.62, 0.55)
MONTHS = (1.0, 0.98, 1.03, 1.0, 1.02, 1.04, 1.03, 0.97, 1.0, 1.04, 1.0, 0.86)
BANK_HOLIDAY = 0.6

STREAMS = Choice({Stream.RED: 46, Stream.GREEN_PRIORITY: 8, Stream.GREEN: 46})
SUSPECTS = Choice({"1": 84, "2": 12, "3": 3, "4": 1})
BASIS_GREEN = Choice({CustodyBasis.BAIL: 52, CustodyBasis.RUI: 30, CustodyBasis.VOLUNTARY: 18})
OTHER_FLAGS = Choice(
    {"": 74, Flag.VULNERABLE_VICTIM: 12, Flag.HATE: 6, Flag.CHILD_ABUSE: 4, Flag.HONOUR_BASED: 1, Flag.STALKING: 3}
)
DOMESTIC_ABUSE = 0.17
DOMESTIC_MEAN = 0.205
"""What the offences' own chances of domestic abuse come to on average."""
YOUTH = 0.06
HALF = 0.5
EARLY_ADVICE = 0.03
RETURNED_BY_SUPERVISOR = 0.07

# First triage is stricter with green files; a file that comes back has mostly been mended.
REJECTION = {Stream.RED: 0.9, Stream.GREEN_PRIORITY: 1.15, Stream.GREEN: 1.2}
REJECTION_AGAIN = 0.6
RED_STAYS_IN_CUSTODY = 0.85
NEVER_RESUBMITTED = {Stream.RED: 0.03, Stream.GREEN_PRIORITY: 0.18, Stream.GREEN: 0.27}
REASONS = Choice(
    {
        "TR02": 26, "TR03": 6, "TR04": 7, "TR05": 7, "TR06": 16, "TR07": 8, "TR08": 7, "TR09": 6, "TR10": 5,
        "TR11": 8, "TR12": 5, "TR13": 2, "TR01": 3,
    }
)  # fmt: skip
REASONS_RED = Choice({"PR01": 38, "PR02": 62})

# Whether a review asks for more, by what has come before.
PLAN_FIRST = {Stream.RED: 0.1, Stream.GREEN_PRIORITY: 0.6, Stream.GREEN: 0.68}
PLAN_AGAIN = 0.4
PLAN_UNANSWERED = 0.13
PLANS_AT_MOST = 4
PLAN_FOR_ONE_ONLY = 0.25
LEGAL = Choice(
    {Result.CHARGE_FULL: 77, Result.NFA_EVIDENTIAL: 15, Result.NFA_PUBLIC_INTEREST: 4, Result.OUT_OF_COURT: 4}
)
THRESHOLD_IN_CUSTODY = 0.3
ITEMS = Choice({"1": 30, "2": 36, "3": 22, "4": 12})
CATEGORIES = Choice(
    {
        ActionCategory.DOCUMENTS: 22, ActionCategory.FOOTAGE: 20, ActionCategory.STATEMENTS: 24,
        ActionCategory.FORENSIC: 9, ActionCategory.MEDICAL: 8, ActionCategory.RECORDS: 9, ActionCategory.EXHIBITS: 6,
        ActionCategory.OTHER: 2,
    }
)  # fmt: skip
ESSENTIAL = 0.82
ANSWERS = Choice({Answer.PROVIDED: 86, Answer.PARTLY: 7, Answer.UNAVAILABLE: 5, Answer.DISPUTED: 2})
MATCHES = Choice({"exact": 95, "lesser": 3, "different": 2})

# Beside the way of the file. Our own guesses of 23 November 2026, but for the share not to standard: about half of
# the files that the CPS assessed nationally (Director's guidance assessments, 2022/23 to 2023/24).
CONTESTED = 0.03
MORE_TIME = 0.12
MORE_TIME_AGREED = 0.8
DAYS_MORE = 14
WHY_MORE_TIME = "third_party"
ESCALATED = 0.01
NEVER_ASSESSED = 0.02
NOT_ASSESSED = 0.08
WHY_NOT_ASSESSED = "no_capacity"
NOT_TO_STANDARD = {
    Stream.RED: 0.4, Stream.GREEN_PRIORITY: 0.48, Stream.GREEN: 0.52, Stream.EARLY_ADVICE: 0.5,
}  # fmt: skip
FAILURES_A_FILE = Choice({"1": 52, "2": 32, "3": 16})
FAILURES = Choice(
    {
        "D5": 14, "D6": 10, "D4": 9, "D3": 6, "D1": 5, "D2": 5, "E13": 10, "E6": 8, "E9": 8, "E3": 6, "E1": 4, "E2": 4,
        "E4": 3, "E7": 3, "E5": 2, "E8": 2, "E12": 2, "V1": 7, "V2": 3, "V3": 6, "B1": 1,
    }
)  # fmt: skip
FAILURES_UNANSWERED = 0.3
FAILURES_DISPUTED = 0.2
DISPUTES_ACCEPTED = 0.4
FIRST_LOOK_AT_DETENTION, NEXT_LOOK_AT_DETENTION = 5 * HOUR, 8 * HOUR
ASKED_BEFORE = 3 * DAY

# Median and spread (sigma) in days of lognormal waits.
PREPARING_RED = (0.35, 0.45)
PREPARING_GREEN = (26.0, 0.8)
MENDING_RED = (0.12, 0.7)
MENDING_GREEN = (19.0, 0.95)
TRIAGE_RED = (0.02, 0.6)
TRIAGE_GREEN = (0.9, 0.6)
REVIEW_RED = (0.09, 0.6)
REVIEW_PRIORITY = (3.4, 0.5)
REVIEW_GREEN = (25.0, 0.75)
ANSWERING = (41.0, 0.85)
CHARGING_GREEN = (1.2, 0.9)
GIVING_UP = (55.0, 0.35)
DECIDING_CONTESTS = (0.7, 0.5)
ANSWERING_REQUESTS = (1.5, 0.6)
EXPLAINING = (1.5, 0.6)
SETTLING = (3.5, 0.6)
LOOKING_AGAIN = (24.0, 0.2)
FOR_TRIAL = (9.0, 0.5)
ESCALATING = (3.0, 0.6)
ANSWERING_STEPS = (1.6, 0.5)
LEAVING_IT = (2.0, 0.5)
ASSESSING = (3.0, 0.7)
ANSWERING_FAILURES = (14.0, 0.7)
DECIDING_DISPUTES = (7.0, 0.6)
LONGEST = 420.0


def wait(rng: Random, median_and_spread: tuple[float, float]) -> int:
    """Draw a wait in seconds."""
    median, spread = median_and_spread
    days: float = min(median * rng.lognormvariate(0.0, spread), LONGEST)
    return int(days * DAY)
