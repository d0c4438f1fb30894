"""Disputes: four answers that are never taken for each other, decided by somebody else, until the month closes."""

import pytest

from casework.models import Matter
from charging import tasks
from charging.models import Failure
from charging.operations import assessments, disputes
from charging.rules.disputes import FileResult, PoliceAnswer, Said, result_of, said_of
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import quality, stories
from tests.clock import FRIDAY_2PM, NEXT_MONDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


@pytest.fixture
def failed(cast):
    return quality.failed_file(cast, "D6", "E13", "V3")


def waits():
    return sorted(Matter.objects.values_list("kind", "side"))


def test_four_final_answers_and_one_without_an_end_are_told_apart(cast, failed):
    assert {said_of(failure) for failure in failed.failures.all()} == {Said.NOT_ANSWERED}
    quality.answer(quality.failure_of(failed, "D6"), quality.NOT_DISPUTING, by=cast.supervisor)
    quality.answer(quality.failure_of(failed, "E13"), by=cast.supervisor)

    said = {failure.reason.code: said_of(failure) for failure in failed.failures.all()}

    assert said == {"D6": Said.NOT_DISPUTED, "E13": Said.NOT_DECIDED, "V3": Said.NOT_ANSWERED}
    for decision in ("accepted", "not_accepted"):
        quality.decide(quality.failure_of(failed, "E13"), decision, by=cast.legal_manager)
        assert said_of(quality.failure_of(failed, "E13")) == decision


@pytest.mark.parametrize(
    ("said", "result"),
    [
        ((), FileResult.NOT_DISPUTED),
        ((Said.NOT_DISPUTED,), FileResult.NOT_DISPUTED),
        ((Said.NOT_DISPUTED, Said.NOT_ANSWERED), FileResult.NOT_ANSWERED),
        ((Said.NOT_ANSWERED, Said.NOT_DISPUTED, Said.NOT_DECIDED), FileResult.NOT_DECIDED),
        ((Said.ACCEPTED, Said.NOT_DECIDED), FileResult.SUCCESSFULLY),
        ((Said.ACCEPTED, Said.NOT_ANSWERED), FileResult.SUCCESSFULLY),
        ((Said.ACCEPTED, Said.NOT_ACCEPTED), FileResult.UNSUCCESSFULLY),
        ((Said.NOT_ACCEPTED, Said.NOT_DECIDED), FileResult.UNSUCCESSFULLY),
    ],
)
def test_one_refused_dispute_makes_the_file_disputed_unsuccessfully(said, result):
    assert result_of(said) is result


def test_answers_and_decisions_go_from_hand_to_hand(cast, failed):
    assert waits() == [("failures", "police")]

    quality.answer(quality.failure_of(failed), by=cast.supervisor)
    assert waits() == [("dispute", "cps"), ("failures", "police")]
    dispute = Matter.objects.get(kind="dispute")
    assert (dispute.not_person_id, dispute.since, dispute.due_at) == (cast.prosecutor.pk, FRIDAY_2PM, quality.TOO_LATE)

    disputes.dispute_none(assessment=failed, by=cast.police_manager, at=FRIDAY_2PM)
    assert waits() == [("dispute", "cps")]

    quality.decide(quality.failure_of(failed), by=cast.legal_manager)
    assert waits() == []


def test_none_of_these_is_disputed_answers_only_what_is_open(cast, failed):
    quality.answer(quality.failure_of(failed), by=cast.supervisor)

    entries = disputes.dispute_none(assessment=failed, by=cast.police_manager, at=FRIDAY_2PM)

    assert {entry.details["failure_code"] for entry in entries} == {"E13", "V3"}
    assert list(failed.failures.values_list("answer", flat=True)) == ["disputed", "not_disputed", "not_disputed"]
    with nothing_changes(), pytest.raises(Refused, match="answered already"):
        disputes.dispute_none(assessment=failed, by=cast.police_manager, at=FRIDAY_2PM)


def test_events_hold_codes_and_no_words(cast, failed):
    entry = quality.answer(quality.failure_of(failed), by=cast.supervisor)
    keys = {"assessment_id": failed.pk, "failure_code": "D6"}
    assert entry.details == keys | {"decision": "disputed", "ground": ["phone"]}

    entry = quality.decide(quality.failure_of(failed), "not_accepted", by=cast.legal_manager)
    assert entry.details == keys | {"accepted_by_cps": False}


