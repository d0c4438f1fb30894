"""Everything the page of one case shows, read in a fixed number of queries whatever its size."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import User
from accounts.roles import Side
from casework import permissions
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import (
    CaseFile,
    Flag,
    Offence,
    Person,
    Suspect,
    headline_status,
)
from casework.queries import case_page as casework_page
from casework.queries.beside import Beside, beside
from casework.queries.case_page import HeldDays, TimelineEntry
from casework.queries.contacts import Contact, contacts_of
from casework.rules.contents import CaseContents
from charging.models import ChargeRecord, Decision
from charging.queries.checklist import arrange
from charging.queries.decisions import decisions_of
from charging.queries.gate import with_gate_time
from charging.queries.glance import Glance, glance_at
from charging.queries.held import held_days
from charging.queries.rounds import Round, rounds_of
from charging.queries.steps import NextStep, next_steps
from charging.queries.timeline import timeline
from foundation.periods import local_date

SHORT_TIMELINE = 30
SAME_LOOK = timedelta(minutes=5)
"""Who comes back to a case within this time has not opened it twice."""


@dataclass(frozen=True)
class SuspectCard:
    """One suspect as the page shows them. `offences` are proposed; `authorised` reads "code title"."""

    suspect: Suspect
    status: str
    colour: str
    offences: Sequence[Offence]
    held: HeldDays
    decision: Decision | None
    authorised: Sequence[str]
    record: ChargeRecord | None
    is_youth: bool
    can_build: bool

    @property
    def police_share(self) -> int:
        """The share of the days that were with police, in whole hundredths, for a bar."""
        total = self.held.police + self.held.cps
        return round(100 * self.held.police / total) if total else 0

    @property
    def holder(self) -> str:
        """Who has the file now, in words."""
        words = {
            Holder.POLICE: "With police",
            Holder.CPS: "With the CPS",
            Holder.POLICE_TO_CHARGE: "With police, to charge",
            Holder.COURT: "At court",
            Holder.CLOSED: "Closed",
        }
        return words[STATUSES[Status(self.suspect.status)].holder]


@dataclass(frozen=True)
class CaseFilePage:
    """The page of one case for one reader."""

    case_file: CaseFile
    status: str
    colour: str
    steps: Sequence[NextStep]
    suspects: Sequence[SuspectCard]
    people: Sequence[Person]
    flags: Sequence[str]
    glance: Glance
    beside: Beside
    rounds: Sequence[Round]
    contacts: Sequence[Contact]
    timeline: Sequence[TimelineEntry]
    events: int
    can_build: bool


def case_file_page(case_file: CaseFile, user: User, *, at: datetime, whole_timeline: bool = False) -> CaseFilePage:
    """Read the page of a case for a reader who may see it."""
    today = local_date(at)
    contents = casework_page.contents_of(case_file)
    rounds = rounds_of(case_file, user)
    rows = list(casework_page.told_ledger(case_file, reader=user))
    standard = casework_page.standard_for(contents, on=today)
    open_to_edits = not contents.suspects or any(suspect.is_editable for suspect in contents.suspects)
    builds = open_to_edits and permissions.may_build(user, case_file).allowed
    colours = {STATUSES[Status(suspect.status)].colour for suspect in contents.suspects}
    shown = rows if whole_timeline else rows[-SHORT_TIMELINE:]
    cards = _Cards(contents, user, at, builds)
    around = beside(case_file, user, since=at - SAME_LOOK)
    contacts = contacts_of(case_file, reader=user, on=today, rows=rows)
    covers = frozenset(
        each.person.pk for each in contacts if each.person and each.away and each.away.user_id == user.pk
    )
    return CaseFilePage(
        case_file=case_file,
        status=headline_status(list(contents.suspects), user.side),
        colour=colours.pop() if len(colours) == 1 else "grey",
        steps=next_steps(case_file, user, contents.suspects, rounds, covers=covers),
        suspects=cards.read([held_days(suspect, rows, today=today) for suspect in contents.suspects]),
        people=contents.people,
        flags=[Flag(code).label for code in sorted(contents.flags)],
        glance=glance_at(contents, arrange(standard, case_file, can_mend=builds), around.questions, user),
        beside=around,
        rounds=[with_gate_time(each, rows, at=at) for each in reversed(rounds)],
        contacts=contacts,
        timeline=timeline(shown, contents.suspects),
        events=len(rows),
        can_build=builds,
    )


@dataclass(frozen=True)
class _Cards:
    """What the cards of all suspects share."""

    contents: CaseContents
    user: User
    at: datetime
    builds: bool

    def read(self, held: Sequence[HeldDays]) -> list[SuspectCard]:
        """Make a card for every suspect, in order, with the latest decision."""
        latest = {decision.suspect_id: decision for decision in decisions_of(self.contents.case_file)}
        return [self._card(each, latest.get(each.suspect.pk)) for each in held]

    def _card(self, held: HeldDays, decision: Decision | None) -> SuspectCard:
        suspect = held.suspect
        words = STATUSES[Status(suspect.status)]
        return SuspectCard(
            suspect=suspect,
            status=words.label(self.user.side or Side.CPS),
            colour=words.colour,
            offences=[offence for offence in self.contents.offences if offence.suspect_id == suspect.pk],
            held=held,
            decision=decision,
            authorised=getattr(decision, "authorised", []) or [],
            record=getattr(decision, "charge_record", None),
            is_youth=suspect.is_youth(local_date(self.at)),
            can_build=self.builds and suspect.is_editable,
        )
