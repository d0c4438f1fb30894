"""Contests, withdrawals, transfers and the second triage for the table of acts."""

from accounts.models import Unit
from charging.lifecycle import ContestOutcome, ReviewType
from charging.operations import contests, direct, transfer, triage, withdrawal
from charging.operations.transfer import Destination
from charging.rules.contests import Grounds, Ruling
from tests import stories
from tests.clock import FRIDAY_2PM

SUPERVISOR = frozenset({"supervisor"})
MANAGER = frozenset({"legal_manager"})
PASSING_ON = frozenset({"assistant", "legal_manager"})
EITHER_END = PASSING_ON | {"direct_assistant", "direct_manager"}


def contest(cast, sent, *, by, at):
    return contests.contest(submission=sent, grounds=Grounds(text="It is in the file."), by=by, at=at)


def decide(cast, contest, *, by, at):
    ruling = Ruling(outcome=ContestOutcome.OVERTURNED, reason="It was in the file.")
    return contests.decide(contest=contest, ruling=ruling, by=by, at=at)


def accept_second(cast, sent, *, by, at):
    return triage.accept(submission=sent, review_type=ReviewType.ADVICE, casework_type="rasso", by=by, at=at)


def withdraw(cast, sent, *, by, at):
    return withdrawal.withdraw(submission=sent, reason="Another suspect has been arrested.", by=by, at=at)


def move(cast, sent, *, by, at):
    area = cast.organisations.area
    there = Destination(body=area, unit=Unit.objects.get(organisation=area, kind="crown"))
    return transfer.transfer(case_file=sent.case_file, to=there, reason="It is theirs.", by=by, at=at)


def hand_over(cast, sent, *, by, at):
    return direct.hand_over(case_file=sent.case_file, risks="Detention ends at noon.", by=by, at=at)


def acts(act, builders):
    """The table, made of the kind of act and of those who build files."""
    return {
        "contest": _act(act, stories.rejected_case, contest, "builder", builders, "triage_challenged"),
        "decide_contest": _act(
            act, stories.contested_case, decide, "legal_manager", MANAGER, "triage_challenge_resolved"
        ),
        "accept_second": _act(act, stories.passed_on_case, accept_second, "legal_manager", MANAGER, "triage_completed"),
        "withdraw": _act(act, stories.submitted_case, withdraw, "supervisor", SUPERVISOR, "submission_withdrawn"),
        "transfer": _act(act, stories.submitted_case, move, "assistant", PASSING_ON, "case_transferred"),
        "hand_over_direct": _act(
            act, stories.red_case_by_night, hand_over, "legal_manager", EITHER_END, "case_transferred"
        ),
    }


def _act(act, story, do, by, allowed, event):
    return act(story=story, do=do, by=by, allowed=allowed, event=f"charging.{event}", at=FRIDAY_2PM)
