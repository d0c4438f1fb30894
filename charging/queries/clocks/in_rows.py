"""What a row of a list says of a suspect: a clock that has expired, then the one that runs out first.

The row that lists are ordered by keeps only the first of all clocks, an expired one included. Where that one does not
say all that the reader acts by, because it has expired already, is only an order, or is too far away to be told, all
clocks are worked out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from casework.lifecycle import OPEN, Status
from casework.models import CustodyBasis, Standing
from casework.rules.clocks import Running
from charging.queries.clocks.due import OWNERS, Due, clock_due, due_of, running_due
from charging.queries.clocks.facts import read
from charging.rules.clocks import GATE, WayFacts, clocks_of, owner_of, words_of

NO_LIMIT_AT_THE_GATE = Due("Sign-off, no time limit · police")
NO_BAIL_DATE = Due("Bail date not on record · police", "orange")


@dataclass(frozen=True)
class Told:
    """What a row says: what is late or due first, and what else has to be known, such as the decision to come."""

    due: Due
    besides: tuple[Due, ...] = ()

    @property
    def all(self) -> tuple[Due, ...]:
        """Whatever there is to say, first things first."""
        return tuple(each for each in (self.due, *self.besides) if each.words)

    @property
    def words(self) -> str:
        """All of it in one line."""
        return ". ".join(each.words for each in self.all)


NOTHING = Told(Due())


def told_of(standings: Iterable[Standing], at: datetime) -> Mapping[int, Told]:
    """What rows say of some suspects, by key: one query where one of them needs all clocks, else none."""
    rows = list(standings)
    unclear = {row.pk for row in rows if says_too_little(Status(row.status), row.clock, row.due_at, at)}
    cases = sorted({row.case_file_id for row in rows if row.pk in unclear})
    facts = {each.suspect_id: each.facts for each in read(cases)} if cases else {}
    found = {row.pk: told_by(facts[row.pk], at) for row in rows if row.pk in unclear and row.pk in facts}
    return {row.pk: _told(row, found.get(row.pk, NOTHING), at) for row in rows}


def says_too_little(status: Status, clock: str, due_at: datetime | None, at: datetime) -> bool:
    """Whether the first clock of an open suspect may hide another that the reader has to know of."""
    if status not in OPEN or due_at is None or not clock:
        return False
    return clock == GATE or _has_ended(clock, due_at, at) or not clock_due(clock, due_at, at).words


def told_by(facts: WayFacts, at: datetime) -> Told:
    """What all clocks of a suspect come to: the first that has expired, then the first that still runs.

    What has expired and is nobody's to put right stands behind what somebody can still do in time.
    """
    running = [clock for clock in clocks_of(facts) if clock.code != GATE and clock.deadline]
    ended = [clock for clock in running if _has_ended(clock.code, clock.deadline, at)]
    said = (running_due(clock, at) for clock in running if clock not in ended)
    first = next((due for due in said if due.words), Due())
    if not ended:
        return Told(first)
    late = next((clock for clock in ended if not _is_lost(clock)), ended[0])
    expired = running_due(late, at)
    if not first.words:
        return Told(expired)
    return Told(first, (expired,)) if _is_lost(late) else Told(_to_put_right(late, expired), (first,))


def _told(row: Standing, found: Told, at: datetime) -> Told:
    first = due_of(row, at)
    if found.due.words and first.words and row.clock == GATE:
        return Told(first, found.all)
    if found.due.words:
        return found
    if row.clock == GATE and not first.words:
        return Told(NO_BAIL_DATE if row.custody_basis == CustodyBasis.BAIL else NO_LIMIT_AT_THE_GATE)
    return Told(first)


def _has_ended(code: str, deadline: datetime | None, at: datetime) -> bool:
    """Whether a clock has expired for good; what is only overdue can still be done."""
    return deadline is not None and deadline <= at and words_of(code)[1] == "ends"


def _is_lost(clock: Running) -> bool:
    """Whether it cannot be mended once it has run out: of a statutory time limit that is only said."""
    return clock.code.startswith("summary_limit")


def _to_put_right(clock: Running, due: Due) -> Due:
    owner = OWNERS[owner_of(clock.code)]
    return replace(due, words=f"{due.words.removesuffix(f' · {owner}')} · {owner} to put right")
