"""Next steps, by who reads them: nobody is shown as refused what is somebody else's part to do."""

import re

import pytest

from charging.lifecycle import Purpose, ReviewType
from charging.models import Contest
from charging.operations import allocation, triage
from charging.queries.steps import Situation, StepKind, next_steps
from charging.queries.submission.rounds import rounds_of
from tests import stories
from tests.clock import WEDNESDAY_2PM, WEDNESDAY_9AM

pytestmark = pytest.mark.django_db


def steps(case_file, user):
    return next_steps(Situation(case_file, user, list(case_file.suspects.all()), rounds_of(case_file, user)))


def step(case_file, user, label):
    return next(each for each in steps(case_file, user) if each.label == label)


def case_of(thing):
    if isinstance(thing, Contest):
        return thing.triage.submission.case_file
    return getattr(thing, "case_file", thing)


STORIES = (
    "opened_case",
    "ready_case",
    "prepared_case",
    "submitted_case",
    "passed_on_case",
    "rejected_case",
    "contested_case",
    "untaken_review",
    "accepted_case",
    "action_plan_case",
    "answered_case",
    "authorised_case",
)


@pytest.mark.parametrize("story", STORIES)
def test_of_whoever_reads_a_case_nobody_is_refused_what_their_role_is_not_for(cast, story):
    case_file = case_of(getattr(stories, story)(cast))
    for person in (value for name, value in vars(cast).items() if name != "organisations"):
        for each in steps(case_file, person):
            codes = [reason.code for reason in each.verdict.reasons]
            assert "not_your_role" not in codes, (person, each.label)
            assert len(codes) <= 1, (person, each.label, codes)
            assert not any(str(person) in reason.message for reason in each.verdict.reasons)


@pytest.mark.parametrize(
    ("story", "reader", "label", "whom"),
    [
        ("submitted_case", "prosecutor", "Triage needed", "a CPS casework assistant or a CPS legal manager"),
        ("passed_on_case", "assistant", "Second triage needed", "a CPS legal manager"),
        ("contested_case", "assistant", "Contested rejection to decide", "a CPS legal manager"),
        ("untaken_review", "assistant", "Charging decision needed", "a charging lawyer or a CPS legal manager"),
        (
            "ready_case",
            "police_manager",
            "File build needed",
            "a file builder, a disclosure officer or a police supervisor",
        ),
    ],
)
def test_whoever_has_another_role_reads_whose_turn_it_is_and_can_open_no_button(
    client, cast, story, reader, label, whom
):
    case_file = case_of(getattr(stories, story)(cast))
    found = step(case_file, getattr(cast, reader), label)
    assert (found.kind, found.verdict.allowed) == (StepKind.WAITING, True)
    assert found.hint.endswith(f"Waits for {whom}.")
    client.force_login(getattr(cast, reader))
    assert not found.url or client.get(found.url).status_code == 200
    page = client.get(case_file.get_absolute_url()).content.decode()
    shown = re.search(r'<ul class="tandem-next__list">.*?</section>', page, re.S)[0]
    assert whom in shown
    assert "disabled" not in shown


def test_whoever_has_the_role_but_had_a_part_reads_one_reason_addressed_to_them(cast):
    sent = stories.submitted_case(cast, purpose=Purpose.EARLY_ADVICE)
    triage.accept(
        submission=sent,
        review_type=ReviewType.ADVICE,
        casework_type="rasso",
        by=cast.legal_manager,
        at=WEDNESDAY_9AM,
    )
    again = step(sent.case_file, cast.legal_manager, "Triage this file a second time")
    assert [reason.message for reason in again.verdict.reasons] == [
        "You passed this file on, so someone else must triage it a second time."
    ]


def test_a_lawyer_who_stays_out_of_a_case_is_told_so_as_you(cast):
    case_file = stories.untaken_review(cast).case_file
    allocation.recuse(case_file=case_file, person=cast.prosecutor, by=cast.prosecutor, at=WEDNESDAY_2PM)
    take = step(case_file, cast.prosecutor, "Take this review")
    assert [reason.message for reason in take.verdict.reasons] == ["You cannot be given this case."]
