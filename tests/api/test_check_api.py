"""The check before sending says exactly what sending would say, and takes the reasons that sending asks for."""

import pytest

from casework.operations import splitting
from charging.models import Explanation
from tests import stories
from tests.api.conftest import codes
from tests.clock import MONDAY_9AM

pytestmark = pytest.mark.django_db

CASE = f"case-files/{stories.URN}/"
SENDING = {"purpose": "charging", "stream": "green"}


def sendings(found):
    """The reasons of a check as pairs, in their order."""
    return [(reason["code"], reason["message"], reason["where"]) for reason in found["reasons"]]


def open_keys(found):
    """The keys of rows that need a reason and have none."""
    return [row["explanation_key"] for row in found["rows"] if row["explanation_key"] and not row["explanation"]]


def reasons_for(keys):
    return {"explanations": [key | {"text": "To follow."} for key in keys]}


@pytest.mark.parametrize("purpose", ["charging", "early_advice"])
def test_the_check_names_what_sending_names_and_is_ready_when_sending_works(cast, callers, purpose):
    stories.ready_case(cast)
    builder, sending = callers["builder"], SENDING | {"purpose": purpose}

    found = builder.get(f"{CASE}check/", purpose=purpose)
    refusal = builder.post(f"{CASE}submissions/", sending, status=409)

    assert (found["ready"], found["purpose"]) == (False, purpose)
    assert sendings(found) == sendings(refusal)
    builder.post(f"{CASE}explanations/?purpose={purpose}", reasons_for(open_keys(found)))
    assert builder.get(f"{CASE}check/", purpose=purpose)["ready"]
    builder.post(f"{CASE}submissions/", sending, status=201)


def test_hard_stops_stand_among_the_reasons_and_take_no_explanation(cast, callers):
    stories.opened_case(cast)

    found = callers["builder"].get(f"{CASE}check/")
    stops = [row for row in found["rows"] if row["missing"] and row["blocks"]]

    assert stops
    assert all(row["explanation_key"] is None for row in stops)
    assert {row["code"] for row in stops} <= set(codes(found))
    assert not found["ready"]
    assert found["may_send"]


def test_the_standard_leaves_the_question_of_sending_to_the_check(cast, callers):
    stories.ready_case(cast)

    assert callers["builder"].get(f"{CASE}standard/")["ready"]
    assert not callers["builder"].get(f"{CASE}check/")["ready"]


def test_nobody_is_ready_whom_the_supervisor_has(cast, callers):
    stories.prepared_case(cast)

    found = callers["builder"].get(f"{CASE}check/")

    assert (found["ready"], found["suspects"], codes(found)) == (False, [], ["wrong_status"] * 2)


def test_only_those_who_would_go_are_judged(cast, callers):
    at_the_gate = stories.prepared_case(cast)
    late = stories.add_suspect(at_the_gate.case_file, by=cast.builder, family_name="Cedar")

    found = callers["builder"].get(f"{CASE}check/")

    assert found["suspects"] == [late.pk]
    assert {row["where"] for row in found["rows"] if row["where"].startswith("suspect")} == {f"suspect-{late.pk}"}
    assert [route["suspect"] for route in found["routes"]] == [late.pk]


def test_who_may_charge_is_told_of_each_suspect_with_why(cast, callers):
    stories.ready_case(cast)

    routes = callers["builder"].get(f"{CASE}check/")["routes"]

    assert [route["police_may_charge"] for route in routes] == [True, True]
    assert {reason["code"] for route in routes for reason in route["reasons"]} == {"shoplifting"}


def test_a_case_that_was_merged_away_is_not_ready(cast, callers):
    gone, kept = stories.ready_case(cast), stories.ready_case(cast, urn=stories.a_urn(7))
    splitting.merge_cases(leaving=gone, into=kept, by=cast.builder, at=MONDAY_9AM)

    assert "merged" in codes(callers["builder"].get(f"{CASE}check/"))


def test_a_reason_is_given_read_changed_and_taken_back(cast, callers):
    stories.ready_case(cast)
    builder, address, key = callers["builder"], f"{CASE}explanations/", {"code": "bwv", "about": "case"}

    def row_after(**said):
        answer = builder.post(address, {"explanations": [key | said]})
        return answer["event"], next(row for row in answer["check"]["rows"] if row["explanation_key"] == key)

    event, row = row_after(text="On its way.")
    assert event["type"] == "charging.gaps_explained"
    assert (row["explanation"]["text"], row["explanation"]["by"]) == ("On its way.", cast.builder.name)
    event, row = row_after(text="In a week.", version=row["explanation"]["version"])
    assert row["explanation"]["text"] == "In a week."
    assert row_after(text="In a week.")[0] is None
    event, row = row_after(text="", version=row["explanation"]["version"])
    assert row["explanation"] is None


def test_a_reason_over_what_somebody_else_wrote_meanwhile_is_refused(cast, callers):
    stories.ready_case(cast)
    said = {"code": "bwv", "about": "case", "text": "Mine.", "version": ""}
    callers["supervisor"].post(f"{CASE}explanations/", {"explanations": [said | {"text": "Theirs."}]})

    refusal = callers["builder"].post(f"{CASE}explanations/", {"explanations": [said]}, status=409)

    assert codes(refusal) == ["changed_meanwhile"]
    assert "Theirs." in refusal["detail"]
    assert Explanation.objects.get().text == "Theirs."


def test_reasons_for_what_is_not_missing_or_twice_or_by_others_are_refused(cast, callers):
    stories.ready_case(cast)
    address, said = f"{CASE}explanations/", {"code": "summary", "about": "case", "text": "Why?"}

    assert codes(callers["builder"].post(address, {"explanations": [said]}, status=409)) == ["no_such_gap"]
    assert "explanations" in callers["builder"].post(address, {"explanations": [said, said]}, status=400)
    callers["builder"].get(f"{CASE}check/", status=400, purpose="nonsense")
    assert not Explanation.objects.exists()


def test_the_cps_reads_the_check_and_gives_no_reasons(cast, callers):
    stories.rejected_case(cast)
    said = {"explanations": [{"code": "bwv", "about": "case", "text": "x"}]}

    assert not callers["assistant"].get(f"{CASE}check/")["may_send"]
    callers["assistant"].post(f"{CASE}explanations/", said, status=403)
