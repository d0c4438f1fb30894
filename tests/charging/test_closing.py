"""Closing what did not come back, which is no decision of a prosecutor."""

import pytest

from casework.lifecycle import FINALISE, Status, WrongStatus
from casework.models import CaseEvent
from charging.models import Decision
from charging.operations import closing
from foundation.verdicts import NotPermitted
from tests import stories
from tests.clock import FRIDAY_2PM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def close(suspect, by, *, victim_reason=False):
    closure = closing.Closure(
        reason="not_resubmitted", victim_reason=victim_reason, early_because="Police will not send it."
    )
    return closing.finalise(suspects=[suspect], closure=closure, by=by, at=FRIDAY_2PM)


@pytest.mark.parametrize("victim_reason", [True, False])
@pytest.mark.parametrize("story", [stories.rejected_case, stories.action_plan_case])
def test_what_did_not_come_back_is_closed_with_its_reason_and_without_a_decision(cast, story, victim_reason):
    suspect = story(cast).case_file.suspects.get(number=1)
    before = Decision.objects.count()

    entry = close(suspect, cast.assistant, victim_reason=victim_reason)

    suspect.refresh_from_db()
    assert (suspect.status, suspect.status_at) == (Status.ADMIN_FINALISED, FRIDAY_2PM)
    assert entry.details == {"reason": "not_resubmitted", "victim_reason": victim_reason}
    assert (entry.holder, entry.suspect_ids) == ("closed", [suspect.pk])
    assert Decision.objects.count() == before


def test_closing_one_suspect_leaves_the_other_where_they_are(cast):
    case_file = stories.rejected_case(cast).case_file

    close(case_file.suspects.get(number=1), cast.assistant)

    assert case_file.suspects.get(number=2).status == Status.REJECTED


@pytest.mark.parametrize(
    "story",
    [
        stories.ready_case,
        stories.prepared_case,
        stories.submitted_case,
        stories.accepted_case,
        stories.authorised_case,
        stories.charged_case,
        stories.nfa_case,
    ],
)
def test_what_police_do_not_owe_the_cps_cannot_be_closed(cast, story):
    told = story(cast)
    suspect = getattr(told, "case_file", told).suspects.get(number=1)
    assert Status(suspect.status) not in FINALISE.sources

    with nothing_changes(), pytest.raises(WrongStatus, match="cannot close without a decision now"):
        close(suspect, cast.assistant)


def test_police_do_not_close_what_they_owe(cast):
    suspect = stories.rejected_case(cast).case_file.suspects.get(number=1)

    with nothing_changes(), pytest.raises(NotPermitted):
        close(suspect, cast.supervisor)


def test_a_closed_suspect_is_not_sent_again_with_the_others(cast):
    case_file = stories.rejected_case(cast).case_file
    close(case_file.suspects.get(number=1), cast.assistant)

    sent = stories.send_to_supervisor(cast, case_file, at=FRIDAY_2PM)

    assert list(sent.suspects.values_list("number", flat=True)) == [2]
    assert CaseEvent.objects.latest("seq").suspect_ids == [case_file.suspects.get(number=2).pk]
