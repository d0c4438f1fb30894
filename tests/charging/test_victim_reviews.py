"""A victim asks for a review: recorded with its limits, answered by somebody who had no part in the decision."""

from datetime import timedelta

import pytest

from casework.models import CaseEvent, Matter, PersonRole
from casework.operations import people
from casework.rules.limits import due
from charging.lifecycle import MatterKind
from charging.models import Asked, Consultation, VictimReview, VictimReviewOutcome, VictimReviewStage
from charging.operations import victim_reviews
from charging.queries.case import page as case_page
from charging.rules.victim_review import window
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import disagreements, stories
from tests.charging.test_reopening import broken
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, THURSDAY_9AM, WEDNESDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
LATE = THURSDAY_9AM + timedelta(days=120)


def ask(cast, suspect, *, asked_at=FRIDAY_9AM, late_reason="", at=FRIDAY_9AM, by=None, victim=None):
    request = victim_reviews.Request(
        victim=victim or disagreements.the_victim(suspect.case_file), asked_at=asked_at, late_reason=late_reason
    )
    return victim_reviews.ask(suspect=suspect, request=request, by=by or cast.assistant, at=at)


def decide(review, by, outcome=VictimReviewOutcome.UPHELD, at=FRIDAY_2PM):
    return victim_reviews.decide(review=review, outcome=outcome, reasons="We looked again.", by=by, at=at)


def test_a_request_waits_for_a_lawyer_who_did_not_decide(cast):
    review = disagreements.victim_review_case(cast)

    matter = Matter.objects.get(kind=MatterKind.VICTIM_REVIEW)
    assert (matter.subject, matter.due_at, matter.not_person) == (review.pk, review.due_at, cast.prosecutor)
    assert (review.stage, review.asked) == (VictimReviewStage.LOCAL, Asked.PROMPT)
    assert broken() == []


def test_the_answer_is_due_from_when_the_victim_asked_however_late_it_is_recorded(cast):
    ask(cast, stories.nfa_case(cast), asked_at=FRIDAY_9AM, at=FRIDAY_9AM + timedelta(days=30))
    assert VictimReview.objects.get().due_at == due("answer_victim_review", FRIDAY_9AM)


def test_recording_a_request_is_offered_until_every_victim_has_asked_about_the_decision_that_stands(cast):
    suspect = stories.nfa_case(cast)
    case_file = suspect.case_file

    def offered():
        page = case_page.case_file_page(case_file, cast.assistant, at=FRIDAY_2PM)
        return any(step.label == f"Record that a victim asks for a review: {suspect}" for step in page.steps)

    first, second = disagreements.the_victim(case_file), disagreements.the_victim(case_file)
    second.pk, second.family_name = None, "Second"
    second.save(force_insert=True)
    assert offered()
    ask(cast, suspect, victim=first)
    assert offered()
    ask(cast, suspect, victim=second)
    assert not offered()


def test_once_the_local_answer_leaves_the_decision_the_independent_review_is_offered_until_it_is_asked(cast):
    review = disagreements.victim_review_case(cast)

    def offered():
        page = case_page.case_file_page(review.case_file, cast.assistant, at=FRIDAY_2PM)
        return [step.url for step in page.steps if step.label.startswith("Record that the victim asks")]

    assert offered() == []
    decide(review, cast.legal_manager)
    assert [url.endswith(f"/victim-reviews/{review.pk}/") for url in offered()] == [True]
    victim_reviews.go_on(review=stories.fresh(review), asked_at=FRIDAY_2PM, by=cast.assistant, at=FRIDAY_2PM)
    assert offered() == []


def test_when_the_victim_asked_is_set_against_the_limits(cast):
    suspect = stories.nfa_case(cast)
    limits = window(suspect.decisions.get().at)

    assert limits.asked(limits.ideally - timedelta(seconds=1)) is Asked.PROMPT
    assert limits.asked(limits.ideally) is Asked.IN_TIME
    assert limits.asked(limits.latest) is Asked.EXCEPTIONAL


def test_after_the_latest_day_a_request_says_why_it_is_exceptional(cast):
    suspect = stories.nfa_case(cast)
    with nothing_changes(), pytest.raises(Refused, match="Say why this later request is exceptional"):
        ask(cast, suspect, asked_at=LATE, at=LATE)

    ask(cast, suspect, asked_at=LATE, late_reason="She was in hospital.", at=LATE)

    review = VictimReview.objects.get()
    assert (review.asked, review.late_reason) == (Asked.EXCEPTIONAL, "She was in hospital.")


