"""The operations of file quality for the table of acts: story, who may, what is recorded."""

from charging.operations import assessments, disputes, second_scores
from charging.queries.sampling import frame_of
from charging.rules.sampling import scorers
from tests import quality, stories
from tests.clock import NEXT_MONDAY_9AM


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


def drawn_file(cast):
    """A file in the sample of its month, which chance gives to the second prosecutor."""
    assessment = quality.failed_file(cast)
    area, able = cast.organisations.area, {cast.second_prosecutor.pk, cast.legal_manager.pk}
    frame = frame_of(area, quality.MARCH)
    seeds = (str(number) for number in range(100))
    seed = next(each for each in seeds if cast.second_prosecutor.pk in scorers(frame, able, seed=each).values())
    second_scores.draw(area=area, month=quality.MARCH, by=cast.legal_manager, at=quality.IN_APRIL, seed=seed)
    return stories.fresh(assessment)


def acts(act, reviewers):
    """The acts by name; `act` makes one, `reviewers` are the people who review in the Area."""
    answering, deciding = frozenset({"supervisor", "police_manager"}), frozenset({"legal_manager"})
    return {
        "assess": act(
            story=quality.to_assess, do=_assess, by="prosecutor", allowed=reviewers, event="charging.dga_recorded"
        ),
        "not_assess": act(
            story=quality.to_assess,
            do=_not_assess,
            by="prosecutor",
            allowed=reviewers,
            event="charging.dga_not_assessed",
        ),
        "correct_assessment": act(
            story=quality.failed_file,
            do=_correct,
            by="prosecutor",
            allowed=frozenset({"prosecutor", "legal_manager"}),
            event="charging.dga_recorded",
            repeatable=True,
        ),
        "answer_failure": act(
            story=quality.failed_file,
            do=_answer,
            by="supervisor",
            allowed=answering,
            event="charging.dga_failure_considered",
            repeatable=True,
        ),
        "dispute_none": act(
            story=quality.failed_file,
            do=_dispute_none,
            by="police_manager",
            allowed=answering,
            event="charging.dga_failure_considered",
        ),
        "decide_dispute": act(
            story=quality.disputed_file,
            do=_decide,
            by="legal_manager",
            allowed=deciding,
            event="charging.dga_dispute_resolved",
            at=NEXT_MONDAY_9AM,
            repeatable=True,
        ),
        "score": act(
            story=drawn_file,
            do=_score,
            by="second_prosecutor",
            allowed=frozenset({"second_prosecutor"}),
            event="charging.second_score_given",
            at=quality.IN_APRIL,
        ),
    }
