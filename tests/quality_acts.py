"""The operations of file quality for the table of acts: story, who may, what is recorded."""

from charging.operations import assessments, disputes, second_scores
from charging.queries.quality.sampling import frame_of
from charging.rules.sampling import scorers
from tests import quality, stories
from tests.clock import FRIDAY_2PM, NEXT_MONDAY_9AM


def _assess(cast, thing, *, by, at):
    return assessments.assess(assessment=thing, judgement=quality.failing("D6"), by=by, at=at)


def _not_assess(cast, thing, *, by, at):
    return assessments.not_assess(assessment=thing, reason="out_of_scope", by=by, at=at)


def _correct(cast, thing, *, by, at):
    return assessments.correct(
        assessment=thing,
        judgement=quality.failing("E13"),
        reason="The schedule is there",
        expected_version=stories.fresh(thing).version,
        by=by,
        at=at,
    )


def _answer(cast, thing, *, by, at):
    return quality.answer(quality.failure_of(thing), by=by, at=at)


def _dispute_none(cast, thing, *, by, at):
    return disputes.dispute_none(assessment=thing, by=by, at=at)[-1]


def _decide(cast, thing, *, by, at):
    return quality.decide(quality.failure_of(thing), by=by, at=at)


def _score(cast, thing, *, by, at):
    return second_scores.score(second=thing.second_score, judgement=quality.failing("E13"), by=by, at=at)


def drawn_file(cast, **options):
    """A file in the sample of its month, which chance gives to the second prosecutor."""
    assessment = quality.failed_file(cast, **options)
    area, able = cast.organisations.area, {cast.second_prosecutor.pk, cast.legal_manager.pk}
    frame = frame_of(area, quality.MARCH)
    seeds = (str(number) for number in range(100))
    seed = next(each for each in seeds if cast.second_prosecutor.pk in scorers(frame, able, seed=each).values())
    second_scores.draw(area=area, month=quality.MARCH, by=cast.legal_manager, at=quality.IN_APRIL, seed=seed)
    return stories.fresh(assessment)


def acts(act, reviewers):
    """The acts by name; `act` makes one, `reviewers` are the people who review in the Area."""
    answering, correcting = frozenset({"supervisor", "police_manager"}), frozenset({"prosecutor", "legal_manager"})
    deciding, scoring = frozenset({"legal_manager"}), frozenset({"second_prosecutor"})
    considered, to_assess, failed = "dga_failure_considered", quality.to_assess, quality.failed_file
    once = {
        "assess": (to_assess, _assess, "prosecutor", reviewers, "dga_recorded", FRIDAY_2PM),
        "not_assess": (to_assess, _not_assess, "prosecutor", reviewers, "dga_not_assessed", FRIDAY_2PM),
        "dispute_none": (failed, _dispute_none, "police_manager", answering, considered, FRIDAY_2PM),
        "score": (drawn_file, _score, "second_prosecutor", scoring, "second_score_given", quality.IN_APRIL),
    }
    again = {
        "correct_assessment": (failed, _correct, "prosecutor", correcting, "dga_recorded", FRIDAY_2PM),
        "answer_failure": (failed, _answer, "supervisor", answering, considered, FRIDAY_2PM),
        "decide_dispute": (
            quality.disputed_file, _decide, "legal_manager", deciding, "dga_dispute_resolved", NEXT_MONDAY_9AM
        ),
    }  # fmt: skip
    return {
        name: act(
            story=story,
            do=do,
            by=by,
            allowed=frozenset(allowed),
            event=f"charging.{event}",
            at=at,
            repeatable=name in again,
        )
        for name, (story, do, by, allowed, event, at) in (once | again).items()
    }
