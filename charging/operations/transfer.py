"""Moving a case to another CPS Area or unit; whoever moves it says why."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Organisation, Unit, User
from casework import events as ledger
from casework.lifecycle import OPEN
from casework.models import CaseEvent, CaseFile, CaseworkType, Suspect
from casework.operations import building
from casework.operations import listing as names
from charging import events, permissions
from charging.lifecycle import TransferKind
from charging.models import Transfer
from charging.operations import listing
from charging.rules import transfers as rules
from foundation.periods import local_date
from foundation.verdicts import Verdict


@dataclass(frozen=True, kw_only=True)
class Destination:
    """Where a case goes: a CPS body, and one of its units; without a unit, the one for the case's kind of work."""

    body: Organisation
    unit: Unit | None = None


@transaction.atomic
def transfer(*, case_file: CaseFile, to: Destination, reason: str, by: User, at: datetime) -> CaseEvent:
    """Give a case to another CPS Area or unit, in triage or later.

    The receiving Area has it from now on; events keep the codes that they were stamped with. A review that its
    prosecutor may not hold there is free again. Raises NotPermitted or Refused (no reason, nowhere else, not with
    the Area); then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_transfer(by, case_file).require_permission()
    building.require_live(case_file)
    today = local_date(at)
    verdict = rules.reason(reason) & rules.with_the_area(case_file) & rules.somewhere_else(case_file, to.body, to.unit)
    (verdict & _under_way(case_file) & rules.unit_of(to.body, to.unit, today)).require()
    unit = to.unit or unit_for(to.body, case_file.casework_type, today)
    there = Destination(body=to.body, unit=unit)
    return move_to(case_file, there, kind=TransferKind.TRANSFER, reason=reason.strip(), by=by, at=at)


def unit_for(body: Organisation, casework_type: str, on: date) -> Unit | None:
    """The unit of a CPS body that does one kind of casework on a local day; None where it has none."""
    return Unit.objects.on(on).filter(organisation=body, kind=casework_type).first()


def move_to(
    case_file: CaseFile, to: Destination, *, kind: TransferKind, reason: str, by: User, at: datetime
) -> CaseEvent:
    """Write that a case is with another body or unit, and free what nobody there may hold.

    A part of the operation that decided so: it has locked the case and asked who may.
    """
    row = Transfer.objects.create(
        case_file=case_file,
        kind=kind,
        from_body=case_file.cps_body,
        to_body=to.body,
        from_unit=case_file.cps_unit,
        to_unit=to.unit,
        reason=reason,
        at=at,
        by=by,
    )
    said = events.CaseTransferred(
        transfer_id=row.pk,
        kind=kind.value,
        from_body=case_file.cps_body.code,
        to_body=to.body.code,
        from_unit=case_file.cps_unit.code if case_file.cps_unit else "",
        to_unit=to.unit.code if to.unit else "",
    )
    actor = ledger.actor_on(case_file, by)
    building.apply_changes(case_file, _changes(case_file, to), by=by, at=at)
    _free_reviews(case_file)
    names.keep_names(case_file)
    listing.keep_standings(case_file)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=_open_suspects(case_file), actor=actor)


def _changes(case_file: CaseFile, to: Destination) -> dict[str, object]:
    """What the case says then: with CPS Direct it stays its Area's, which takes it over with its unit."""
    if rules.is_direct(to.body):
        return {"handled_by": to.body}
    changes: dict[str, object] = {"handled_by": None, "cps_area": to.body, "cps_unit": to.unit}
    if to.unit and to.unit.kind in CaseworkType.values:
        changes["casework_type"] = to.unit.kind
    return changes


def _free_reviews(case_file: CaseFile) -> None:
    """Take open reviews, and second looks to come, off prosecutors who do not review where the case is now."""
    rows = case_file.consultations.select_for_update(of=("self",)).filter(completed_at__isnull=True)
    for review in rows.filter(prosecutor__isnull=False).select_related("prosecutor"):
        review.case_file = case_file
        if review.prosecutor and not permissions.may_hold(review.prosecutor, review).allowed:
            review.prosecutor, review.allocated_at = None, None
            review.save(update_fields=["prosecutor", "allocated_at"])
    to_come = case_file.threshold_reviews.select_for_update(of=("self",)).filter(done_at__isnull=True)
    for second in to_come.select_related("prosecutor"):
        if second.prosecutor and not permissions.may_be_allocated(second.prosecutor, case_file).allowed:
            second.prosecutor = None
            second.save(update_fields=["prosecutor"])


def _under_way(case_file: CaseFile) -> Verdict:
    return rules.under_way(anybody_open=_open_suspects(case_file).exists())


def _open_suspects(case_file: CaseFile) -> QuerySet[Suspect]:
    """Those who are neither charged nor closed: they alone go anywhere."""
    return case_file.suspects.filter(status__in=OPEN).order_by("number")
