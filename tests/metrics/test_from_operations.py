"""What people do reaches the figures: whole stories by the operations themselves, through the outbox."""

import pytest

from charging.lifecycle import ContestOutcome
from charging.operations import contests, transfer, withdrawal
from charging.operations.transfer import Destination
from charging.rules.contests import Ruling
from metrics import tasks
from metrics.catalogue import BY_ID
from metrics.models import FactOpenMonth, FactSubmission, FactSuspect
from tests import stories
from tests.clock import THURSDAY_9AM, WEDNESDAY_2PM

pytestmark = pytest.mark.django_db


def test_a_charged_case_reaches_the_figures(cast):
    stories.charged_case(cast)
    assert tasks.refresh_figures() > 0
    for suspect in FactSuspect.objects.filter(outcome="charge"):
        assert (suspect.days_total, suspect.days_with_cps, suspect.days_with_police) == (2, 2, 0)
        assert (suspect.consultations, suspect.oddities) == (1, 0)
        assert (suspect.receipt_force, suspect.outcome_cps_area) == ("45", "south-east")
    assert FactSuspect.objects.filter(outcome="charge", charged_on__isnull=False).exists()
    submission = FactSubmission.objects.get()
    assert (submission.is_first, submission.accepted, submission.turnaround_working_days) == (True, True, 1)


def test_a_rejected_case_is_open_with_police(cast):
    stories.rejected_case(cast)
    tasks.refresh_figures()
    submission = FactSubmission.objects.get()
    assert (submission.accepted, submission.reason_codes) == (False, ["TR06"])
    assert set(FactOpenMonth.objects.filter(standing=True).values_list("holder", flat=True)) == {"police"}


def test_an_answered_action_plan_is_back_with_the_cps(cast):
    stories.answered_case(cast)
    tasks.refresh_figures()
    assert set(FactOpenMonth.objects.filter(standing=True).values_list("holder", flat=True)) == {"cps"}
    assert set(FactSuspect.objects.values_list("outcome", flat=True)) == {""}


def test_an_overturned_rejection_counts_as_accepted_after_the_challenge_and_not_before(cast):
    contest = stories.contested_case(cast)
    tasks.refresh_figures()
    assert (FactSubmission.objects.get().accepted, FactSubmission.objects.get().accepted_at_triage) == (False, False)

    ruling = Ruling(outcome=ContestOutcome.OVERTURNED, reason="It was there.")
    contests.decide(contest=contest, ruling=ruling, by=cast.legal_manager, at=THURSDAY_9AM)
    tasks.refresh_figures()
    submission = FactSubmission.objects.get()
    assert (submission.accepted, submission.accepted_at_triage) == (True, False)
    shares = [
        (metric.rows.filter(metric.numerator).count(), metric.rows.count())
        for metric in (BY_ID["fq-first-submission-acceptance"], BY_ID["fq-first-submission-acceptance-raw"])
    ]
    assert shares == [(1, 1), (0, 1)]
    assert submission.reason_codes == ["TR06"]
    assert set(FactOpenMonth.objects.filter(standing=True).values_list("holder", flat=True)) == {"cps"}
    assert FactSuspect.objects.filter(oddities=0).count() == 2


def test_a_withdrawn_file_is_with_police_and_was_neither_accepted_nor_rejected(cast):
    sent = stories.submitted_case(cast)
    withdrawal.withdraw(submission=sent, reason="Another suspect.", by=cast.supervisor, at=WEDNESDAY_2PM)
    tasks.refresh_figures()
    assert FactSubmission.objects.get().accepted is None
    assert set(FactOpenMonth.objects.filter(standing=True).values_list("holder", flat=True)) == {"police"}


def test_a_transferred_case_leaves_what_was_counted_with_whoever_had_it(cast):
    consultation = stories.accepted_case(cast)
    there = Destination(body=cast.organisations.other_area)
    transfer.transfer(
        case_file=consultation.case_file, to=there, reason="It is theirs.", by=cast.legal_manager, at=THURSDAY_9AM
    )
    tasks.refresh_figures()
    assert FactSubmission.objects.get().cps_area == "south-east"
    assert set(FactOpenMonth.objects.filter(standing=True).values_list("cps_area", flat=True)) == {"wessex"}
