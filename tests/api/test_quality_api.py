"""File quality by API: the same operations, the same refusals, and the same blindness of the second scorer."""

import pytest

from charging.models import SampleDraw, SecondScore
from tests import quality
from tests.api.conftest import codes
from tests.clock import FRIDAY_2PM
from tests.quality import IN_APRIL, MARCH
from tests.quality_acts import drawn_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_friday(monkeypatch):
    """Let everything happen on the Friday on which the files are assessed."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: FRIDAY_2PM)


def test_a_file_is_assessed_answered_and_decided(cast, callers):
    file = quality.to_assess(cast)
    path = f"file-quality/{file.pk}/"
    body = {"failures": ["E13"], "overturned": [{"row": "statements"}], "comments": "Not signed."}

    callers["supervisor"].post(f"{path}assess/", body, status=403)
    refused = callers["prosecutor"].post(f"{path}assess/", body | {"failures": []}, status=409)
    done = callers["prosecutor"].post(f"{path}assess/", body)

    assert codes(refused) == ["overturned_without_failure"]
    assert (done["assessment"]["state"], done["event"]["type"]) == ("not_met", "charging.dga_recorded")
    failure = done["assessment"]["failures"][0]
    assert (failure["code"], failure["said"]) == ("E13", "not_answered")
    answer = {"answer": "disputed", "ground": "It is signed.", "discussed": ["email"], "version": failure["version"]}
    path = f"file-quality-failures/{failure['id']}/"
    said = callers["supervisor"].post(f"{path}answer/", answer)["assessment"]["failures"][0]
    assert (said["said"], said["ground"]) == ("not_decided", "It is signed.")
    stale = callers["supervisor"].post(f"{path}answer/", answer, status=409)
    assert codes(stale) == ["changed_meanwhile"]
    decision = {"decision": "accepted", "reason": "So it is.", "version": said["version"]}
    callers["prosecutor"].post(f"{path}decide/", decision, status=403)
    decided = callers["legal_manager"].post(f"{path}decide/", decision)
    assert decided["assessment"]["result"] == "successfully"


def test_both_agencies_read_the_same_and_strangers_nothing(cast, callers):
    file = quality.disputed_file(cast)
    path = f"file-quality/{file.pk}/"

    seen = callers["builder"].get(path)

    assert callers["prosecutor"].get(path) == seen
    assert callers["builder"].get(f"case-files/{file.case_file.slug}/file-quality/") == [seen]
    for person in ("outsider", "outside_prosecutor"):
        callers[person].get(path, status=404)
        callers[person].get(f"case-files/{file.case_file.slug}/file-quality/", status=404)


def test_the_second_scorer_finds_nothing_before_they_scored(cast, callers):
    file = quality.disputed_file(cast)
    drawn = {"cps_area": cast.organisations.area, "month": MARCH.first_day, "seed": "s", "edition": "FQ-2020-12"}
    draw = SampleDraw.objects.create(**drawn, frame="", size=1, drawn_at=IN_APRIL, drawn_by=cast.legal_manager)
    score = SecondScore.objects.create(draw=draw, assessment=file, scorer=cast.prosecutor, due_at=IN_APRIL)
    failure = quality.failure_of(file)

    callers["prosecutor"].get(f"file-quality/{file.pk}/", status=404)
    callers["prosecutor"].post(f"file-quality/{file.pk}/assess/", {"failures": []}, status=404)
    callers["prosecutor"].post(f"file-quality-failures/{failure.pk}/decide/", {}, status=404)
    assert callers["prosecutor"].get(f"case-files/{file.case_file.slug}/file-quality/") == []

    score.scored_at = IN_APRIL
    score.save()
    assert callers["prosecutor"].get(f"file-quality/{file.pk}/")["state"] == "not_met"


def test_whoever_assesses_reads_what_is_judged_and_corrects_it(cast, callers):
    file = quality.to_assess(cast)
    path = f"file-quality/{file.pk}/"
    asked = callers["prosecutor"].get(f"{path}assess/")

    assert "D6" in {each["code"] for each in asked["failures"]}
    assert {"row", "about", "claimed_met"} <= set(asked["rows"][0])
    callers["supervisor"].get(f"{path}assess/", status=403)
    callers["prosecutor"].post(f"{path}correct/", {"failures": [], "reason": "x", "version": 1}, status=403)
    first = callers["prosecutor"].post(f"{path}assess/", {"failures": ["D6"]})["assessment"]
    body = {"failures": ["E13"], "reason": "The schedule is there", "version": first["version"]}
    callers["supervisor"].post(f"{path}correct/", body, status=403)
    done = callers["legal_manager"].post(f"{path}correct/", body)["assessment"]
    assert [each["code"] for each in done["failures"]] == ["E13"]
    assert codes(callers["prosecutor"].post(f"{path}correct/", body, status=409)) == ["changed_meanwhile"]


def test_a_file_is_left_for_a_coded_reason(cast, callers):
    path = f"file-quality/{quality.to_assess(cast).pk}/not-assess/"

    callers["supervisor"].post(path, {"reason": "out_of_scope"}, status=403)
    assert codes(callers["prosecutor"].post(path, {"reason": "no_time"}, status=409)) == ["unknown_reason"]
    done = callers["prosecutor"].post(path, {"reason": "out_of_scope"})

    assert (done["assessment"]["state"], done["assessment"]["not_assessed_because"]) == ("not_assessed", "out_of_scope")
    assert codes(callers["prosecutor"].post(path, {"reason": "out_of_scope"}, status=409)) == ["already_done"]


def test_police_dispute_none_of_what_is_not_answered_yet(cast, callers):
    path = f"file-quality/{quality.failed_file(cast).pk}/dispute-none/"

    callers["prosecutor"].post(path, status=403)
    done = callers["supervisor"].post(path)
    assert [event["type"] for event in done["events"]] == ["charging.dga_failure_considered"] * 2
    assert {each["said"] for each in done["assessment"]["failures"]} == {"not_disputed"}
    assert codes(callers["supervisor"].post(path, status=409)) == ["all_answered"]


def test_a_second_score_is_given_by_whom_it_fell_to_without_seeing_the_first(cast, callers, as_user):
    score = drawn_file(cast).second_score
    path, scorer = f"second-scores/{score.pk}/", as_user(cast.second_prosecutor)

    assert [each["id"] for each in scorer.get("second-scores/")] == [score.pk]
    assert callers["prosecutor"].get("second-scores/") == []
    assert "to_judge" in scorer.get(path)
    assert not {"state", "comments", "failures"} & set(scorer.get(path))
    for person in ("prosecutor", "supervisor", "outsider"):
        callers[person].get(path, status=404)
        callers[person].post(path, {"failures": []}, status=404)
    assert codes(scorer.post(path, {"failures": ["X9"]}, status=409)) == ["unknown_failure"]
    done = scorer.post(path, {"failures": ["E13"]})
    assert done["assessment"]["state"] == "not_met"
    assert scorer.get("second-scores/") == []
    assert codes(scorer.post(path, {"failures": []}, status=409)) == ["already_done"]
