"""Keeping what a nightly look found, and putting stuck work right: each repair is one step, told in the ledger."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Organisation, User
from accounts.roles import Permission
from casework import events as ledger
from casework.events import OUTBOX
from casework.lifecycle import Status
from casework.models import CaseEvent, CaseFile
from casework.operations import listing as lists
from casework.permissions import may
from charging import events, permissions
from charging.models import BulkJob, Consultation, StuckThing, Submission
from charging.operations import allocation, bulk, listing, triage
from charging.queries.case.stuck import Found
from charging.rules.repairs import Repair, remedy_for
from foundation.verdicts import Conflict, NotPermitted, Refused, Verdict
from foundation.wording import when

URN = 11


@transaction.atomic
def keep(found: Iterable[Found], *, at: datetime) -> int:
    """Keep what was found: since when it is known where it is new, and as gone what was not found again.

    Returns how many are stuck now. A case or an organisation that there is not is left out.
    """
    now = {(each.sort, each.reference, each.what[:300]): each for each in found}
    known = {(row.sort, row.reference, row.what): row.pk for row in StuckThing.objects.filter(gone_at__isnull=True)}
    gone = [key for said, key in known.items() if said not in now]
    StuckThing.objects.filter(pk__in=gone).update(gone_at=at)
    StuckThing.objects.filter(pk__in=[key for said, key in known.items() if said in now]).update(last_seen_at=at)
    _bring_up_to_date({key: now[said] for said, key in known.items() if said in now})
    places = _places({reference for _, reference, _ in now})
    fresh = [said for said in sorted(now) if said not in known and said[1] in places]
    StuckThing.objects.bulk_create(
        StuckThing(
            sort=sort,
            reference=reference,
            what=what,
            first_seen_at=at,
            last_seen_at=at,
            **places[reference],
            **_known_of(now[sort, reference, what]),
        )
        for sort, reference, what in fresh
    )
    return len(fresh) + len(known) - len(gone)


def _known_of(found: Found) -> dict[str, Any]:
    """What is known of a stuck thing besides its words."""
    return {"since": found.since, "suspect_id": found.suspect_id, "page": found.page, "subject": found.subject}


def _bring_up_to_date(found: Mapping[int, Found]) -> None:
    """Write what is known of things that are listed already, where that is not what stands there."""
    for row in StuckThing.objects.filter(pk__in=found):
        known = _known_of(found[row.pk])
        if any(getattr(row, name) != value for name, value in known.items()):
            StuckThing.objects.filter(pk=row.pk).update(**known)


def _places(references: set[str]) -> Mapping[str, Mapping[str, int]]:
    """The case of each URN and the organisation of each code."""
    cases = CaseFile.objects.filter(urn__in={reference[:URN] for reference in references})
    found: dict[str, Mapping[str, int]] = {case.slug: {"case_file_id": case.pk} for case in cases}
    bodies = Organisation.objects.filter(code__in=references - found.keys())
    return {**found, **{body.code: {"organisation_id": body.pk} for body in bodies}}


@transaction.atomic
def repair(*, thing: StuckThing, by: User, at: datetime) -> CaseEvent | None:
    """Put a stuck thing right as its sort says, and list it no more; None where it is about no case.

    Raises NotPermitted, Refused where no button can help, or Conflict where it was put right already; then nothing
    has changed.
    """
    case_file = CaseFile.objects.lock(thing.case_file) if thing.case_file else None
    _may_repair(by, thing, case_file).require_permission()
    row = StuckThing.objects.select_for_update(of=("self",)).get(pk=thing.pk)
    if row.gone_at:
        raise Conflict(Verdict.no("put_right", f"This was put right already, {when(row.gone_at)}."))
    remedy = remedy_for(row.sort)
    if not remedy.is_offered:
        raise Refused(Verdict.no("by_hand", remedy.words))
    row.gone_at = at
    row.save(update_fields=["gone_at"])
    if case_file is None:
        _cancel_job(row, by, at)
        return None
    CASE_REPAIRS[remedy.repair](case_file, by, at)
    said = events.StuckWorkRepaired(repair=remedy.repair.value, stuck_id=row.pk)
    return ledger.record(said, case_file=case_file, by=by, at=at)


def _may_repair(by: User, thing: StuckThing, case_file: CaseFile | None) -> Verdict:
    if case_file is not None:
        return may(by, Permission.REPAIR_WORK, case_file)
    if by.holds(Permission.REPAIR_WORK, organisation_ids=(thing.organisation_id or 0,)):
        return Verdict.ok()
    return Verdict.no("not_your_role", "Stuck work of this organisation is put right by its own managers.")


def _work_out(case_file: CaseFile, _by: User, _at: datetime) -> None:
    """What lists, clocks and search say of the case."""
    listing.keep_standings(case_file)
    lists.keep_names(case_file)


def _take_back(case_file: CaseFile, by: User, at: datetime) -> None:
    """Every open review of the case whose prosecutor could not be given it today."""
    rows = Consultation.objects.filter(case_file=case_file, completed_at__isnull=True, prosecutor__isnull=False)
    left = [row for row in rows.select_related("prosecutor") if not _still_reviews(row, case_file)]
    _require_something(left)
    for row in left:
        allocation.take_back(consultation=row, by=by, at=at)


def _still_reviews(row: Consultation, case_file: CaseFile) -> bool:
    return row.prosecutor is not None and permissions.may_be_allocated(row.prosecutor, case_file).allowed


def _open_review(case_file: CaseFile, by: User, at: datetime) -> None:
    """A review of each submission that suspects with the prosecutor wait on and that never had one."""
    if not any(may(by, permission, case_file) for permission in (Permission.TRIAGE, Permission.ALLOCATE)):
        message = "A review is opened by those who triage or allocate at the CPS."
        raise NotPermitted(Verdict.no("not_your_role", message))
    waiting = case_file.suspects.filter(status=Status.WITH_PROSECUTOR)
    without = Submission.objects.filter(suspects__in=waiting, sent_at__isnull=False, consultation__isnull=True)
    found = list(without.distinct().order_by("-id")[:1])
    _require_something(found)
    for submission in found:
        submission.case_file = case_file
        triage.open_consultation(submission, at)
    listing.keep_standings(case_file)


def _deliver(case_file: CaseFile, _by: User, _at: datetime) -> None:
    """What is owed of the case is tried again at once."""
    owed = OUTBOX.filter(case_id=case_file.pk, delivered_at__isnull=True)
    _require_something(list(owed[:1]))
    owed.update(attempts=0, failed_at=None)


def _cancel_job(row: StuckThing, by: User, at: datetime) -> None:
    number = "".join(letter for letter in row.what if letter.isdigit())
    job = BulkJob.objects.filter(pk=int(number or 0)).first()
    _require_something([job] if job else [])
    if job:
        bulk.cancel(job=job, by=by, at=at)


def _require_something(found: Iterable[object]) -> None:
    if not list(found):
        message = "There is nothing left to put right here: somebody has gone on with it. The list forgets it tonight."
        raise Conflict(Verdict.no("nothing_left", message))


CASE_REPAIRS: Mapping[Repair, Callable[[CaseFile, User, datetime], None]] = {
    Repair.WORK_OUT: _work_out,
    Repair.TAKE_BACK: _take_back,
    Repair.OPEN_REVIEW: _open_review,
    Repair.DELIVER: _deliver,
}