def test_a_request_comes_neither_before_the_decision_nor_from_the_future(cast):
    suspect = stories.nfa_case(cast)

    for wrong in (WEDNESDAY_9AM, FRIDAY_2PM):
        with nothing_changes(), pytest.raises(Refused):
            ask(cast, suspect, asked_at=wrong, at=FRIDAY_9AM)


@pytest.mark.parametrize("story", [stories.accepted_case, stories.authorised_case, stories.charged_case])
def test_only_a_decision_not_to_prosecute_qualifies(cast, story):
    told = story(cast)
    suspect = getattr(told, "case_file", told).suspects.get(number=1)

    with nothing_changes(), pytest.raises(Refused, match="none stands for"):
        ask(cast, suspect)


def test_only_a_victim_of_the_case_asks(cast):
    suspect = stories.nfa_case(cast)
    other = stories.ready_case(cast, urn=stories.a_urn(2))
    witness = {"role": PersonRole.WITNESS, "family_name": "Yare", "given_names": "Test"}
    people.add_person(case_file=other, facts=witness, by=cast.builder, at=FRIDAY_9AM)

    for nobody in (disagreements.the_victim(other), other.people.get(role=PersonRole.WITNESS)):
        with nothing_changes(), pytest.raises(Refused, match="Choose a victim of this case"):
            ask(cast, suspect, victim=nobody)


def test_overturned_the_decision_is_made_again_by_somebody_else(cast):
    review = disagreements.victim_review_case(cast)

    entry = decide(review, cast.legal_manager, VictimReviewOutcome.OVERTURNED)

    opened = Consultation.objects.latest("number")
    assert (entry.details["outcome"], entry.details["in_time"]) == ("overturned", True)
    assert opened.not_by == cast.prosecutor
    assert stories.fresh(review.suspect).status == "with_prosecutor"
    assert not Matter.objects.filter(kind=MatterKind.VICTIM_REVIEW).exists()
    assert broken() == []


@pytest.mark.parametrize("outcome", [VictimReviewOutcome.UPHELD, VictimReviewOutcome.EXPLAINED])
def test_otherwise_the_decision_stands_and_the_ledger_says_that_it_was_looked_at(cast, outcome):
    review = disagreements.victim_review_case(cast)

    decide(review, cast.legal_manager, outcome)

    looked = CaseEvent.objects.get(type="charging.decision_reviewed")
    assert (looked.details["kind"], looked.details["original_decision_id"]) == (
        "victim_right_to_review",
        review.decision_id,
    )
    assert stories.fresh(review.suspect).status == "no_further_action"
    assert broken() == []


def test_whoever_decided_does_not_answer_the_victim(cast):
    review = disagreements.victim_review_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted, match="You decided about this before"):
        decide(review, cast.prosecutor)


@pytest.mark.parametrize("person", ["assistant", "builder", "supervisor", "area_manager", "deputy_chief"])
def test_at_first_only_lawyers_of_the_area_answer(cast, person):
    review = disagreements.victim_review_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        decide(review, getattr(cast, person))


def test_independent_review_follows_the_local_answer_and_is_somebody_elses(cast):
    review = disagreements.victim_review_case(cast)
    with nothing_changes(), pytest.raises(Refused, match="once the local answer"):
        victim_reviews.go_on(review=review, asked_at=FRIDAY_2PM, by=cast.assistant, at=FRIDAY_2PM)
    decide(review, cast.legal_manager)

    victim_reviews.go_on(review=review, asked_at=FRIDAY_2PM, by=cast.assistant, at=FRIDAY_2PM)

    further = VictimReview.objects.get(stage=VictimReviewStage.INDEPENDENT)
    assert further.due_at > review.due_at
    for person in (cast.legal_manager, cast.second_prosecutor):
        with nothing_changes(), pytest.raises(NotPermitted):
            decide(further, person)
    assert decide(further, cast.chief_prosecutor, VictimReviewOutcome.OVERTURNED)
    with nothing_changes(), pytest.raises(Conflict, match="asked for already"):
        victim_reviews.go_on(review=review, asked_at=FRIDAY_2PM, by=cast.assistant, at=FRIDAY_2PM)
    assert broken() == []


def test_a_request_is_recorded_once_and_answered_once(cast):
    review = disagreements.victim_review_case(cast)

    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.assistant} has recorded this request already"):
        ask(cast, review.suspect, by=cast.legal_manager)
    decide(review, cast.legal_manager)
    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.legal_manager} has answered this already"):
        decide(review, cast.second_prosecutor)


@pytest.mark.parametrize("person", ["builder", "supervisor", "prosecutor"])
def test_only_those_who_keep_requests_record_them(cast, person):
    suspect = stories.nfa_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        ask(cast, suspect, by=getattr(cast, person))
