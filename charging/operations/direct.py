"""CPS Direct: red files out of hours go to it, and what it did not decide goes to the Area with a note."""

from datetime import datetime

from django.db import transaction

from accounts.models import Organisation, OrganisationKind, User
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseEvent, CaseFile
from charging import permissions
from charging.lifecycle import TransferKind
from charging.operations.transfer import Destination, move_to
from charging.rules import transfers as rules
from charging.rules.office_hours import goes_to_direct
from foundation.periods import local_date

SENT_IN_HOURS = "Sent again while the Area was open."
WITHDRAWN = "Police withdrew the file."
OVER = "Nothing is to be decided or to come back any more."
WITH_CPS = frozenset(status for status, words in STATUSES.items() if words.holder is Holder.CPS)
MAY_COME_BACK = frozenset({Status.REJECTED, Status.WITH_SUPERVISOR})
"""What CPS Direct rejected may come back to it in the same night."""
NOTE_NEEDED = "Write down the open risks, or that there are none."


def settle_who_handles(case_file: CaseFile, stream: str, *, by: User, at: datetime) -> CaseEvent | None:
    """Send a file that is signed off to CPS Direct where it is red and out of hours; None where nothing changes.

    A part of signing off, which has locked the case. What CPS Direct rejected at night and comes back by day is
    the Area's from then on.
    """
    direct = _direct(at) if goes_to_direct(stream, at) else None
    if direct and case_file.handled_by_id != direct.pk:
        return move_to(case_file, Destination(body=direct), kind=TransferKind.OUT_OF_HOURS, reason="", by=by, at=at)
    if direct is None and case_file.handled_by_id:
        return _to_the_area(case_file, TransferKind.HAND_OVER, SENT_IN_HOURS, by, at)
    return None


def pass_on_once_decided(case_file: CaseFile, *, by: User, at: datetime) -> CaseEvent | None:
    """Pass a case to its Area once CPS Direct has decided about everybody; None where there is nothing to pass on.

    A part of completing a review, which has locked the case.
    """
    if case_file.handled_by_id is None or _anybody_stands_in(case_file, WITH_CPS):
        return None
    return _to_the_area(case_file, TransferKind.DECIDED, "", by, at)


def give_back(case_file: CaseFile, *, by: User, at: datetime) -> CaseEvent | None:
    """Give its Area a case that police withdrew from CPS Direct; None where the Area has it.

    A part of the withdrawal, which has locked the case.
    """
    if case_file.handled_by_id is None:
        return None
    return _to_the_area(case_file, TransferKind.HAND_OVER, WITHDRAWN, by, at)


def give_back_once_over(case_file: CaseFile, *, by: User, at: datetime) -> CaseEvent | None:
    """Give its Area a case of which police charged the last, or which was closed; None where it goes on, or is there.

    A part of the charge or the closing, which has locked the case and moved the suspects.
    """
    if case_file.handled_by_id is None or _anybody_stands_in(case_file, WITH_CPS | MAY_COME_BACK):
        return None
    return _to_the_area(case_file, TransferKind.HAND_OVER, OVER, by, at)


@transaction.atomic
def hand_over(*, case_file: CaseFile, risks: str, by: User, at: datetime) -> CaseEvent:
    """Hand a case that CPS Direct did not decide to its Area, or take it over there, with a note of open risks.

    Raises NotPermitted or Refused (no note, not with CPS Direct); then nothing has changed.
    """
    case_file = CaseFile.objects.lock(case_file)
    permissions.may_transfer(by, case_file).require_permission()
    (rules.with_direct(case_file) & rules.reason(risks, message=NOTE_NEEDED)).require()
    return _to_the_area(case_file, TransferKind.HAND_OVER, risks.strip(), by, at)


def _anybody_stands_in(case_file: CaseFile, statuses: frozenset[Status]) -> bool:
    return case_file.suspects.filter(status__in=[status.value for status in statuses]).exists()


def _to_the_area(case_file: CaseFile, kind: TransferKind, reason: str, by: User, at: datetime) -> CaseEvent:
    there = Destination(body=case_file.cps_area, unit=case_file.cps_unit)
    return move_to(case_file, there, kind=kind, reason=reason, by=by, at=at)


def _direct(at: datetime) -> Organisation | None:
    return Organisation.objects.on(local_date(at)).filter(kind=OrganisationKind.CPS_DIRECT).first()
