"""The page of clocks: every clock of every suspect with its rule, what made it stand still, and who agreed to more."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from accounts.models import User
from casework import permissions as casework_permissions
from casework.lifecycle import OPEN, Status
from casework.models import Bail, CaseFile, CustodyBasis, Detention, Extension, Suspect
from casework.rules import clocks as of_file
from casework.rules import custody as rules
from casework.rules import limits
from casework.rules.clocks import BailFacts, DetentionFacts, Running, SuspectFacts
from charging import permissions
from charging.lifecycle import SubmissionState
from charging.models import SuspectStream
from charging.queries.clocks.due import OWNERS, Due, running_due, stream_name
from charging.queries.clocks.facts import Read, read
from charging.rules.clocks import GATE, clocks_of
from charging.rules.streams import CHANGEABLE
from foundation.clocks import ClockUnit, Pause
from foundation.wording import ends, when


@dataclass(frozen=True)
class ClockRow:
    """One clock in the words of the page. `by_hour` says whether its deadlines are instants, not ends of days."""

    clock: Running
    due: Due
    by_hour: bool

    @property
    def owner(self) -> str:
        """Whose turn it is."""
        return OWNERS[self.clock.owner]

    @property
    def deadline_words(self) -> str:
        """When it runs out: the instant, or the end of the last day; empty where it does not."""
        return _told(self.clock.deadline)

    @property
    def original_words(self) -> str:
        """When it ran out first."""
        return _told(self.clock.original)

    @property
    def rule(self) -> str:
        """Where its limit is from. Of one that is still to be confirmed only the law is told, not how we read it."""
        limit = self.clock.limit
        if limit is None:
            return "Agreed in the case"
        return limit.source if limit.confirmed else limit.statute

    @property
    def to_be_confirmed(self) -> bool:
        """Whether practitioners have yet to confirm its limit."""
        return self.clock.limit is not None and not self.clock.limit.confirmed

    @property
    def pauses(self) -> Sequence[Pause]:
        """When it stood still: what began once it had run out changes nothing, and is no pause of it.

        What began and ended within one minute would be said as from a time to that same time, so it is not said.
        """
        ends = self.clock.deadline
        told = [pause for pause in self.clock.pauses if ends is None or pause.starts < ends]
        return [pause for pause in told if pause.ends is None or when(pause.starts) != when(pause.ends)]

    @property
    def moved(self) -> bool:
        """Whether it runs out at another moment than it did first."""
        return self.clock.original is not None and self.clock.original != self.clock.deadline


def _told(deadline: datetime | None) -> str:
    words = ends(deadline) if deadline else ""
    return words[:1].upper() + words[1:]


@dataclass(frozen=True)
class Act:
    """Something that can be recorded: the last part of its address, and the words of its link."""

    key: str
    label: str


@dataclass(frozen=True)
class SuspectClocks:
    """All clocks of one suspect, what is on record of detention and bail, and what this reader can record."""

    suspect: Suspect
    rows: Sequence[ClockRow]
    stream: str
    detentions: Sequence[Detention]
    bails: Sequence[Bail]
    acts: Sequence[Act]
    can_change_stream: bool

    @property
    def not_on_record(self) -> str:
        """What cannot be counted because police have not said when it began, in a sentence; empty where nothing is."""
        footing = CustodyBasis(self.suspect.custody_basis)
        records: Mapping[CustodyBasis, tuple[str, Sequence[Detention | Bail]]] = {
            CustodyBasis.CUSTODY: ("detention", self.detentions),
            CustodyBasis.BAIL: ("bail", self.bails),
        }
        thing, known = records.get(footing, ("", ()))
        waits = Status(self.suspect.status) in OPEN and not any(record.ended_at is None for record in known)
        return f"When {thing} began is not on record, so its clock cannot be shown." if waits and thing else ""


DETAIN, BAIL = Act("detain", "Record a detention"), Act("grant-bail", "Record bail")
REVIEWED = Act("review", "Record a review")
RELEASED = (Act("release", "Record a release"), Act("grant-bail", "Record a release on bail"))
EXTEND = {"detention": Act("extend", "Extend detention"), "bail": Act("extend-bail", "Extend bail")}
EXPIRED = {
    "detention": Act("extend", "Record an extension of detention that was agreed before it ran out"),
    "bail": Act("extend-bail", "Record an extension of bail that was agreed before it ran out"),
}
PAUSE, RESUME = Act("pause", "Stop the clock"), Act("resume", "Start the clock again")
ON_BAIL = (Act("end-bail", "Record the end of bail"), Act("detain", DETAIN.label))


def clocks_page(case_file: CaseFile, user: User, *, at: datetime) -> list[SuspectClocks]:
    """Read the page for a reader of the case."""
    facts = {row.suspect_id: row for row in read([case_file.pk])}
    keeps = casework_permissions.may_keep_custody(user, case_file).allowed
    changes = permissions.may_change_stream(user, case_file).allowed
    return [_of(each, facts.get(each.pk), at=at, keeps=keeps, changes=changes) for each in suspects_of(case_file)]


def suspects_of(case_file: CaseFile) -> Iterable[Suspect]:
    """The suspects of a case with all that is on record of their detention and bail."""
    extensions = Prefetch("extensions", queryset=Extension.objects.select_related("recorded_by").order_by("id"))
    detentions = Detention.objects.select_related("recorded_by").prefetch_related("reviews", "pauses", extensions)
    bails = Bail.objects.select_related("recorded_by").prefetch_related(extensions)
    rows = case_file.suspects.defer("interview_summary").order_by("number")
    return rows.prefetch_related(Prefetch("detentions", queryset=detentions), Prefetch("bails", queryset=bails))


def _of(suspect: Suspect, facts: Read | None, *, at: datetime, keeps: bool, changes: bool) -> SuspectClocks:
    found = clocks_of(facts.facts) if facts else []
    detentions, bails = list(suspect.detentions.all()), list(suspect.bails.all())
    return SuspectClocks(
        suspect=suspect,
        rows=[_row(clock, at) for clock in found if clock.code != GATE],
        stream=stream_name(facts.facts.stream) if facts else "",
        detentions=detentions,
        bails=bails,
        acts=_acts(suspect, detentions, bails, facts.facts.file if facts else SuspectFacts(), at) if keeps else (),
        can_change_stream=changes and Status(suspect.status) in CHANGEABLE,
    )


def _row(clock: Running, at: datetime) -> ClockRow:
    by_hour = clock.limit is not None and clock.limit.span.unit is ClockUnit.HOURS
    return ClockRow(clock, running_due(clock, at), by_hour)


def _acts(
    suspect: Suspect, detentions: Iterable[Detention], bails: Iterable[Bail], said: SuspectFacts, at: datetime
) -> Sequence[Act]:
    """What can be recorded next of a suspect; what goes on can be ended even once the case is closed."""
    detention = next((each for each in detentions if each.ended_at is None), None)
    if detention is not None:
        paused = any(pause.ends_at is None for pause in detention.pauses.all())
        return (REVIEWED, *_longer(suspect, said, at), *RELEASED, RESUME if paused else PAUSE)
    if any(each.ended_at is None for each in bails):
        return (*_longer(suspect, said, at), *ON_BAIL)
    return (DETAIN, BAIL) if Status(suspect.status) in OPEN else ()


def _longer(suspect: Suspect, said: SuspectFacts, at: datetime) -> Sequence[Act]:
    """More time, by the verdict of recording it; once it has run out, only what was agreed before then."""
    facts: DetentionFacts | BailFacts
    if said.detention:
        kind, facts, clock = "detention", said.detention, of_file.detention(said.detention)[0]
    elif said.bail:
        kind, facts, clock = "bail", said.bail, of_file.bail(said.bail, said.spells)
    else:
        return ()
    length = facts.amount if facts.amount is not None else limits.latest(facts.limit).span.amount
    if not rules.may_be_extended(suspect, kind, facts.limit, length, stands_still=clock.standing_still):
        return ()
    return [(EXTEND if rules.before_expiry(at, clock.deadline) else EXPIRED)[kind]]


def stream_of(suspect: Suspect) -> SuspectStream | None:
    """The stream that counts for a suspect now; None where none was kept yet."""
    rows = SuspectStream.objects.filter(suspect=suspect, submission__state=SubmissionState.SENT)
    return rows.order_by("-submission_id").first()
