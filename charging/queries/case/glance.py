"""A case at a glance: how complete the file is, what is in it, and who waits for an answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from casework.models import Material, ScanState, sees_sensitive
from casework.rules.contents import CaseContents
from charging.queries.submission.checklist import Checklist, ChecklistRow

MOST_NAMED = 5


@dataclass(frozen=True)
class Glance:
    """The numbers at the head of a case, each a way into its part. Questions are counted by whom they wait for."""

    checklist: Checklist
    material: Sequence[Material]
    quarantined: int
    unused: int
    questions: Mapping[str, int]

    @property
    def missing(self) -> Sequence[ChecklistRow]:
        """The first few things that are missing, hard stops first."""
        return self.checklist.missing[:MOST_NAMED]

    @property
    def more_missing(self) -> int:
        """How many are missing beside those."""
        return len(self.checklist.missing) - len(self.missing)

    @property
    def percent(self) -> int:
        """How far the bar is filled, in whole hundredths."""
        return round(100 * len(self.checklist.met) / self.checklist.needed_count) if self.checklist.needed_count else 0


def glance_at(contents: CaseContents, checklist: Checklist, questions: Mapping[str, int], reader: User) -> Glance:
    """Count what a reader may know of; nothing here queries."""
    material = contents.material_for(reader)
    waiting = [version for version in contents.newest.values() if version.scan_state == ScanState.WAITING]
    known = {item.pk for item in material}
    return Glance(
        checklist=checklist,
        material=material,
        quarantined=sum(1 for version in waiting if version.material_id in known),
        unused=sum(
            1 for item in contents.live_unused if not item.sensitive or sees_sensitive(reader, contents.case_file)
        ),
        questions=questions,
    )
