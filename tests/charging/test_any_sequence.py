"""Any sequence of any operations by anybody: what is legal stands, what is not changes nothing, and all of it adds up.

Each walk starts from a kept story and takes steps at random: an operation out of all that act on a case, somebody of
any role, something that it is done to, the time that went by. A few short walks run with the suite, always the same.
Long and different each time: WALKS=300 pytest tests/charging/test_any_sequence.py -n 0 -s, which also prints how
often each operation was done and refused, and starts where the suite never does (tests/moves/starts.py). A walk that
fails prints its seed and its steps: the same walk again is
WALKS=1 SEED=<seed> pytest tests/charging/test_any_sequence.py -k <start>.
"""

import inspect
import os
import pkgutil
from collections import Counter, defaultdict
from datetime import timedelta
from importlib import import_module
from random import Random

import pytest
from django.apps import apps
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

import accounts.operations
import casework.operations
import charging.operations
from casework.models import CaseEvent, Draft, MaterialKind
from casework.operations import material
from foundation.verdicts import Refused
from tests import custody_acts, disagreement_acts, disagreements, plan_acts, quality, quality_acts, review_acts, stories
from tests.clock import MONDAY_9AM
from tests.conftest import PEOPLE
from tests.moves import file_moves, paper_moves, passage_moves, plan_moves, review_moves
from tests.moves.checks import Remembered, check_at_the_end, check_everything, check_owed, unclaimed
from tests.moves.left_out import LEFT_OUT
from tests.moves.move import MOVES, NothingToDo, Step, case_of, has_it_now, may_ever
from tests.moves.starts import RARE_STARTS
from tests.snapshots import written_here

