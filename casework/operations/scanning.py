"""The virus scan of what comes in. What has no verdict stays in quarantine, where nobody can open it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet

from casework import events
from casework.models import MaterialVersion, ScanState
from casework.operations import clamd, locking
from casework.operations.turns import turn
from casework.queries.store import holds, stored_path

BATCH = 50
# After a file that the scanner could not deal with the others come first.
AGAIN_AFTER = timedelta(minutes=10)
AWAY = "The virus scanner cannot be reached. It is asked again all the time."
GONE = "The bytes are not in the store, so there is nothing to scan."


def first_state() -> ScanState:
    """In which state a file comes in on this machine."""
    return ScanState.WAITING if settings.CLAMD_ADDRESS else ScanState.NOT_SCANNED


def scan_waiting(*, at: datetime, limit: int = BATCH) -> int:
    """Have what waits scanned, oldest first, and return how many got a verdict.

    Idempotent: a worker that dies leaves the file waiting, and one worker at a time has files scanned. Where the
    scanner is away everything goes on waiting.
    """
    if not settings.CLAMD_ADDRESS:
        return 0
    judged = 0
    with turn("scans") as ours:
        try:
            for version in _waiting(at, limit) if ours else ():
                judged += _scan(version, at)
        except clamd.ScannerAway:
            _say(Q(scan_state=ScanState.WAITING) & ~Q(scan_note=AWAY), AWAY)
    return judged


def _waiting(at: datetime, limit: int) -> QuerySet[MaterialVersion]:
    due = Q(scanned_at__isnull=True) | Q(scanned_at__lt=at - AGAIN_AFTER)
    rows = MaterialVersion.objects.filter(due, scan_state=ScanState.WAITING).select_related("material__case_file")
    return rows.order_by("added_at", "id")[:limit]


def _scan(version: MaterialVersion, at: datetime) -> bool:
    """Scan one file, outside any transaction; say whether it got a verdict."""
    same = Q(pk=version.pk, scan_state=ScanState.WAITING)
    if not holds(version.sha256):
        return _put_off(same, GONE, at)
    try:
        scan = clamd.scan(stored_path(version.sha256), settings.CLAMD_ADDRESS)
    except clamd.ScanFailed as failure:
        return _put_off(same, str(failure), at)
    return _record(version, scan, at)


def _put_off(which: Q, note: str, at: datetime) -> bool:
    MaterialVersion.objects.filter(which).update(scanned_at=at, scan_note=note)
    return False


def _say(which: Q, note: str) -> None:
    MaterialVersion.objects.filter(which).update(scan_note=note)


@transaction.atomic
def _record(version: MaterialVersion, scan: clamd.Scan, at: datetime) -> bool:
    """Write the verdict down, unless the file has one.

    Only a virus is an event of the case, from which the one who added the file is told: only that waits for its lock.
    """
    case_file = version.material.case_file
    if not scan.is_clean:
        case_file = locking.lock_case_of(version.material)
    state = ScanState.CLEAN if scan.is_clean else ScanState.INFECTED
    same = MaterialVersion.objects.filter(pk=version.pk, scan_state=ScanState.WAITING)
    if not same.update(scan_state=state, scanned_at=at, scan_note=scan.name):
        return False
    if not scan.is_clean:
        said = events.MaterialQuarantined(
            material_id=version.material_id,
            kind=version.material.kind,
            version=version.number,
            added_by_id=version.added_by_id,
        )
        events.record(said, case_file=case_file, by=None, at=at)
    return True
