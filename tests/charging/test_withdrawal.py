"""Police take a submission back before the CPS has decided."""

import pytest
from django.urls import reverse

from casework.models import Suspect
from charging.models import Consultation, Withdrawal
from charging.operations import review, withdrawal
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM, THURSDAY_9AM, WEDNESDAY_2PM
from tests.collisions import collide, sort_out
from tests.unchanged import assert_in_step, nothing_changes


def withdraw(sent, *, by, at=WEDNESDAY_2PM, reason="A second suspect has been arrested."):
    return withdrawal.withdraw(submission=sent, reason=reason, by=by, at=at)


def statuses():
    return set(Suspect.objects.values_list("status", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("story", [stories.submitted_case, stories.passed_on_case])
def test_untriaged_it_is_police_s_again_and_triage_says_who_took_it(cast, story):
    sent = story(cast)
    entry = withdraw(sent, by=cast.supervisor)
    assert (entry.holder, entry.details["triaged"]) == ("police", False)
    assert statuses() == {"building"}
    with nothing_changes(), pytest.raises(Conflict, match="Sam Supervisor withdrew this file, 4 March"):
        CHARGING_ACTS["accept"].run(cast, sent, at=THURSDAY_9AM)
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_a_review_ends_without_a_decision_and_its_writer_meets_who_and_when(cast):
    consultation = stories.accepted_case(cast)
    withdraw(consultation.submission, by=cast.supervisor)
    row = Consultation.objects.get()
    assert row.completed_by == cast.supervisor
    assert not row.decisions.exists()
    with nothing_changes(), pytest.raises(Conflict, match="Sam Supervisor withdrew this file, 4 March"):
        stories.complete_review(consultation, [stories.charge_outcome()], at=FRIDAY_2PM)
    with nothing_changes(), pytest.raises(Conflict, match="withdrew this file"):
        review.allocate(consultation=row, prosecutor=cast.prosecutor, by=cast.legal_manager, at=FRIDAY_2PM)
    assert_in_step(FRIDAY_2PM)


@pytest.mark.django_db
def test_what_is_sent_again_stays_in_the_round(cast):
    sent = stories.submitted_case(cast)
    withdraw(sent, by=cast.supervisor)
    again = stories.send_to_supervisor(cast, sent.case_file, at=THURSDAY_9AM)
    assert (again.round_no, again.seq_in_round) == (1, 2)
    CHARGING_ACTS["send_back"].run(cast, again)
    assert statuses() == {"building"}


@pytest.mark.django_db
def test_a_decided_or_rejected_file_cannot_be_withdrawn(cast):
    suspect = stories.authorised_case(cast)
    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor has decided"):
        withdraw(suspect.case_file.submissions.get(), by=cast.supervisor)
    rejected = stories.rejected_case(cast, urn=stories.a_urn(9))
    with nothing_changes(), pytest.raises(Conflict, match="Ash Assistant has rejected"):
        withdraw(rejected, by=cast.supervisor)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["builder", "assistant", "prosecutor", "police_manager", "outsider"])
def test_only_a_supervisor_of_the_force_withdraws(cast, part):
    sent = stories.submitted_case(cast)
    with nothing_changes(), pytest.raises(NotPermitted):
        withdraw(sent, by=getattr(cast, part))


@pytest.mark.django_db
def test_the_page_asks_why_and_the_round_says_it(cast, client):
    sent = stories.submitted_case(cast)
    client.force_login(cast.supervisor)
    page = reverse("charging:submission_withdraw", args=[sent.case_file.slug, sent.pk])
    assert "Withdraw the file from the CPS" in client.get(sent.case_file.get_absolute_url()).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 422
    client.post(page, {"reason": "A second suspect."})
    assert Withdrawal.objects.get().reason == "A second suspect."
    assert "A second suspect." in client.get(sent.case_file.get_absolute_url()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_a_triager_and_a_supervisor_at_once_one_wins_and_the_other_is_told(cast):
    sent = stories.submitted_case(cast)

    def accept():
        return CHARGING_ACTS["accept"].run(cast, sent, at=WEDNESDAY_2PM)

    def take_back():
        return withdraw(sent, by=cast.supervisor)

    done, refused = sort_out(collide(sent.case_file, accept, take_back))
    assert done
    assert statuses() == {"building"}, "accepted first, it is withdrawn from the review"
    assert all("Sam Supervisor withdrew" in str(each) for each in refused)
    assert not any(isinstance(each, Refused) and not isinstance(each, Conflict) for each in refused)
    assert_in_step(FRIDAY_2PM)
