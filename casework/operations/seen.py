"""Decisions that rest on the whole file: made about what somebody looked at, never about what came since."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from casework.models import CaseFile
from casework.queries.meanwhile import done_by_others
from foundation.verdicts import Conflict, Verdict

R = TypeVar("R")


def knowing(*, case_file: CaseFile, seen: int | None, by: User, act: Callable[[], R], about: Q | None = None) -> R:
    """Do something, unless others have done anything in the case since somebody saw `seen` of what they did.

    `about` says which events count; left out, all that whoever decides may know of.
    `act` is an operation on this case; its own refusals say more, so they come first. None stands for "whatever
    the file says now", as machines mean it. Raises Conflict, or what `act` raises; then nothing has changed.
    """
    with transaction.atomic():
        CaseFile.objects.lock(case_file)
        known = done_by_others(case_file, by, about).count() if seen is not None else 0
        done = act()
        if seen is not None and known > seen:
            message = "Others changed this case while you were deciding. Look at what they did, then decide again."
            raise Conflict(Verdict.no("changed_meanwhile", message))
        return done
