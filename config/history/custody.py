"""Detention and bail of past suspects, so that their clocks run; a clock that stopped does not count any more."""

from datetime import UTC, datetime

from casework.events import CustodyBasisChanged, DetentionReviewed, SuspectChanged
from casework.lifecycle import OPEN
from casework.models import Bail, CustodyBasis, Detention, DetentionReview, Ended, Rank
from casework.rules import limits
from config.history import shape
from config.history.records import ClockRecord, SuspectRecord
from config.history.rows import instant
from config.history.scene import Scene

OFFICER = "A custody inspector; synthetic"


def begin(scene: Scene, suspect: SuspectRecord) -> None:
    """Say on what footing a suspect is from now on, and start its clock; one that ran ends with it."""
    _end(scene, suspect, Ended.BAILED, scene.now)
    held, expires = suspect.basis == CustodyBasis.CUSTODY, None
    since = datetime.fromtimestamp(scene.now, UTC)
    if held or suspect.basis == CustodyBasis.BAIL:
        limit = "detention" if held else limits.bail_limit_of(scene.force.code)
        table = Detention if held else Bail
        suspect.clocks.append(ClockRecord(table, scene.rows.key(table), limit, scene.now))
        expires = limits.due(limit, since)
    scene.say(CustodyBasisChanged(basis=suspect.basis, since=since, limit_expires_at=expires), scene.builder, [suspect])


def end_with_charge(scene: Scene, suspect: SuspectRecord, at: int) -> None:
    """Stop the clock of a suspect whom police charge at an instant; the footing stays as it was."""
    if _end(scene, suspect, Ended.CHARGED, at):
        said = CustodyBasisChanged(basis=suspect.basis, since=datetime.fromtimestamp(at, UTC))
        scene.ledger.add(at, said, scene.builder, [suspect])


def let_go(scene: Scene, suspect: SuspectRecord) -> None:
    """Stop the clock of a suspect whose case is over without a charge."""
    if _end(scene, suspect, Ended.RUI, scene.now):
        suspect.basis = CustodyBasis.RUI.value
        suspect.version += 1
        since = datetime.fromtimestamp(scene.now, UTC)
        scene.say(CustodyBasisChanged(basis=suspect.basis, since=since), scene.builder, [suspect])
        scene.say(SuspectChanged(fields=["custody_basis"]), scene.builder, [suspect])


def _end(scene: Scene, suspect: SuspectRecord, ended: Ended, at: int) -> bool:
    running = [clock for clock in suspect.clocks if clock.ended_at is None]
    for clock in running:
        clock.ended_at, clock.ended = at, ended.value
    return bool(running)


def write(scene: Scene, suspect: SuspectRecord) -> None:
    """Add the rows of a suspect's clocks, and the reviews of a detention that still goes on."""
    by = scene.builder.id
    for clock in suspect.clocks:
        began, ended = instant(clock.began), instant(clock.ended_at)
        changed_by, version = (None, 1) if clock.ended_at is None else (by, 2)
        said = ("Custody suite",) if clock.table is Detention else (clock.limit, "")
        scene.rows.add(
            clock.table, clock.id, suspect.key, began, *said, began, by, ended, clock.ended, version, ended, changed_by
        )
        if clock.table is Detention and clock.ended_at is None and suspect.status in OPEN:
            _review(scene, suspect, clock)


def _review(scene: Scene, suspect: SuspectRecord, clock: ClockRecord) -> None:
    at = clock.began + shape.FIRST_LOOK_AT_DETENTION
    while at < min(scene.end, clock.began + shape.DAY):
        rank, when = Rank.INSPECTOR.value, instant(at)
        scene.rows.add(DetentionReview, clock.id, when, rank, OFFICER, when, scene.builder.id)
        scene.ledger.add(at, DetentionReviewed(detention_id=clock.id, rank=rank), scene.builder, [suspect])
        at += shape.NEXT_LOOK_AT_DETENTION