@pytest.mark.parametrize(
    ("reply", "codes"),
    [
        (PoliceAnswer(answer="perhaps"), {"no_answer"}),
        (PoliceAnswer(answer="disputed"), {"no_ground", "not_discussed"}),
        (PoliceAnswer(answer="disputed", ground="x" * 201, discussed=["pigeon"]), {"too_long", "unknown_way"}),
        (PoliceAnswer(answer="not_disputed", ground="But it was there"), {"reason_without_dispute"}),
    ],
)
def test_an_answer_with_gaps_is_refused_with_all_of_them(cast, failed, reply, codes):
    with nothing_changes(), pytest.raises(Refused) as refusal:
        quality.answer(quality.failure_of(failed), reply, by=cast.supervisor)
    assert {reason.code for reason in refusal.value.verdict.reasons} == codes


def test_200_characters_are_not_too_many(cast, failed):
    assert quality.answer(quality.failure_of(failed), quality.disputing("x" * 200), by=cast.supervisor)


def test_police_change_their_answer_until_it_is_decided(cast, failed):
    quality.answer(quality.failure_of(failed), quality.NOT_DISPUTING, by=cast.supervisor)
    quality.answer(quality.failure_of(failed), by=cast.police_manager)
    quality.decide(quality.failure_of(failed), by=cast.legal_manager)

    with nothing_changes(), pytest.raises(Refused, match="Lee Legal has decided this dispute already"):
        quality.answer(quality.failure_of(failed), quality.NOT_DISPUTING, by=cast.supervisor)


def test_what_is_not_disputed_cannot_be_decided_and_a_decision_says_why(cast, failed):
    with nothing_changes(), pytest.raises(Refused, match="nothing to decide"):
        quality.decide(quality.failure_of(failed), by=cast.legal_manager)
    quality.answer(quality.failure_of(failed), by=cast.supervisor)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        quality.decide(quality.failure_of(failed), "maybe", by=cast.legal_manager, reason=" ")
    assert {reason.code for reason in refusal.value.verdict.reasons} == {"no_decision", "no_reason"}


def test_whoever_assessed_or_corrected_never_decides(cast):
    assessment = quality.assess(quality.to_assess(cast), "D6", by=cast.legal_manager)
    quality.answer(quality.failure_of(assessment), by=cast.supervisor)

    with nothing_changes(), pytest.raises(NotPermitted, match="You assessed this file"):
        quality.decide(quality.failure_of(assessment), by=cast.legal_manager)


def test_a_stale_answer_is_told_whose_act_came_between(cast, failed):
    failure = quality.failure_of(failed)
    quality.answer(failure, quality.NOT_DISPUTING, by=cast.supervisor)

    with nothing_changes(), pytest.raises(Conflict, match="Sam Supervisor has answered failure D6"):
        quality.answer(failure, by=cast.police_manager, version=failure.version)


def test_up_to_the_last_second_everything_goes_and_after_it_nothing(cast, failed):
    failure = quality.failure_of(failed)
    quality.answer(failure, by=cast.supervisor, at=quality.LAST_SECOND)
    quality.decide(quality.failure_of(failed), by=cast.legal_manager, at=quality.LAST_SECOND)

    late = {"at": quality.TOO_LATE}
    for act in (
        lambda: quality.answer(quality.failure_of(failed, "E13"), by=cast.supervisor, **late),
        lambda: disputes.dispute_none(assessment=failed, by=cast.supervisor, **late),
        lambda: quality.decide(quality.failure_of(failed), "not_accepted", by=cast.legal_manager, **late),
    ):
        with nothing_changes(), pytest.raises(Refused, match="The month closed on 12 May 2026"):
            act()


def test_a_failure_that_was_taken_back_cannot_be_answered(cast, failed):
    failure = quality.failure_of(failed)
    assessments.correct(
        assessment=failed,
        judgement=quality.failing("E13"),
        reason="It is there",
        expected_version=stories.fresh(failed).version,
        by=cast.prosecutor,
        at=FRIDAY_2PM,
    )

    with nothing_changes(), pytest.raises(Conflict, match="was taken back"):
        quality.answer(
            failure, by=cast.supervisor, at=NEXT_MONDAY_9AM, version=Failure.objects.get(pk=failure.pk).version
        )


def test_what_closed_waits_for_nobody_however_many_files_closed_at_once(cast, failed, monkeypatch):
    disputed = quality.disputed_file(cast, urn=stories.a_urn(2))
    assert {kind for kind, _ in waits()} == {"failures", "dispute"}
    monkeypatch.setitem(disputes.close_what_is_over.__kwdefaults__, "limit", 1)

    monkeypatch.setattr("django.utils.timezone.now", lambda: quality.LAST_SECOND)
    assert (tasks.close_disputes(), stories.fresh(disputed).closed) == (0, False)
    monkeypatch.setattr("django.utils.timezone.now", lambda: quality.TOO_LATE)
    assert tasks.close_disputes() == 2

    assert waits() == []
    assert quality.failure_of(disputed, "E13").answer == ""
