"""The commands that others rely on: rebuild, and figures as they are or were."""

import csv
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics import tasks
from metrics.models import Cell
from metrics.operations import refresh
from tests.metrics.histories import authorised, clock_vector, london, received, row, write

pytestmark = pytest.mark.django_db


def figures(*args):
    out = io.StringIO()
    call_command("figures", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def twelve_charged(db):
    """Write twelve suspects who each have the story of the clock vector."""
    for case in range(1, 13):
        write(clock_vector(case, [case * 10]))
    tasks.refresh_figures()


def test_figures_as_json(twelve_charged):
    body = json.loads(
        figures("--metric", "pcd-days-with-cps", "--from", "2025-03", "--to", "2025-03", "--format", "json")
    )
    (found,) = body["rows"]
    assert (found["period"], found["denominator"], found["median"], found["p90"]) == ("2025-03", 12, 29, None)
    assert found["name"] == "England and Wales"


def test_figures_by_unit_as_csv_and_as_a_table(twelve_charged):
    where = ("--metric", "fq-first-submission-acceptance", "--from", "2025-01", "--to", "2025-02", "--by", "unit")
    rows = list(csv.DictReader(io.StringIO(figures(*where, "--format", "csv"))))
    assert [(r["level"], r["code"], r["numerator"], r["denominator"], r["rate"]) for r in rows] == [
        ("police_unit", "01AB", "0", "12", "0.0"),
        ("cps_unit", "LN-M", "0", "12", "0.0"),
    ]
    assert "2025-01 to 2025-02" in figures(*where)


def test_figures_as_they_were_known_leave_those_of_today_alone(twelve_charged):
    write([row("charging.charge_authorised", "2025-03-31", case=1, suspects=[10], recorded="2025-08-01",
               corrects_id=authorised_of(1), voided=True)])  # fmt: skip
    tasks.refresh_figures()
    where = ("--metric", "pcd-charge-rate", "--from", "2025-03", "--to", "2025-03", "--format", "json")
    before = Cell.objects.count()

    def charged(*args):
        return json.loads(figures(*where, *args))["rows"][0]["numerator"]

    assert charged() == 11
    assert charged("--as-at", "2025-07-01") == 12
    assert charged() == 11
    assert Cell.objects.count() == before


def authorised_of(case):
    """The key of the event that authorised the charge in a case."""
    from casework.models import CaseEvent

    return CaseEvent.objects.get(case_id=case, type="charging.charge_authorised").pk


def test_segments_are_told_apart(db):
    write([received("2025-01-05", 1, basis="custody"), authorised("2025-01-05 15:00")])
    tasks.refresh_figures()
    where = ("--metric", "pcd-referrals", "--from", "2025-01", "--to", "2025-01", "--format", "json")
    counts = [
        sum(found["denominator"] for found in json.loads(figures(*where, "--segment", segment))["rows"])
        for segment in ("all", "custody", "not_custody", "unknown")
    ]
    assert counts == [1, 1, 0, 0]


def test_rebuild_says_what_it_made(twelve_charged):
    out = io.StringIO()
    call_command("rebuild_metrics", stdout=out)
    assert "FactSuspect: 12" in out.getvalue()


def test_rebuild_cannot_look_back_over_the_figures_of_today(twelve_charged):
    with pytest.raises(CommandError, match="unrecognized arguments"):
        call_command("rebuild_metrics", "--as-at", "2025-01-13T12:00", stdout=io.StringIO())


def test_months_that_run_backwards_are_refused(twelve_charged):
    with pytest.raises(CommandError, match="2025-03 is later than --to 2025-02"):
        figures("--metric", "pcd-charge-rate", "--from", "2025-03", "--to", "2025-02")


def test_looking_back_takes_less_memory_than_a_rebuild(twelve_charged):
    def taken(act):
        with CaptureQueriesContext(connection) as asked:
            act()
        return [query["sql"] for query in asked if " work_mem" in query["sql"]][-1]

    where = ("--metric", "pcd-charge-rate", "--from", "2025-03", "--to", "2025-03", "--as-at", "2025-07-01")
    assert "256MB" in taken(lambda: figures(*where))
    assert "512MB" in taken(lambda: refresh.rebuild(london("2025-07-01")))


def test_the_total_of_open_work_is_that_of_the_newest_month_there_is(db):
    elsewhere = {"force": "45", "police_unit": "45EF", "cps_area": "LS", "cps_unit": "LS-M"}
    write([received("2025-01-05", 1), received("2025-01-06", 2, case=2, suspects=[21], places=elsewhere)])
    write([authorised("2025-02-03", case=2, suspects=[21], places=elsewhere)])
    refresh.refresh_cases([1, 2], london("2025-02-10"))

    def totals(last):
        asked = ("--metric", "pcd-open-work", "--from", "2025-01", "--to", last, "--by", "force", "--format", "json")
        return {row["code"]: row["denominator"] for row in json.loads(figures(*asked))["totals"]}

    assert totals("2025-01") == {"01": 1, "45": 1}
    assert totals("2025-09") == totals("2025-02") == {"01": 1, "45": 0}


def test_the_tasks_do_nothing_twice(twelve_charged):
    assert tasks.refresh_figures() == 0
    assert tasks.restate_open_work() == 0
    assert refresh.refresh_cases([], london("2025-06-01")) == 0
