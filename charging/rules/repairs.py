"""What can be done about each sort of stuck work, in the words of its page. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.roles import Side


class Repair(StrEnum):
    """One way to put stuck work right; the value is what the ledger calls it."""

    WORK_OUT = "work_out"
    TAKE_BACK = "take_back"
    OPEN_REVIEW = "open_review"
    DELIVER = "deliver"
    CANCEL_JOB = "cancel_job"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Remedy:
    """A repair with what its button says, and what it does or who puts it right otherwise."""

    repair: Repair
    button: str
    words: str

    @property
    def is_offered(self) -> bool:
        """Whether there is a button for it."""
        return self.repair is not Repair.BY_HAND


NOBODY_CAN_ACT = "Nobody can act"
HOLDER_LEFT = "Open review of somebody who does not review there"
NOT_RETURNED = "Every item is answered, and the plan is not returned"
NOBODY_ACTS = "Past its clock, and nobody acts"
NOT_CLOSED = "It never came back, and nobody has closed it"
ORPHAN_CLOCK = "A clock runs for nothing"
JOB_STOPPED = "A bulk job stopped"
OWED = "Owed for more than an hour"
NO_REVIEW = ("Accepted without a review", "With the prosecutor, and no review is open")
LISTS = (
    "Work queues do not say what cases say",
    "Work queues do not say what waits",
    "Work queues do not say what is due",
    "Search does not find what cases say",
)

_WORK_OUT = Remedy(
    Repair.WORK_OUT, "Work it out again", "Works out again what lists, clocks and search say of the case."
)
_OPEN = Remedy(
    Repair.OPEN_REVIEW, "Open the review", "Opens a review of what was sent last, so that it can be decided."
)
_REMEDIES = {
    HOLDER_LEFT: Remedy(
        Repair.TAKE_BACK, "Take it back to the pool", "Puts the review back among those ready to allocate."
    ),
    OWED: Remedy(Repair.DELIVER, "Deliver it again", "Tries again at once to tell whoever was not told."),
    JOB_STOPPED: Remedy(Repair.CANCEL_JOB, "Cancel what is left", "What the job did stays; ask for the rest again."),
    NOBODY_CAN_ACT: Remedy(
        Repair.BY_HAND, "", "Ask whoever manages accounts to give somebody there the role that is missing."
    ),
    NOT_RETURNED: Remedy(Repair.BY_HAND, "", "Whoever builds the file returns the answers on the action plan."),
    NOBODY_ACTS: Remedy(
        Repair.BY_HAND, "", "Open the case: its next steps say whose turn it is. Ask them, or give it to somebody else."
    ),
    NOT_CLOSED: Remedy(
        Repair.BY_HAND, "", "Police send it or answer it, or the CPS closes it without a decision, on the case itself."
    ),
    ORPHAN_CLOCK: Remedy(
        Repair.BY_HAND,
        "",
        "Police record under the clocks of the case how detention ended; what else waits is decided on the case.",
    ),
    **dict.fromkeys(LISTS, _WORK_OUT),
    **dict.fromkeys(NO_REVIEW, _OPEN),
}
_OTHERWISE = Remedy(
    Repair.BY_HAND,
    "",
    "No button can put this right without guessing. Tell those who run the service, with the reference.",
)


def remedy_for(sort: str) -> Remedy:
    """What can be done about one sort."""
    return _REMEDIES.get(sort, _OTHERWISE)


@dataclass(frozen=True)
class Way:
    """What the link to a page says on which stuck work is put right, and the agency whose managers can open it."""

    words: str
    side: Side | None = None


WAYS: Mapping[str, Way] = {
    "charging:action_plan": Way("Open the action plan"),
    "charging:clocks": Way("Open the clocks"),
    "charging:contest": Way("Open the contest"),
    "charging:escalation": Way("Open the escalation"),
    "charging:mismatch": Way("Open the charges that differ"),
    "charging:unused_authority": Way("Open what police said"),
    "charging:triage": Way("Triage it", Side.CPS),
    "charging:review_allocate": Way("Give the review to somebody", Side.CPS),
    "charging:suspect_finalise": Way("Close it without a decision", Side.CPS),
}
"""By the name of the page; other pages are reached from the case."""

_SUSPECT = re.compile(r"\bsuspect \d+\b")
_KEY = re.compile(r" \(\d+\)")


def in_words(what: str, suspect: str) -> str:
    """What is stuck as a reader is told it: by the suspect's name where it is known, without keys of rows."""
    said = _KEY.sub("", what)
    return _SUSPECT.sub(lambda _: suspect, said, count=1) if suspect else said
