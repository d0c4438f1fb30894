"""The stories that other tests begin with end where they say."""

import pytest

from casework.lifecycle import Status
from tests import stories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("story", "status"),
    [
        (stories.ready_case, Status.BUILDING),
        (stories.prepared_case, Status.WITH_SUPERVISOR),
        (stories.submitted_case, Status.SUBMITTED),
        (stories.rejected_case, Status.REJECTED),
        (stories.contested_case, Status.REJECTED),
        (stories.passed_on_case, Status.SECOND_TRIAGE),
        (stories.red_case_by_night, Status.SUBMITTED),
        (stories.untaken_review, Status.WITH_PROSECUTOR),
        (stories.accepted_case, Status.WITH_PROSECUTOR),
        (stories.action_plan_case, Status.ACTION_PLAN),
        (stories.answered_case, Status.WITH_PROSECUTOR),
        (stories.authorised_case, Status.AUTHORISED),
        (stories.nfa_case, Status.NO_FURTHER_ACTION),
        (stories.charged_case, Status.CHARGED),
    ],
)
def test_each_story_ends_in_the_status_its_name_says(cast, story, status):
    told = story(cast)

    case_file = getattr(told, "case_file", told)
    assert case_file.suspects.get(number=1).status == status
