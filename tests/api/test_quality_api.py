"""File quality by API: the same operations, the same refusals, and the same blindness of the second scorer."""

import pytest

from charging.models import SampleDraw, SecondScore
from tests import quality
from tests.api.conftest import codes
from tests.clock import FRIDAY_2PM
from tests.quality import IN_APRIL, MARCH

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
