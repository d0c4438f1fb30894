"""The clock of a suspect: what it measures, and that police and CPS days make the total."""

from datetime import date

import pytest

from metrics.catalogue import BY_ID
from metrics.models import FactOpenMonth, FactSubmission, FactSuspect
from metrics.operations import refresh
from metrics.operations.as_at import known_at
from tests.metrics.histories import (
    authorised,
    charged,
    clock_vector,
    closed,
    london,
    nfa,
    plan,
    received,
    reopened,
    row,
    triaged,
    write,
)  # fmt: skip

pytestmark = pytest.mark.django_db
LATER = london("2025-06-15")


def fact(rows, as_at=LATER):
    write(rows)
    refresh.refresh_cases({event.case_id for event in rows}, as_at)
    return FactSuspect.objects.get()


def outcome_known(day):
    with known_at(london(day), (BY_ID["pcd-referrals"],)):
        return FactSuspect.objects.get().outcome


def test_the_clock_vector_of_the_definitions():
    suspect = fact(clock_vector())
    assert (suspect.days_total, suspect.days_with_cps, suspect.days_with_police) == (66, 29, 37)
    assert suspect.consultations == 2
    assert (suspect.authorised_on, suspect.charged_on) == (date(2025, 3, 10), date(2025, 3, 12))
    assert suspect.oddities == 0


def test_submissions_of_the_clock_vector():
    fact(clock_vector())
    first, second, reply = FactSubmission.objects.order_by("received_at")
    assert (first.is_first, first.accepted, first.reason_codes) == (True, False, ["MG3"])
    assert (first.turnaround_hours, first.turnaround_working_days) == (48, 0)  # received on a Friday
    assert (second.is_first, second.accepted, second.turnaround_working_days) == (False, True, 1)
    assert reply.accepted is None


def test_open_work_at_each_month_end():
    fact(clock_vector())
    rows = FactOpenMonth.objects.order_by("month").values_list("month", "holder", "age_days", "held_days", "standing")
    assert list(rows) == [
        (date(2025, 1, 1), "police", 28, 4, False),
        (date(2025, 2, 1), "cps", 56, 4, False),
    ]


def test_an_open_suspect_ages_until_today_in_the_present_month():
    suspect = fact([received("2025-01-20"), plan("2025-01-31 23:59")], london("2025-02-10 00:30"))
    assert (suspect.outcome, suspect.days_total) == ("", None)
    january, february = FactOpenMonth.objects.order_by("month")
    assert (january.stated_on, january.age_days, january.held_days) == (date(2025, 1, 31), 11, 0)
    assert (february.stated_on, february.age_days, february.held_days) == (date(2025, 2, 10), 21, 10)
    assert (january.standing, february.standing) == (False, True)


def test_days_are_london_days_across_the_change_of_clocks():
    suspect = fact([received("2025-03-29 23:30"), authorised("2025-03-30 00:30")])
    assert suspect.days_total == 1


def test_a_case_that_comes_back_is_open_again_and_resumes_its_clock():
    suspect = fact([received("2025-01-01"), plan("2025-01-11"), closed("2025-02-10"), received("2025-02-20")])
    assert suspect.outcome == ""
    write([authorised("2025-03-01")])
    refresh.refresh_cases([1], LATER)
    suspect.refresh_from_db() if FactSuspect.objects.filter(pk=suspect.pk).exists() else None
    suspect = FactSuspect.objects.get()
    assert (suspect.days_total, suspect.days_with_cps, suspect.days_with_police) == (59, 19, 40)


def test_what_was_not_known_yet_does_not_count():
    write([received("2025-01-01"), authorised("2025-01-05", recorded="2025-02-01")])
    assert outcome_known("2025-01-31") == ""
    assert outcome_known("2025-02-02") == "charge"


def test_a_correction_replaces_and_a_void_removes():
    wrong = nfa("2025-01-05")
    assert fact([received("2025-01-01"), wrong]).outcome == "nfa_evidential"
    right = nfa("2025-01-08", "public_interest", recorded="2025-01-20", corrects_id=wrong.pk)
    write([right])
    refresh.refresh_cases([1], LATER)
    suspect = FactSuspect.objects.get()
    assert (suspect.outcome, suspect.days_total) == ("nfa_public_interest", 7)
    write([row("charging.nfa_decided", "2025-01-21", corrects_id=right.pk, voided=True)])
    refresh.refresh_cases([1], LATER)
    assert FactSuspect.objects.get().outcome == ""
    assert outcome_known("2025-01-10") == "nfa_evidential"


@pytest.mark.parametrize(
    "rows",
    [
        [charged("2025-01-01"), received("2025-01-05")],
        [authorised("2025-01-01"), received("2025-01-05"), charged("2025-01-06")],
        [received("2025-01-05"), charged("2025-01-06")],
        [received("2025-01-05"), charged("2025-01-06"), authorised("2025-01-07")],
    ],
)
def test_an_odd_order_is_counted_as_odd_and_harms_nothing(rows):
    suspect = fact(rows)
    assert suspect.oddities > 0
    assert suspect.days_total is None or suspect.days_total == suspect.days_with_police + suspect.days_with_cps


def test_a_suspect_never_received_is_no_fact():
    write([row("casework.suspect_linked", "2025-01-01"), charged("2025-01-02")])
    refresh.refresh_cases([1], LATER)
    assert not FactSuspect.objects.exists()


def test_strange_payloads_do_no_harm():
    write([
        row("charging.submission_received", "2025-01-01", details={}),
        row("charging.triage_completed", "2025-01-02", details={"reason_codes": "text", "submission_id": None}),
        triaged("2024-12-31", "never-received"),
    ])  # fmt: skip
    refresh.refresh_cases([1], LATER)
    assert FactSubmission.objects.count() == 2
    assert FactSuspect.objects.get().segment == "unknown"


def test_a_case_that_was_reopened_is_open_again_and_the_figures_know_both():
    back = [received("2025-01-01"), plan("2025-01-05"), closed("2025-02-05"), reopened("2025-02-15")]
    suspect = fact(back)
    assert (suspect.outcome, suspect.outcome_on, suspect.reopened) == ("", None, 1)
    assert outcome_known("2025-02-10") == "admin_finalised"


def test_what_is_decided_after_a_reopening_counts_and_the_closed_days_are_with_police():
    back = [received("2025-01-01"), plan("2025-01-05"), closed("2025-02-05"), reopened("2025-02-15")]
    suspect = fact([*back, received("2025-02-20", purpose="action_plan_reply"), authorised("2025-03-01")])
    assert (suspect.outcome, suspect.reopened) == ("charge", 1)
    assert (suspect.days_total, suspect.days_with_cps, suspect.days_with_police) == (59, 13, 46)


def test_what_is_closed_again_after_a_reopening_is_closed_from_the_second_time():
    back = [received("2025-01-01"), plan("2025-01-05"), closed("2025-02-05"), reopened("2025-02-15")]
    suspect = fact([*back, closed("2025-03-15")])
    assert (suspect.outcome, suspect.outcome_on) == ("admin_finalised", date(2025, 3, 15))
    months = FactOpenMonth.objects.order_by("month").values_list("month", "holder")
    assert list(months) == [(date(2025, 1, 1), "police"), (date(2025, 2, 1), "police")]
