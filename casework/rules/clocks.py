"""Which clocks run for a suspect by what the case file says: detention, bail, the statutory time limit.

Everything is worked out from facts each time it is asked; nothing is counted down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from casework.models import PauseKind
from casework.models.reference import ModeOfTrial
from casework.rules import limits
from casework.rules.limits import Limit
from foundation.clocks import Pause, start_of
from foundation.periods import local_date


@dataclass(frozen=True, kw_only=True)
class Running:
    """One clock of one suspect. `owner` has to act before it runs out: police or cps.

    `deadline` is the first instant at which it is too late, None while the clock stands still or where there is no
    target. `original` is what it was before any extension. `limit` says under which rule, where there is one.
    """

    code: str
    title: str
    owner: str
    began: datetime
    deadline: datetime | None
    original: datetime | None = None
    standing_still: bool = False
    limit: Limit | None = None
    pauses: Sequence[Pause] = ()


def earliest(clocks: Iterable[Running]) -> Running | None:
    """The clock that runs out first; None where none runs."""
    running = [clock for clock in clocks if clock.deadline is not None]
    return min(running, key=lambda clock: (clock.deadline, clock.code), default=None)


@dataclass(frozen=True, kw_only=True)
class DetentionPauseFact:
    """Time that does not count as detention."""

    kind: str
    starts: datetime
    ends: datetime | None


@dataclass(frozen=True, kw_only=True)
class DetentionFacts:
    """A detention that has not ended; `limit` and `amount` are those of the last extension, or of none."""

    relevant_at: datetime
    limit: str = "detention"
    amount: int | None = None
    pauses: Sequence[DetentionPauseFact] = ()
    reviewed_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class BailFacts:
    """Bail that has not ended; `first` is the limit it was granted under, the others are the last extension's."""

    granted_at: datetime
    first: str
    limit: str
    amount: int | None = None


@dataclass(frozen=True, kw_only=True)
class HolderSpells:
    """Who held the file of a suspect from when on, oldest first, and who holds it since the present status."""

    changes: Sequence[tuple[datetime, str]] = ()
    now: str = ""
    since: datetime | None = None

    def held_by(self, holder: str) -> list[Pause]:
        """The spells with one holder; the last has no end while it goes on."""
        told = [change for change in self.changes if self.since is None or change[0] < self.since]
        if self.since is not None:
            told.append((self.since, self.now))
        ends: list[datetime | None] = [at for at, _ in told[1:]]
        spells = zip(told, [*ends, None], strict=True)
        return [Pause(at, until) for (at, who), until in spells if who == holder and at != until]

    def as_if_police_had_it(self, moment: datetime) -> "HolderSpells":
        """The spells before a moment, with nobody holding the file from then on whom a clock waits for."""
        told = [*self.changes, *([(self.since, self.now)] if self.since else [])]
        return HolderSpells(changes=[change for change in told if change[0] < moment], since=moment)


@dataclass(frozen=True, kw_only=True)
class OffenceFact:
    """A proposed offence, as far as time limits go; `starts_on` is the first day on which it may have happened."""

    code: str
    mode_of_trial: str
    starts_on: date


@dataclass(frozen=True, kw_only=True)
class SuspectFacts:
    """What the clocks of one suspect are worked out from, as far as the case file says it."""

    detention: DetentionFacts | None = None
    bail: BailFacts | None = None
    spells: HolderSpells = field(default_factory=HolderSpells)
    offences: Sequence[OffenceFact] = ()
    domestic_abuse: bool = False
    reported_on: date | None = None


def clocks_of(facts: SuspectFacts) -> list[Running]:
    """Every clock that runs for a suspect by what the case file says."""
    return [
        *(detention(facts.detention) if facts.detention else []),
        *([bail(facts.bail, facts.spells)] if facts.bail else []),
        *statutory(facts),
    ]


