"""What people do reaches the figures: whole stories by the operations themselves, through the outbox."""

import pytest

from metrics import tasks
from metrics.models import FactOpenMonth, FactSubmission, FactSuspect
from tests import stories

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
