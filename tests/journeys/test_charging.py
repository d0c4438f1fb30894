"""Charging, from the file that is sent to the charge that is laid, by all who take part, in the browser.

Each journey is told in a module of its own, step by step; each ends with a ledger that verifies, and a case in step
with it.
"""

import pytest

from tests.journeys.charging_advice import early_advice_in_a_rape_case
from tests.journeys.charging_bail import a_bail_case_goes_back_and_forth
from tests.journeys.charging_desk import clock, desk
from tests.journeys.charging_quality import a_month_is_assessed_disputed_scored_again_and_closed
from tests.journeys.charging_red import a_red_file_by_night
from tests.journeys.charging_split import (
    a_victim_asks_twice_and_the_decision_is_made_again,
    decisions_are_split_approved_escalated_and_made_again,
)

__all__ = ["clock", "desk"]
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_red_custody_case_goes_through_cps_direct(cast, clock, desk):
    a_red_file_by_night(cast, clock, desk)


def test_a_bail_case_is_rejected_contested_mended_argued_over_and_charged_otherwise(cast, clock, desk):
    a_bail_case_goes_back_and_forth(cast, clock, desk)


def test_early_advice_in_a_rape_case_is_triaged_twice(cast, clock, desk):
    early_advice_in_a_rape_case(cast, clock, desk)


def test_two_suspects_are_decided_otherwise_and_police_appeal(cast, clock, desk):
    decisions_are_split_approved_escalated_and_made_again(cast, clock, desk)


def test_a_victim_asks_for_a_review_twice(cast, clock, desk):
    a_victim_asks_twice_and_the_decision_is_made_again(cast, clock, desk)


def test_a_month_of_file_quality_is_assessed_and_disputed_to_the_deadline(cast, clock, desk):
    a_month_is_assessed_disputed_scored_again_and_closed(cast, clock, desk)