assert all((file_moves, paper_moves, passage_moves, plan_moves, review_moves))  # they register their moves
WALKS = int(os.environ.get("WALKS", "1"))
STEPS = 7 if "WALKS" not in os.environ else 25
WALK = settings(
    max_examples=WALKS,
    deadline=None,
    derandomize="WALKS" not in os.environ,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
TIMES = [timedelta(minutes=1), timedelta(minutes=20), timedelta(hours=2), timedelta(hours=11)]
LONGER = [timedelta(days=1), timedelta(days=3), timedelta(weeks=1), timedelta(weeks=3)]
PARTS = [accounts.operations, casework.operations, charging.operations]
OFTEN = {module.__name__ for module in (passage_moves, plan_moves, review_moves)}
WEIGHED = [
    name
    for name, move in sorted(MOVES.items())
    for _ in range(move.weight * (4 if move.who and move.make.__module__ in OFTEN else 1))
]
DONE, REFUSED, SAID = Counter(), Counter(), defaultdict(Counter)
STARTS = {
    "new": stories.opened_case,
    "ready": stories.ready_case,
    "detained": custody_acts.detained_case,
    "bailed": custody_acts.bailed_case,
    "gate": stories.prepared_case,
    "sent": stories.submitted_case,
    "rejected": stories.rejected_case,
    "contested": stories.contested_case,
    "passed_on": stories.passed_on_case,
    "by_night": stories.red_case_by_night,
    "untaken": stories.untaken_review,
    "accepted": stories.accepted_case,
    "pointed": review_acts.with_a_point,
    "noted": review_acts.with_a_note,
    "written": review_moves.written_review,
    "upheld": passage_moves.upheld_case,
    "answered_step": disagreements.answered_step_case,
    "answered_victim": disagreement_acts.answered_victim,
    "flagged": review_acts.approval_asked,
    "plan": stories.action_plan_case,
    "extension": plan_acts.extension_asked,
    "challenge": plan_acts.challenged_item,
    "answered": stories.answered_case,
    "closed": plan_acts.closed_case,
    "authorised": stories.authorised_case,
    "threshold": review_acts.threshold_case,
    "charged": stories.charged_case,
    "mismatch": disagreements.mismatched_case,
    "amend": disagreement_acts.to_be_amended,
    "unused": disagreements.unused_case,
    "nfa": stories.nfa_case,
    "escalated": disagreements.escalated_case,
    "victim": disagreements.victim_review_case,
    "disputed": quality.disputed_file,
    "drawn": quality_acts.drawn_file,
}
if "WALKS" in os.environ:
    STARTS |= {name: story for name, (story, _) in RARE_STARTS.items()}


def fingerprint():
    """What every row of ours says, table by table; drafts apart: what is refused is kept there."""
    models = [
        m
        for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label in {"accounts", "casework", "charging"}
    ]
    tables = sorted({model._meta.db_table for model in models} - {Draft._meta.db_table})
    sums = " UNION ALL ".join(
        f"SELECT '{table}', count(*), sum(hashtextextended(t::text, 0)::numeric) FROM \"{table}\" t" for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(sums)
        return {table: rest for table, *rest in cursor.fetchall()}


class Walk:
    """A case, another beside it, and whatever people do to them."""

    def __init__(self, cast, random, leaning=()):
        self.cast, self.random, self.leaning = cast, random, list(leaning)
        self.at = max([MONDAY_9AM, *CaseEvent.objects.values_list("recorded_at", flat=True)])
        self.before, self.remembered = fingerprint(), Remembered(unclaimed=unclaimed())
        self.remembered.check()

    def step(self):
        """Let time go by, choose a move, somebody and something, and make it."""
        self.at += self.random.choice([*TIMES * 3, *LONGER])
        step = Step(cast=self.cast, random=self.random, at=self.at)
        move, things = self.choose_move(step)
        if not things:
            return
        thing = self.choose(step, move, things)
        case, role_fits = case_of(thing), True
        if move.who:
            role_fits = may_ever(move, step, case)
        expected = move.fits(step, thing) if move.fits and role_fits else None
        self.make(move, step, thing, must_fail=role_fits is False or expected is False, must_stand=expected is True)

    def choose_move(self, step):
        """A move that there is something for, if one comes up soon."""
        for _ in range(6):
            leans = self.leaning and step.now_and_then(3)
            move = MOVES[self.random.choice(self.leaning if leans else WEIGHED)]
            things = list(move.things(step))
            if not things:
                continue
            step.name = self.likely(move, step, things)
            fitting = [each for each in things if self.fits_somebody(step, move, each)]
            if fitting and not step.now_and_then(8):
                return move, fitting
            if step.now_and_then(6):
                return move, things
        return move, things

    def fits_somebody(self, step, move, thing):
        """Whether a move need not be refused on a thing, by whoever usually makes it or by whoever is there."""
        name, step.name = step.name, self.owner(move, thing) or step.name
        fits = move.fits is None or move.fits(step, thing) is not False
        step.name = name
        return fits

    def owner(self, move, thing):
        """Who of the cast usually makes a move on a thing; empty where nobody in particular does."""
        key = move.whose(thing) if move.whose else None
        return next((name for name in sorted(PEOPLE) if getattr(self.cast, name).pk == key), "")

    def likely(self, move, step, things):
        """Mostly somebody who may, sometimes anybody."""
        if not move.who:
            return ""
        everybody = sorted(PEOPLE)
        cases = [case for case in map(case_of, things) if case]
        fit = [name for name in everybody if PEOPLE[name][1] in move.who and self._is_there(name, step, cases)]
        return step.one(everybody if step.now_and_then(6) or not fit else fit)

    def _is_there(self, name, step, cases):
        step.name = name
        return not cases or any(has_it_now(step, case) for case in cases)

    def choose(self, step, move, things):
        """One of the things; mostly by whoever it is usually done."""
        thing = step.one(things)
        owner = self.owner(move, thing)
        if owner and not step.now_and_then(5):
            step.name = owner
        return thing

    def make(self, move, step, thing, *, must_fail, must_stand):
        """Make a move, and hold it to what it must do."""
        said = f"{self.at:%d %b %H:%M} {move.name} of {thing!r} by {step.name or 'the service'}"
        written, known = written_here(), set(CaseEvent.objects.values_list("pk", flat=True))
        try:
            move.make(step, thing)
        except Refused as refusal:
            note(f"{said}: {type(refusal).__name__}: {refusal}")
            REFUSED[move.name] += 1
            SAID[move.name][str(refusal)[:90]] += 1
            self.check_refusal(refusal, written, must_stand=must_stand and not step.wrong)
            return
        except NothingToDo:
            return
        except BaseException:
            note(f"{said}: BROKE")
            raise
        note(f"{said}: done")
        DONE[move.name] += 1
        assert not must_fail, "Nobody but its own people may do this, and not now."
        assert not step.wrong, f"This was wrong on purpose: {step.wrong}."
        self.before = fingerprint()
        check_owed(known)
        check_everything(step, self.remembered)

    def check_refusal(self, refusal, written, *, must_stand):
        """A refusal says why, changes nothing, and does not hit what must be allowed."""
        assert str(refusal)
        assert not must_stand, "This must have been allowed."
        assert written_here() == written or fingerprint() == self.before, "A refusal changed something."


@pytest.mark.django_db
@pytest.mark.parametrize("start", STARTS)
def test_any_sequence_of_any_operations_by_anybody_leaves_everything_in_step(cast, start):
    STARTS[start](cast)
    put_beside(cast)

    @WALK
    @given(seed=st.just(int(os.environ["SEED"])) if "SEED" in os.environ else st.integers(0, 2**32))
    def walk(seed):
        note(f"The walk from {start} with the seed {seed}:")
        with transaction.atomic():
            walked = Walk(cast, Random(f"{start} {seed}"), RARE_STARTS.get(start, ((), ()))[1])
            for _ in range(STEPS):
                walked.step()
            check_at_the_end(Step(cast=cast, random=walked.random, at=walked.at), walked.remembered)
            transaction.set_rollback(True)

    walk()


def put_beside(cast):
    """Open another case, with a recording and an unused item."""
    beside = stories.opened_case(cast, urn=stories.a_urn(2))
    stories.add_suspect(beside, by=cast.builder)
    door = material.MaterialDetails(kind=MaterialKind.CCTV, title="Door", link="https://evidence.example.test/door")
    material.attach(case_file=beside, details=door, upload=None, by=cast.builder, at=MONDAY_9AM)
    stories.list_unused(beside, by=cast.disclosure_officer, sensitive=True)


def operations():
    """Every public function of the operations that says when something is done, by its module and name."""
    for package in PARTS:
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                given_to = inspect.signature(function).parameters
                if not name.startswith("_") and function.__module__ == info.name and {"at", "by"} & set(given_to):
                    yield f"{info.name.replace('.operations', '')}.{name}", function


def test_every_operation_is_a_move_of_the_walk_or_is_left_out_for_a_reason():
    known = {inspect.unwrap(move.operation) for move in MOVES.values()}
    every = dict(operations())
    missing = {name for name, function in every.items() if inspect.unwrap(function) not in known}

    left_out = {name for names in LEFT_OUT.values() for name in names}
    assert sorted(missing - left_out) == []
    assert sorted(left_out - missing) == []


@pytest.mark.skipif("WALKS" not in os.environ, reason="Only walks that are long enough reach everything")
def test_every_operation_was_done_and_refused_somewhere():
    for name in sorted(MOVES):
        often = "; ".join(words for words, _ in SAID[name].most_common(2))
        print(f"{name:30} done {DONE[name]:6}  refused {REFUSED[name]:6}  {often}")  # noqa: T201
    assert [name for name in sorted(MOVES) if not DONE[name]] == []
