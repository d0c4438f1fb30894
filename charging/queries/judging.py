"""A file as it is judged before it is sent and when it is triaged: the standard, and who may charge."""

from datetime import date

from casework.lifecycle import SEND_TO_SUPERVISOR, Status
from casework.models import CaseFile, FileStandardEdition, Suspect
from casework.queries.case_page import contents_of, standard_for
from casework.rules import readiness
from casework.rules.contents import CaseContents
from casework.rules.file_standard import Requirement
from charging.lifecycle import Purpose
from charging.rules.route import route_gaps

BEFORE_THE_CPS = SEND_TO_SUPERVISOR.sources | {Status.WITH_SUPERVISOR}


def judged(
    contents: CaseContents, *, on: date, purpose: str = Purpose.CHARGING, edition: FileStandardEdition | None = None
) -> list[Requirement]:
    """Every row of an edition, or else of the one in force, as it falls on a file; then what police may charge."""
    asked = Purpose.CHARGING if purpose == Purpose.ACTION_PLAN_REPLY else Purpose(purpose)
    rows = standard_for(contents, on=on, purpose=asked, edition=edition)
    return rows + (route_gaps(contents, on=on) if asked == Purpose.CHARGING else [])


def sendable(contents: CaseContents) -> list[Suspect]:
    """The suspects whom police may send, or have at the supervisor's gate."""
    return [suspect for suspect in contents.suspects if Status(suspect.status) in BEFORE_THE_CPS]


def open_gaps(case_file: CaseFile, *, on: date) -> list[Requirement]:
    """What is missing from a file that police are about to send, and needs a reason to go without."""
    contents = contents_of(case_file)
    return readiness.warnings(judged(contents.of(sendable(contents)), on=on))
