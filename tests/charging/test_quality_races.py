"""Two people at one assessed file in the same instant: one wins, the other is told who did what, nothing is torn."""

import pytest

from accounts.roles import Role
from charging.models import Assessment, AssessmentState, Failure, SampleDraw, SecondScore
from charging.operations import assessments, disputes, second_scores
from foundation.verdicts import Conflict, Refused
from tests import quality, stories
from tests.clock import FRIDAY_2PM
from tests.collisions import collide, sort_out
from tests.factories import a_person
from tests.quality import IN_APRIL, MARCH

pytestmark = pytest.mark.django_db(transaction=True)


def one_winner(case_file, *acts):
    """Let acts collide; return what the winner did and how the other was refused."""
    done, refused = sort_out(collide(case_file, *acts))
    assert (len(done), len(refused)) == (1, 1), refused
    return done[0], refused[0]


def test_of_two_assessors_the_second_is_told_who_was_first(cast):
    file = quality.to_assess(cast)

    entry, refusal = one_winner(
        file.case_file,
        lambda: assessments.assess(assessment=file, judgement=quality.failing("D6"), by=cast.prosecutor, at=FRIDAY_2PM),
        lambda: assessments.assess(
            assessment=file, judgement=quality.failing(), by=cast.second_prosecutor, at=FRIDAY_2PM
        ),
    )

    winner = stories.fresh(file).assessed_by
    assert entry.by_id == winner.pk
    assert isinstance(refusal, Conflict)
    assert f"{winner} has assessed this file already" in str(refusal)
    assert Failure.objects.count() == (winner == cast.prosecutor)


def test_of_one_who_assesses_and_one_who_leaves_it_out_one_wins(cast):
    file = quality.to_assess(cast)

    _, refusal = one_winner(
        file.case_file,
        lambda: assessments.assess(assessment=file, judgement=quality.failing(), by=cast.prosecutor, at=FRIDAY_2PM),
        lambda: assessments.not_assess(assessment=file, reason="other", by=cast.legal_manager, at=FRIDAY_2PM),
    )

    assert isinstance(refusal, Conflict)
    assert stories.fresh(file).state in {AssessmentState.MET, AssessmentState.NOT_ASSESSED}


def test_of_two_who_decide_one_dispute_the_second_is_told_who_did(cast):
    file = quality.disputed_file(cast)
    failure = quality.failure_of(file)
    colleague = a_person("Lil Legal", Role.LEGAL_MANAGER, cast.organisations.area.units.get(code="south-east-mc"))

    _, refusal = one_winner(
        file.case_file,
        lambda: quality.decide(failure, "accepted", by=cast.legal_manager),
        lambda: quality.decide(failure, "not_accepted", by=colleague),
    )

    decided = quality.failure_of(file)
    assert isinstance(refusal, Conflict)
    assert f"{decided.decided_by} has decided the dispute of D6" in str(refusal)
    assert decided.decision == ("accepted" if decided.decided_by == cast.legal_manager else "not_accepted")


def test_a_correction_and_a_dispute_of_what_it_takes_back_never_both_go_through(cast):
    file = quality.failed_file(cast)
    failure = quality.failure_of(file)

    entry, refusal = one_winner(
        file.case_file,
        lambda: quality.answer(failure, by=cast.supervisor),
        lambda: assessments.correct(
            assessment=file,
            judgement=quality.failing("E13"),
            reason="It is there",
            expected_version=file.version,
            by=cast.prosecutor,
            at=FRIDAY_2PM,
        ),
    )

    left = quality.failure_of(file)
    assert isinstance(refusal, Conflict)
    if entry.type == "charging.dga_recorded":
        assert (left.stands, left.answer) == (False, "")
        assert "Pat Prosecutor has corrected this assessment" in str(refusal)
    else:
        assert (left.stands, left.answer) == (True, "disputed")
        assert "Sam Supervisor has answered failure D6" in str(refusal)


def test_a_dispute_and_the_deadline_leave_one_answer(cast):
    file = quality.failed_file(cast)
    failure = quality.failure_of(file)

    done, refused = sort_out(
        collide(
            file.case_file,
            lambda: quality.answer(failure, by=cast.supervisor, at=quality.LAST_SECOND),
            lambda: disputes.close_what_is_over(at=quality.TOO_LATE),
        )
    )

    # What was sent in the last second counts, whichever of the two came to the lock first.
    assert (len(done), refused) == (2, [])
    assert (stories.fresh(file).closed, quality.failure_of(file).answer) == (True, "disputed")
    with pytest.raises(Refused, match="The month closed"):
        quality.decide(quality.failure_of(file), by=cast.legal_manager, at=quality.TOO_LATE)


def test_of_two_who_answer_for_police_the_second_is_told(cast):
    file = quality.failed_file(cast)
    failure = quality.failure_of(file)

    _, refusal = one_winner(
        file.case_file,
        lambda: quality.answer(failure, by=cast.supervisor),
        lambda: quality.answer(failure, quality.NOT_DISPUTING, by=cast.police_manager),
    )

    left = quality.failure_of(file)
    assert isinstance(refusal, Conflict)
    assert f"{left.answered_by} has answered failure D6" in str(refusal)
    assert left.answer == ("disputed" if left.answered_by == cast.supervisor else "not_disputed")


def test_a_second_score_is_given_once(cast):
    quality.failed_file(cast)
    second_scores.draw(area=cast.organisations.area, month=MARCH, by=cast.legal_manager, at=IN_APRIL, seed="s")
    second = SecondScore.objects.get()

    _, refusal = one_winner(
        second.assessment.case_file,
        *(
            lambda codes=codes: second_scores.score(
                second=second, judgement=quality.failing(*codes), by=second.scorer, at=IN_APRIL
            )
            for codes in (("D6",), ())
        ),
    )

    assert isinstance(refusal, Conflict)
    assert SampleDraw.objects.count() == Assessment.objects.count() == 1
