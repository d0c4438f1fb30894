"""All clocks of those of whom one is not enough: in custody, or with one that hides another; read only for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from casework.lifecycle import OPEN, Status
from casework.models import CaseFile, CustodyBasis, Suspect
from casework.queries.beside import Beside
from casework.rules.clocks import Running
from charging.queries.clocks.due import Due, running_due
from charging.queries.clocks.facts import read
from charging.queries.clocks.in_rows import Told, says_too_little, told_by
from charging.rules.clocks import AGREED, WayFacts, clocks_of
from foundation.clocks import ClockUnit
from foundation.wording import ends

NO_BAIL_DATE = Due("When bail began is not on record, so its clock does not run · police to put right", "orange")
NOT_ON_RECORD = Due("When detention began is not on record, so its clock does not run", "orange")


@dataclass(frozen=True)
class Watched:
    """What all clocks of some suspects of a case are worked out from, by key: `held` in custody, `unclear` others.

    `no_bail_date` are those on bail of whom it is not on record when it began.
    """

    held: Mapping[int, WayFacts]
    unclear: Mapping[int, WayFacts]
    no_bail_date: frozenset[int]

    @property
    def no_detention(self) -> frozenset[int]:
        """Those in custody of whom it is not on record when their detention began."""
        return frozenset(key for key, facts in self.held.items() if facts.file.detention is None)

    def dues(self, suspect: Suspect, first: Due, at: datetime) -> list[Due]:
        """What the page says of a suspect, where `first` is what runs out first."""
        if suspect.pk in self.held:
            return dues_in_custody(self.held[suspect.pk], at) or [first]
        told = told_by(self.unclear[suspect.pk], at) if suspect.pk in self.unclear else Told(first)
        return [*told.all, *([NO_BAIL_DATE] if suspect.pk in self.no_bail_date else [])]


ALL_ON_RECORD = Watched({}, {}, frozenset())


def watched(case_file: CaseFile, suspects: Iterable[Suspect], around: Beside, at: datetime) -> Watched:
    """Read it for a case, with what stands beside it; no query where one clock says it all of everybody."""
    going_on = [suspect for suspect in suspects if Status(suspect.status) in OPEN]
    held = {each.pk for each in going_on if each.custody_basis == CustodyBasis.CUSTODY}
    nothing: tuple[str, datetime | None] = ("", None)
    unclear = {
        each.pk
        for each in going_on
        if says_too_little(Status(each.status), *around.dues.get(each.pk, nothing), at) and each.pk not in held
    }
    rows = {row.suspect_id: row.facts for row in read([case_file.pk])} if held or unclear else {}
    on_bail = {each.pk for each in going_on if each.custody_basis == CustodyBasis.BAIL}
    return Watched(
        held={key: facts for key, facts in rows.items() if key in held},
        unclear={key: facts for key, facts in rows.items() if key in unclear},
        no_bail_date=frozenset(on_bail - around.on_bail),
    )


def dues_in_custody(facts: WayFacts, at: datetime) -> list[Due]:
    """What runs by the hour, first the one that runs out first; that detention is not counted, where it is not."""
    told = [_due(clock, at) for clock in clocks_of(facts) if _by_the_hour(clock)]
    return told if facts.file.detention else [NOT_ON_RECORD, *told]


def _by_the_hour(clock: Running) -> bool:
    return clock.code not in AGREED and clock.limit is not None and clock.limit.span.unit is ClockUnit.HOURS


def _due(clock: Running, at: datetime) -> Due:
    if clock.standing_still:
        return Due(f"{clock.title} stands still")
    due = running_due(clock, at)
    return replace(due, words=f"{due.words} ({ends(clock.deadline)})") if clock.deadline else due
