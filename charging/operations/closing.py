"""Closing what did not come back, without a prosecutor's decision."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework import lifecycle
from casework.models import CaseEvent, Suspect
from casework.operations.locking import lock_suspect
from charging import events, permissions
from charging.operations import listing
from charging.operations.submission import move


@transaction.atomic
def finalise(*, suspect: Suspect, reason: str, victim_reason: bool, by: User, at: datetime) -> CaseEvent:
    """Close a suspect's case because the file, the advice or the answers did not come back.

    `reason` is a short code (not_resubmitted, plan_unanswered, advice_not_used, duplicate).
    Raises NotPermitted or WrongStatus; then nothing has changed.
    """
    case_file, suspect = lock_suspect(suspect)
    permissions.may_finalise(by, case_file).require_permission()
    move([suspect], lifecycle.FINALISE, at)
    listing.keep_standings(case_file)
    said = events.SuspectAdminFinalised(reason=reason, victim_reason=victim_reason)
    return ledger.record(said, case_file=case_file, by=by, at=at, suspects=[suspect])
