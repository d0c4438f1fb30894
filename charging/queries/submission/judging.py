"""A file as it is judged before it is sent and when it is triaged: the standard, and who may charge."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from casework.lifecycle import SEND_TO_SUPERVISOR, Status
from casework.models import CaseFile, Suspect
from casework.queries.case_page import contents_of, standard_for
from casework.rules import readiness
from casework.rules.contents import CaseContents
from casework.rules.file_standard import Requirement
from charging.lifecycle import ASKED_BY_POLICE, Purpose
from charging.models import Submission
from charging.queries.submission.difference import reason_gaps
from charging.rules.route import Route, route_gaps, routes

BEFORE_THE_CPS = SEND_TO_SUPERVISOR.sources | {Status.WITH_SUPERVISOR}


def judged(
    contents: CaseContents,
    *,
    on: date,
    purpose: str = Purpose.CHARGING,
    edition_id: int | None = None,
    routed: Sequence[Route] | None = None,
) -> list[Requirement]:
    """Every row of an edition, or else of the one in force, as it falls on a file; then what police may charge.

    First come the reasons of a rejection that has not been answered by sending the file again. `routed` says who may
    charge, where that was worked out already.
    """
    rows = judged_anew(contents, on=on, purpose=purpose, edition_id=edition_id, routed=routed)
    return [*reason_gaps(contents, rows), *rows]


def judged_now(contents: CaseContents, *, on: date) -> list[Requirement]:
    """How the file would be judged if police sent it now: those who can be sent, everybody where nobody can."""
    going = sendable(contents)
    return judged(contents.of(going) if going else contents, on=on)


def judged_anew(
    contents: CaseContents,
    *,
    on: date,
    purpose: str = Purpose.CHARGING,
    edition_id: int | None = None,
    routed: Sequence[Route] | None = None,
) -> list[Requirement]:
    """The same rows without the reasons of a rejection: how the file would be judged if it had never been sent."""
    asked = Purpose(purpose) if purpose in ASKED_BY_POLICE else Purpose.CHARGING
    rows = standard_for(contents, on=on, purpose=asked, edition_id=edition_id)
    if asked != Purpose.CHARGING:
        return rows
    return [*rows, *route_gaps(routes(contents, on=on) if routed is None else routed, on=on)]


def as_sent(contents: CaseContents, submission: Submission, *, suspects: Sequence[Suspect] = ()) -> CaseContents:
    """The file with the suspects who were sent, as it stood when they were: no later review counts.

    Whoever has them at hand passes `suspects`, and saves a query.
    """
    first, sent_at = contents.reviewed_at, submission.sent_at
    earlier = first is not None and (sent_at is None or first < sent_at)
    return replace(contents.of(suspects or submission.suspects.all()), was_reviewed=earlier)


def sendable(contents: CaseContents) -> list[Suspect]:
    """The suspects whom police may send, or have at the supervisor's gate."""
    return [suspect for suspect in contents.suspects if Status(suspect.status) in BEFORE_THE_CPS]


def standing_at_the_gate(contents: CaseContents) -> list[Suspect]:
    """The suspects whom a supervisor has before them: of one submission, for no case has two of them at the gate."""
    return [suspect for suspect in contents.suspects if Status(suspect.status) is Status.WITH_SUPERVISOR]


def open_gaps(case_file: CaseFile, *, on: date) -> list[Requirement]:
    """What is missing from a file that police are about to send, and needs a reason to go without."""
    contents = contents_of(case_file)
    return readiness.warnings(judged(contents.of(sendable(contents)), on=on))
