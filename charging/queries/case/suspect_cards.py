"""What the page of a case says of each suspect: offences, decision, charge, who holds the file and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import User
from accounts.roles import Side
from casework.lifecycle import CHARGE_WITHOUT_AUTHORITY, STATUSES, Holder, Status
from casework.models import CustodyBasis, Offence, Suspect
from casework.queries.beside import Beside
from casework.queries.case_page import HeldDays
from casework.rules.contents import CaseContents
from charging.lifecycle import STREAM_NAMES, MatterKind, Result, Stream
from charging.models import ChargeRecord, Decision, Settlement
from charging.permissions import may_record_charge
from charging.queries.clocks.due import Due, clock_due
from charging.queries.clocks.in_custody import Watched
from charging.queries.disagreements.of_case import Disagreement
from charging.queries.review.decisions import decisions_of
from foundation.periods import local_date
from foundation.wording import day


@dataclass(frozen=True)
class SuspectCard:
    """One suspect as the page shows them. `offences` are proposed; `authorised` and `charged` read "code title".

    `charged` is what they are charged with now, where that is not just what was authorised, and `amended` that it is
    not what was laid first. `given_later` says that the CPS gave its authority afterwards. `stream` is how urgent it
    is now, once sent.
    """

    suspect: Suspect
    status: str
    colour: str
    offences: Sequence[Offence]
    held: HeldDays
    decision: Decision | None
    authorised: Sequence[str]
    charged: Sequence[str]
    amended: bool
    given_later: bool
    record: ChargeRecord | None
    is_youth: bool
    can_build: bool
    unasked: bool
    dues: Sequence[Due]
    stream: str

    @property
    def facts(self) -> str:
        """Age, footing and plea in one line. On what footing police have somebody ends with the charge, or the case."""
        suspect, ended = self.suspect, {Holder.COURT, Holder.CLOSED}
        unknown = "Date of birth not known" if suspect.date_of_birth_unknown else ""
        born = f"Born {day(suspect.date_of_birth)}" if suspect.date_of_birth else unknown
        footing = "" if STATUSES[Status(suspect.status)].holder in ended else suspect.get_custody_basis_display()
        return " · ".join(filter(None, [born, footing, suspect.get_anticipated_plea_display()]))

    @property
    def looked_at_again(self) -> bool:
        """Whether the decision shown is being made again: what asked for more work, or advised, goes on as usual."""
        settled = self.decision is not None and self.decision.result not in {Result.ACTION_PLAN, Result.ADVICE}
        return settled and self.suspect.status in {Status.WITH_PROSECUTOR, Status.SUBMITTED, Status.SECOND_TRIAGE}

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
class Cards:
    """Makes the cards of the suspects of one case, from what the page has read."""

    contents: CaseContents
    user: User
    at: datetime
    builds: bool
    around: Beside
    odds: Sequence[Disagreement]
    watched: Watched

    @cached_property
    def given_later(self) -> set[int | None]:
        """The keys of those for whose charge the CPS gave its authority after it was laid."""
        mismatches = [each for each in self.odds if each.kind is MatterKind.MISMATCH and not each.is_open]
        return {each.suspect_id for each in mismatches if each.said["settlement"] == Settlement.AUTHORISED}

    def read(self, held: Sequence[HeldDays]) -> list[SuspectCard]:
        """Make a card for each of some suspects, in order, with the latest decision."""
        was_sent = self.contents.case_file.first_submitted_at is not None
        latest = {row.suspect_id: row for row in decisions_of(self.contents.case_file)} if was_sent else {}
        return [self._card(each, latest.get(each.suspect.pk)) for each in held]

    def _card(self, held: HeldDays, decision: Decision | None) -> SuspectCard:
        suspect = held.suspect
        words = STATUSES[Status(suspect.status)]
        return SuspectCard(
            suspect=suspect,
            status=words.label(self.user.side or Side.CPS),
            colour=words.colour,
            offences=self.contents.offences_of(suspect),
            held=held,
            decision=decision,
            authorised=getattr(decision, "authorised", []) or [],
            charged=_charged_otherwise(decision),
            amended=bool(getattr(decision, "amended", None)),
            given_later=suspect.pk in self.given_later,
            record=getattr(decision, "charge_record", None),
            is_youth=suspect.is_youth(local_date(self.at)),
            can_build=self.builds and suspect.is_editable,
            unasked=self._may_be_charged_unasked(suspect),
            dues=self._dues(suspect),
            stream=self._stream(suspect),
        )

    def _dues(self, suspect: Suspect) -> Sequence[Due]:
        """What runs out first, and what is not on record; of somebody in custody, everything that runs by the hour."""
        clock, due_at = self.around.dues.get(suspect.pk, ("", None))
        first = clock_due(clock, due_at, self.at) if due_at else Due()
        return [each for each in self.watched.dues(suspect, first, self.at) if each.words]

    def _stream(self, suspect: Suspect) -> str:
        """The stream in words; nothing before anything was sent."""
        stream = self.around.streams.get(suspect.pk, "")
        return STREAM_NAMES[Stream(stream)] if stream and self.contents.case_file.first_submitted_at else ""

    def _may_be_charged_unasked(self, suspect: Suspect) -> bool:
        """Whether this reader may record a charge without authority; not of what was never sent, but in custody."""
        known = self.contents.case_file.first_submitted_at is not None or suspect.custody_basis == CustodyBasis.CUSTODY
        able = known and Status(suspect.status) in CHARGE_WITHOUT_AUTHORITY.sources
        return able and may_record_charge(self.user, self.contents.case_file).allowed


def _charged_otherwise(decision: Decision | None) -> Sequence[str]:
    """What a suspect is charged with now, where that is not what was authorised; nothing where it is."""
    charged: Sequence[str] = getattr(decision, "amended", None) or getattr(decision, "laid", [])
    return [] if set(charged) == set(getattr(decision, "authorised", [])) else charged
