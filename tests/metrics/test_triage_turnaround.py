"""How long triage takes: whole hours by the clock, and whether it was within a working day."""

import pytest

from metrics import tasks
from metrics.catalogue import BY_ID
from metrics.models import FactSubmission
from tests import stories
from tests.clock import NEXT_MONDAY_9AM

pytestmark = pytest.mark.django_db
METRIC = BY_ID["fq-triage-turnaround"]


def triaged():
    tasks.refresh_figures()
    return FactSubmission.objects.filter(METRIC.denominator)


def test_hours_run_through_the_night_from_receipt_to_the_check(cast):
    stories.accepted_case(cast)
    assert triaged().get().turnaround_hours == 19
    assert triaged().filter(METRIC.numerator).exists()


def test_what_took_longer_than_a_working_day_counts_below_the_line_alone(cast):
    stories.accepted_case(cast, at=NEXT_MONDAY_9AM)
    assert triaged().exists()
    assert not triaged().filter(METRIC.numerator).exists()


def test_what_nobody_has_triaged_yet_does_not_count(cast):
    stories.submitted_case(cast)
    assert not triaged().exists()
