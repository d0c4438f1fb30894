"""Whether the file is with its builders, so that what it says may be changed: asked by operations, pages and lists."""

from collections.abc import Iterable

from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseFile, Suspect
from casework.rules.likeness import live
from foundation.verdicts import Verdict


def editable(case_file: CaseFile, suspects: Iterable[Suspect]) -> Verdict:
    """A file may be changed while it has no suspects, or any of them is not with somebody else; never once merged.

    `suspects` are all those of the case.
    """
    everyone = list(suspects)
    if not everyone or any(suspect.is_editable for suspect in everyone):
        return live(case_file)
    words = "with the CPS" if any(_with_cps(suspect) for suspect in everyone) else "not with its builder"
    return live(case_file) & Verdict.no("not_editable", f"The file cannot be changed now: it is {words}.")


def _with_cps(suspect: Suspect) -> bool:
    return STATUSES[Status(suspect.status)].holder is Holder.CPS