def detention(facts: DetentionFacts) -> list[Running]:
    """The end of detention, and its next review.

    Reviews go on while the detention clock stands still: no source says that they may wait.
    """
    on = local_date(facts.relevant_at)
    pauses = detention_pauses(facts)
    longest, first = limits.limit(facts.limit, on), limits.limit("detention", on)
    ends = Running(
        code=longest.code,
        title=longest.title,
        owner=longest.owner,
        began=facts.relevant_at,
        deadline=(deadline := longest.after(facts.relevant_at, *pauses, amount=facts.amount)),
        original=first.after(facts.relevant_at),
        standing_still=deadline is None,
        limit=longest,
        pauses=pauses,
    )
    code = "detention_review" if facts.reviewed_at else "detention_review_first"
    return [ends, since(code, facts.reviewed_at or facts.relevant_at)]


def detention_pauses(facts: DetentionFacts) -> list[Pause]:
    """Time that does not count. After an arrest for breach of bail it is so long at most, whatever was recorded."""
    return [_at_most(pause) if pause.kind == PauseKind.BAIL_ARREST else _as_told(pause) for pause in facts.pauses]


def _as_told(pause: DetentionPauseFact) -> Pause:
    return Pause(pause.starts, pause.ends)


def _at_most(pause: DetentionPauseFact) -> Pause:
    longest = limits.due("bail_arrest_pause", pause.starts)
    return Pause(pause.starts, min(pause.ends, longest) if pause.ends else longest)


def bail(facts: BailFacts, spells: HolderSpells) -> Running:
    """The end of pre-charge bail, which stands still while somebody holds the file of whom the list says so."""
    on = local_date(facts.granted_at)
    pauses, rule = bail_pauses(facts, spells), limits.limit(facts.limit, on)
    deadline = rule.after(facts.granted_at, *pauses, amount=facts.amount)
    return Running(
        code=rule.code,
        title=rule.title,
        owner=rule.owner,
        began=facts.granted_at,
        deadline=deadline,
        original=limits.limit(facts.first, on).after(facts.granted_at),
        standing_still=deadline is None,
        limit=rule,
        pauses=pauses,
    )


def bail_pauses(facts: BailFacts, spells: HolderSpells) -> list[Pause]:
    """When bail stood still, since it was granted."""
    holder = limits.stands_still_with("bail", local_date(facts.granted_at))
    found = spells.held_by(holder) if holder else []
    return [pause for pause in found if pause.ends is None or pause.ends > facts.granted_at]


def statutory(facts: SuspectFacts) -> list[Running]:
    """The earliest day by which a summary-only offence has to be charged; nothing where none is proposed."""
    found = [_limit_of(offence, facts) for offence in facts.offences if offence.mode_of_trial == ModeOfTrial.SUMMARY]
    first = earliest(found)
    return [first] if first else []


def _limit_of(offence: OffenceFact, facts: SuspectFacts) -> Running:
    # Nobody proposes an offence from before the list begins but by a slip of the pen.
    began = start_of(max(offence.starts_on, limits.latest("summary_limit").valid_from))
    ordinary = since("summary_limit", began)
    if not (facts.domestic_abuse and facts.reported_on and limits.is_domestic_assault(offence.code)):
        return ordinary
    reported = max(start_of(facts.reported_on), began)
    if local_date(began) < limits.latest("summary_limit_domestic").valid_from:
        return ordinary
    from_report, from_offence = (
        since("summary_limit_domestic", reported),
        since("summary_limit_domestic_longest", began),
    )
    return earliest([from_report, from_offence]) or ordinary


def since(code: str, began: datetime, pauses: Sequence[Pause] = ()) -> Running:
    """A clock that began at an instant, by the limit in force on that day. Raises LookupError where there is none."""
    rule = limits.limit(code, local_date(began))
    deadline = rule.after(began, *pauses)
    return Running(
        code=code,
        title=rule.title,
        owner=rule.owner,
        began=began,
        deadline=deadline,
        original=rule.after(began),
        standing_still=deadline is None,
        limit=rule,
        pauses=pauses,
    )
