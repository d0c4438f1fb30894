"""Lists: the right rows, page by page, in a number of queries that does not grow."""

from base64 import b64encode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from charging.lifecycle import Repeat
from tests import stories
from tests.clock import TUESDAY_9AM

pytestmark = pytest.mark.django_db
PARTS = ("", "standard/", "check/", "timeline/", "material/")


def queries_of(caller, path, **query):
    with CaptureQueriesContext(connection) as captured:
        caller.get(path, **query)
    # Counting the request itself, in the shared cache, is the same for every address.
    return sum("shared_cache" not in row["sql"] and "SAVEPOINT" not in row["sql"] for row in captured)


def open_some(cast, numbers):
    for number in numbers:
        case_file = stories.opened_case(cast, urn=stories.a_urn(number))
        stories.add_suspect(case_file, by=cast.builder)


def test_listing_cases_takes_the_same_queries_for_5_and_for_25(cast, callers):
    open_some(cast, range(5))
    few = queries_of(callers["builder"], "case-files/", page_size=100)
    open_some(cast, range(5, 25))
    listed = callers["builder"].get("case-files/", page_size=100)["results"]

    assert len(listed) == 25
    assert queries_of(callers["builder"], "case-files/", page_size=100) == few <= 8


def test_reading_a_case_takes_the_same_queries_for_5_suspects_and_for_25(cast, callers):
    case_file = stories.opened_case(cast)
    address = f"case-files/{stories.URN}/"

    def counts():
        return [queries_of(callers["builder"], address + part) for part in PARTS]

    for _ in range(5):
        stories.add_suspect(case_file, by=cast.builder)
        stories.add_statement(case_file, by=cast.builder)
    few = counts()
    for _ in range(20):
        stories.add_suspect(case_file, by=cast.builder)
        stories.add_statement(case_file, by=cast.builder)

    assert counts() == few
    assert max(few) <= 15


def test_submissions_and_plans_take_the_same_queries_for_one_and_for_many(cast, callers):
    plan = stories.action_plan_case(cast, items=[stories.an_item()])
    many = [stories.an_item(repeat=Repeat.NOT_SAME) for _ in range(20)]
    longer = stories.action_plan_case(cast, urn=stories.a_urn(7), items=many)

    one = queries_of(callers["builder"], f"action-plans/{plan.pk}/")
    assert queries_of(callers["builder"], f"action-plans/{longer.pk}/") == one <= 10
    rounds = f"case-files/{stories.URN}/submissions/"
    once = queries_of(callers["builder"], rounds)
    stories.answer_plan(plan, by=cast.builder)
    assert len(callers["builder"].get(rounds)) == 2
    assert queries_of(callers["builder"], rounds) == once <= 12


def test_pages_of_cases_follow_one_another_without_loss(cast, callers):
    open_some(cast, range(7))
    first = callers["builder"].get("case-files/", page_size=4)
    second = callers["builder"].client.get(first["next"]).data

    shown = [row["urn"] for row in (*first["results"], *second["results"])]
    assert shown == [stories.a_urn(number) for number in reversed(range(7))]
    assert second["next"] is None


def test_cases_are_narrowed_by_status_force_and_area(cast, callers):
    stories.submitted_case(cast, urn=stories.a_urn(1))
    stories.opened_case(cast, urn=stories.a_urn(2), at=TUESDAY_9AM)

    def found(**query):
        return [row["urn"] for row in callers["builder"].client.get("/api/v1/case-files/", query).data["results"]]

    assert found() == [stories.a_urn(2), stories.a_urn(1)]
    assert found(status="submitted", force="45", area="south-east") == [stories.a_urn(1)]
    assert found(force="46") == found(area="wessex") == []


@pytest.mark.parametrize("query", [{"status": "nonsense"}, {"force": "x" * 21}])
def test_a_filter_that_means_nothing_is_refused(callers, query):
    answer = callers["builder"].client.get("/api/v1/case-files/", query)

    assert answer.status_code == 400


@pytest.mark.parametrize("position", ["p=nonsense", "p=2026-13-45", "o=-5", "p=%00"])
def test_a_forged_cursor_is_refused(callers, position):
    callers["builder"].get("case-files/", status=404, cursor=b64encode(position.encode()).decode())


def test_an_offence_is_found_by_its_code(cast, callers):
    found = callers["builder"].get("offences/", q="TH68010", on="2026-03-02")

    assert [(row["code"], row["mode_of_trial"]) for row in found] == [("TH68010", "either_way")]
    callers["builder"].get("offences/", status=400)


def test_the_coded_reasons_are_listed(cast, callers):
    lists = callers["builder"].get("reasons/")

    assert lists["rejection"][0]["code"] == "TR01"
    assert {"nfa_evidential", "nfa_public_interest", "out_of_court"} == {row["result"] for row in lists["decision"]}
