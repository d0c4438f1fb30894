"""Everything the page of one case shows, read in a fixed number of queries whatever its size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models import User
from casework import permissions
from casework.events import CaseOpened
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseEvent, CaseFile, Flag, Person, PersonRole, Suspect, headline_status
from casework.queries import case_page as casework_page
from casework.queries.beside import Beside, beside
from casework.queries.case_page import TimelineEntry
from casework.queries.contacts import Contact, contacts_of, naming_types
from casework.queries.prepared import Prepared
from casework.rules.contents import CaseContents
from casework.rules.editing import editable
from charging.permissions.reviewing import may_read_draft
from charging.queries.case.glance import MOST_NAMED, Glance, glance_at
from charging.queries.case.held import held_days
from charging.queries.case.suspect_cards import Cards, SuspectCard
from charging.queries.case.timeline import timeline
from charging.queries.case.times_back import times_back
from charging.queries.clocks.in_custody import watched
from charging.queries.disagreements.of_case import Disagreement, disagreements_of
from charging.queries.review.points import Weakened, weakened
from charging.queries.steps import NextStep, Situation, next_steps
from charging.queries.submission.as_sent import checklist_as_sent
from charging.queries.submission.checklist import Checklist, arrange
from charging.queries.submission.gate import PASSAGES, with_gate_time
from charging.queries.submission.judging import judged_now
from charging.queries.submission.rounds import Round, rounds_of
from charging.queries.submission.sealed import SealState, sealed
from foundation.periods import local_date

SHORT_TIMELINE, MOST_CARDS = 30, 12
SAME_LOOK = timedelta(minutes=5)
"""Who comes back to a case within this time has not opened it twice."""


@dataclass(frozen=True)
class CaseFilePage:
    """The page of one case for one reader."""

    case_file: CaseFile
    status: str
    colour: str
    steps: Sequence[NextStep]
    suspects: Sequence[SuspectCard]
    suspect_count: int
    people: Sequence[Person]
    flags: Sequence[str]
    glance: Glance
    beside: Beside
    rounds: Sequence[Round]
    times_back: str
    disagreements: Sequence[Disagreement]
    contacts: Sequence[Contact]
    timeline: Sequence[TimelineEntry]
    events: int
    weakened: Sequence[Weakened]
    can_build: bool
    can_hand_over: bool
    can_open_points: bool


def case_file_page(
    case_file: CaseFile, user: User, *, at: datetime, whole_timeline: bool = False, every_suspect: bool = False
) -> CaseFilePage:
    """Read the page of a case for a reader who may see it: the newest of what happened, the first of its suspects."""
    today = local_date(at)
    contents = casework_page.contents_of(case_file)
    rounds = rounds_of(case_file, user)
    rows, told = _told(case_file, user, whole=whole_timeline)
    builds = editable(case_file, contents.suspects).allowed and permissions.may_build(user, case_file).allowed
    carded = contents.suspects[: None if every_suspect else MOST_CARDS]
    around = beside(case_file, user, since=at - SAME_LOOK)
    odds = disagreements_of(case_file, contents.suspects, rounds[-1].submission if rounds else None, at=at)
    clocks = watched(case_file, contents.suspects, around, at)
    contacts = contacts_of(case_file, reader=user, on=today, rows=rows)
    covers, victims = _covers(contacts, user), _victims(contents.people)
    now = Situation(case_file, user, contents.suspects, rounds, covers, odds, clocks, victims)
    return CaseFilePage(
        case_file=case_file,
        status=headline_status(list(contents.suspects), user.side),
        colour=_colour(contents.suspects),
        steps=next_steps(now),
        suspects=Cards(contents, user, at, builds, around, odds, clocks).read(
            [held_days(suspect, rows, today=today) for suspect in carded]
        ),
        suspect_count=len(contents.suspects),
        people=contents.people,
        flags=[Flag(code).label for code in sorted(contents.flags)],
        glance=glance_at(contents, _checklist(contents, rounds, on=today, can_mend=builds), around.questions, user),
        beside=around,
        rounds=[with_gate_time(each, rows, at=at) for each in reversed(rounds)],
        times_back=times_back(rounds),
        disagreements=odds,
        contacts=contacts,
        timeline=timeline(rows if whole_timeline else rows[-SHORT_TIMELINE:], contents.suspects),
        events=told,
        weakened=weakened(case_file, user) if any(each.consultation for each in rounds) else (),
        can_build=builds,
        can_hand_over=permissions.may_hand_over(user, case_file).allowed,
        can_open_points=may_read_draft(user, case_file),
    )


def _colour(suspects: Iterable[Suspect]) -> str:
    """The colour of the case's status: that of its suspects where they stand alike."""
    colours = {STATUSES[Status(suspect.status)].colour for suspect in suspects}
    return colours.pop() if len(colours) == 1 else "grey"


def _victims(people: Iterable[Person]) -> frozenset[int]:
    return frozenset(person.pk for person in people if person.role == PersonRole.VICTIM)


def _covers(contacts: Sequence[Contact], user: User) -> frozenset[int]:
    """The keys of those on the case whom a reader covers for today."""
    return frozenset(each.person.pk for each in contacts if each.person and each.away and each.away.user_id == user.pk)


def _told(case_file: CaseFile, user: User, *, whole: bool) -> tuple[list[CaseEvent], int]:
    """The events that the page tells or works with, oldest first, and how many there are in all."""
    if whole:
        rows = list(casework_page.told_ledger(case_file, reader=user))
        return rows, len(rows)
    found = list(_IN_BRIEF.ask(case_file, user))
    return found, found[0].told if found else 0


def _in_brief(case_file: CaseFile, user: User) -> QuerySet[CaseEvent]:
    types = {CaseOpened.name, *PASSAGES, *naming_types()}
    return casework_page.told_in_brief(case_file, reader=user, newest=SHORT_TIMELINE, types=types)


_IN_BRIEF = Prepared(_in_brief)


def _checklist(contents: CaseContents, rounds: Sequence[Round], *, on: date, can_mend: bool) -> Checklist:
    """What the file calls for: as triage has it while the CPS has all of it, else as the check before sending says."""
    last = rounds[-1].submission if rounds else None
    away = all(STATUSES[Status(suspect.status)].holder is not Holder.POLICE for suspect in contents.suspects)
    if last and last.sent_at and away and len(last.manifest["suspects"]) == len(contents.suspects):
        found = sealed(last)
        if found.state is SealState.WHOLE:
            return checklist_as_sent(found)
    rows = judged_now(contents, on=on)
    return arrange(rows, contents.case_file, on=on, can_mend=can_mend, named=MOST_NAMED)
