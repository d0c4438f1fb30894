"""Whether material must be redacted for a stage, why, and what it took."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events
from casework.models import CaseEvent, Material, Redaction, RedactionNeed
from casework.operations import building, locking
from foundation.verdicts import NotPermitted, Refused, Verdict

MOST_MINUTES = 60 * 200


@dataclass(frozen=True, kw_only=True)
class RedactionAnswer:
    """Whether it is needed for one stage. `minutes` is all the time spent on it so far, not what was added."""

    stage: str
    need: str
    reason: str = ""
    minutes: int | None = None
    done: bool = False

    def check(self) -> Verdict:
        """Say whether the answer is whole. "Not known yet" is an answer, and needs no reason."""
        verdict = Verdict.ok()
        needed = self.need == RedactionNeed.NEEDED
        if needed and not self.reason.strip():
            verdict &= Verdict.no("no_reason", "Say what has to be redacted, and why.", "reason")
        if self.done and not needed:
            verdict &= Verdict.no("not_needed", "Only redaction that is needed can be done.", "done")
        if self.done and self.minutes is None:
            verdict &= Verdict.no("no_minutes", "Say how many minutes it took.", "minutes")
        if self.minutes is not None and not 0 <= self.minutes <= MOST_MINUTES:
            verdict &= Verdict.no("too_many_minutes", f"Minutes must be between 0 and {MOST_MINUTES:,}.", "minutes")
        return verdict


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An answer for one item, and the version that its writer saw: 0 where there was none yet."""

    item: Material
    answer: RedactionAnswer
    expected_version: int


class SomeRefused(Refused):
    """Some of several answers were refused, so none is recorded; `refusals` says which, by the key of the item."""

    def __init__(self, refusals: Mapping[int, Refused]) -> None:
        reasons = (reason for refusal in refusals.values() for reason in refusal.verdict.reasons)
        super().__init__(Verdict.of(*dict.fromkeys(reasons)))
        self.refusals = refusals


@transaction.atomic
def record_all(*, asked: Sequence[Asked], by: User, at: datetime) -> list[CaseEvent]:
    """Record answers for several items of one case, all of them or none; an event for each that differs.

    Raises NotPermitted or SomeRefused; then nothing has changed.
    """
    refusals: dict[int, Refused] = {}
    told: list[CaseEvent | None] = []
    for each in sorted(asked, key=lambda each: each.item.pk):
        try:
            told.append(
                record(item=each.item, answer=each.answer, expected_version=each.expected_version, by=by, at=at)
            )
        except NotPermitted:
            raise
        except Refused as refusal:
            refusals[each.item.pk] = refusal
    if refusals:
        raise SomeRefused(refusals)
    return [entry for entry in told if entry]


@transaction.atomic
def record(
    *, item: Material, answer: RedactionAnswer, expected_version: int, by: User, at: datetime
) -> CaseEvent | None:
    """Record the answer for one stage; None where nothing differs. `expected_version` is 0 where there was none yet.

    It may be recorded wherever the file is: what goes to court is redacted after the charge.
    Raises NotPermitted, Refused or Conflict; then nothing has changed.
    """
    case_file, item = locking.lock_item(item, by)
    answer.check().require()
    row = Redaction.objects.select_for_update().filter(material=item, stage=answer.stage).first()
    row = row or Redaction(material=item, stage=answer.stage, version=0)
    building.check_version(row, expected_version)
    values = {"need": answer.need, "reason": answer.reason.strip(), "minutes": answer.minutes}
    if row.pk and answer.done == bool(row.done_at) and all(getattr(row, key) == each for key, each in values.items()):
        return None
    for name, value in values.items():
        setattr(row, name, value)
    row.done_at = (row.done_at or at) if answer.done else None
    row.version, row.changed_at, row.changed_by = row.version + 1, at, by
    row.save()
    said = events.RedactionRecorded(
        material_id=item.pk,
        kind=item.kind,
        stage=row.stage,
        need=row.need,
        minutes=row.minutes or 0,
        done=answer.done,
    )
    return events.record(said, case_file=case_file, by=by, at=at)
