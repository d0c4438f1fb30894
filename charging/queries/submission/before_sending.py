"""Whether a file would be taken if it were handed to a supervisor now, and everything that stands in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.lifecycle import SEND_TO_SUPERVISOR, Status
from casework.models import CaseFile, Suspect
from casework.queries.case_page import contents_of
from casework.rules import likeness
from charging.lifecycle import Purpose
from charging.queries.submission.checklist import Checklist, checklist_of
from charging.queries.submission.judging import sendable
from foundation.verdicts import Reason, Verdict


@dataclass(frozen=True)
class BeforeSending:
    """The check of those who would go, and what sending them would be refused for, whoever asks."""

    purpose: Purpose
    suspects: Sequence[Suspect]
    checklist: Checklist
    verdict: Verdict


def before_sending(case_file: CaseFile, *, on: date, purpose: Purpose) -> BeforeSending:
    """Judge a file on a local day as `send_to_supervisor` would.

    Where nobody would go, those at the supervisor's gate are judged, or else everybody; sending is refused then.
    """
    contents = contents_of(case_file)
    going = [suspect for suspect in contents.suspects if Status(suspect.status) in SEND_TO_SUPERVISOR.sources]
    checklist = checklist_of(contents.of(going or sendable(contents) or contents.suspects), on=on, purpose=purpose)
    turn = Verdict.ok() if going else SEND_TO_SUPERVISOR.check(contents.suspects)
    verdict = likeness.live(case_file) & turn & _stops(checklist) & checklist.unexplained
    return BeforeSending(purpose, going, checklist, verdict)


def _stops(checklist: Checklist) -> Verdict:
    """The hard stops, each with the thing that it was asked of, as sending itself names them."""
    return Verdict.of(*(Reason(row.code, f"{row.name} is missing.", row.where) for row in checklist.stops))
