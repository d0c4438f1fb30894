"""Points to prove, the advice and second looks by API: the same operations, the same refusals."""

import hashlib
import json

import pytest

from casework.models import GeneratedDocument, Material, OffenceCode, ReadEntry
from casework.operations import documents
from charging.models import Advice, PointSupport
from tests import stories
from tests.api.conftest import codes
from tests.clock import FRIDAY_9AM
from tests.review_acts import issued_review, threshold_case

pytestmark = pytest.mark.django_db


def test_points_are_added_supported_and_taken_out(cast, callers):
    case_file = stories.accepted_case(cast, names=stories.NAMES[:1]).case_file
    suspect, path = case_file.suspects.get(), f"case-files/{case_file.slug}/points/"
    item = Material.objects.filter(case_file=case_file).first()
    about = {"suspect": suspect.pk, "offence_code": stories.THEFT}
    caller = callers["prosecutor"]

    added = caller.post(path, about | {"text": "It was light"}, status=201)
    own = added["charges"][0]["points"][-1]
    element = added["charges"][0]["points"][0]["element"]
    caller.post(f"{path}support/", about | {"point": own["point"], "material": item.pk}, status=201)
    linked = caller.post(f"{path}support/", about | {"element": element, "material": item.pk}, status=201)
    twice = caller.post(f"{path}support/", about | {"element": element, "material": item.pk}, status=409)

    assert added["event"]["type"] == "charging.point_added"
    assert codes(twice) == ["already_done"]
    assert [point["gap"] for point in linked["charges"][0]["points"] if point["supports"]] == [False, False]
    support = PointSupport.objects.first()
    caller.post(f"point-supports/{support.pk}/remove/")
    caller.post(f"point-supports/{support.pk}/remove/", status=404)
    gone = caller.post(f"points/{own['point']}/remove/")
    assert own["point"] not in [point["point"] for point in gone["charges"][0]["points"]]
    assert codes(caller.post(f"points/{own['point']}/remove/", status=409)) == ["already_done"]


def test_material_is_linked_to_a_point_of_an_offence_that_the_decision_adds(cast, callers):
    review = stories.accepted_case(cast, names=stories.NAMES[:1])
    suspect, path = review.case_file.suspects.get(), f"case-files/{review.case_file.slug}/points/"
    about = {"suspect": suspect.pk, "offence_code": "CJ88116", "element": "act"}
    about["material"] = Material.objects.filter(case_file=review.case_file).first().pk
    caller = callers["prosecutor"]
    assert "offence_code" in caller.post(f"{path}support/", about, status=400)

    row = {"answers": {"result": "charge_full", "more": ["CJ88116"]}, "changed_at": FRIDAY_9AM}
    review.sections.create(code="decision", suspect=suspect, changed_by=cast.prosecutor, **row)
    about["element"] = caller.get(path)[-1]["points"][0]["element"]
    caller.post(f"{path}support/", about, status=201)

    assert PointSupport.objects.get().point.offence_code.code == "CJ88116"


def test_a_point_names_an_offence_and_something_to_prove(cast, callers):
    case_file = stories.accepted_case(cast, names=stories.NAMES[:1]).case_file
    path = f"case-files/{case_file.slug}/points/"
    about = {"suspect": case_file.suspects.get().pk, "offence_code": stories.THEFT}
    support = about | {"material": Material.objects.filter(case_file=case_file).first().pk}
    caller = callers["prosecutor"]

    other = OffenceCode.objects.exclude(code=stories.THEFT).first().code
    assert "offence_code" in caller.post(path, about | {"offence_code": other, "text": "x"}, status=400)
    assert codes(caller.post(path, about | {"text": " "}, status=409)) == ["no_text"]
    for named in ({}, {"element": "nothing"}, {"point": 10**9}, {"element": "took", "point": 1}):
        assert "point" in caller.post(f"{path}support/", support | named, status=400)
    assert "material" in caller.post(f"{path}support/", support | {"material": 10**9}, status=400)


def test_police_do_not_know_of_points_and_assistants_do_not_keep_them(cast, callers):
    case_file = stories.accepted_case(cast).case_file
    path = f"case-files/{case_file.slug}/points/"
    body = {"suspect": case_file.suspects.first().pk, "offence_code": stories.THEFT, "text": "x"}

    for person in ("builder", "outsider", "outside_prosecutor"):
        callers[person].get(path, status=404)
        callers[person].post(path, body, status=404)
    assert callers["assistant"].get(path)
    callers["assistant"].post(path, body, status=403)


def test_both_agencies_read_every_version_of_the_advice(cast, callers):
    review = issued_review(cast)
    path = f"reviews/{review.pk}/advice/"
    body = {"sections": {"public_interest": "In better words."}, "reason": "Clearer", "version": 1}

    callers["builder"].post(path, body, status=403)
    done = callers["prosecutor"].post(path, body, status=201)
    stale = callers["prosecutor"].post(path, body, status=409)

    assert (done["advice"]["version"], done["advice"]["reason"]) == (2, "Clearer")
    assert codes(stale) == ["changed_meanwhile"]
    assert [each["version"] for each in callers["builder"].get(path)] == [2, 1]
    assert callers["builder"].get(f"{path}1/") == callers["prosecutor"].get(f"{path}1/")
    callers["builder"].get(f"{path}3/", status=404)
    callers["outsider"].get(path, status=404)
    callers["outsider"].get(f"{path}1/", status=404)


def test_the_digest_of_advice_is_that_of_what_it_says(cast, callers):
    review = issued_review(cast)
    said = callers["builder"].get(f"reviews/{review.pk}/advice/1/")

    sealed = json.dumps(said["content"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(sealed.encode()).hexdigest() == said["sha256"] == Advice.objects.get().sha256


def test_there_is_no_advice_before_a_review_is_issued(cast, callers):
    review = stories.accepted_case(cast)

    callers["prosecutor"].get(f"reviews/{review.pk}/advice/", status=404)
    callers["prosecutor"].get(f"reviews/{review.pk}/advice/1/", status=404)


def test_the_document_of_advice_is_listed_and_downloaded(cast, callers):
    review = issued_review(cast, names=stories.NAMES[:1])
    path = f"case-files/{review.case_file.slug}/documents/"
    waiting = callers["builder"].get(f"reviews/{review.pk}/advice/1/")["document"]
    callers["builder"].get(f"documents/{waiting['id']}/download/", status=404)
    while documents.make_next(at=FRIDAY_9AM):
        pass
    ready = callers["builder"].get(f"reviews/{review.pk}/advice/1/")["document"]

    response = callers["builder"].client.get(f"/api/v1/documents/{ready['id']}/download/")

    content = b"".join(response.streaming_content)
    assert (waiting["state"], ready["state"], response["Content-Type"]) == ("queued", "ready", "application/pdf")
    assert hashlib.sha256(content).hexdigest() == ready["sha256"]
    assert ReadEntry.objects.get(thing="document").thing_id == str(ready["id"])
    assert ready in callers["prosecutor"].get(path)["results"]
    callers["outsider"].get(path, status=404)
    callers["outsider"].get(f"documents/{ready['id']}/download/", status=404)
    assert len(callers["prosecutor"].get(path)["results"]) == GeneratedDocument.objects.count()


def test_a_charge_under_the_threshold_test_is_looked_at_again(cast, callers):
    row = threshold_case(cast)
    path = f"threshold-reviews/{row.pk}/"
    look = {"outcome": "moved", "reason": "The report is late."}

    callers["builder"].post(f"{path}look-again/", look, status=403)
    assert codes(callers["prosecutor"].post(f"{path}look-again/", look, status=409)) == ["no_next_day"]
    done = callers["prosecutor"].post(f"{path}look-again/", {"outcome": "met", "reason": "It has come."})
    again = callers["prosecutor"].post(f"{path}look-again/", {"outcome": "met", "reason": "x"}, status=409)

    assert done["threshold_review"]["outcome"] == callers["builder"].get(path)["outcome"] == "met"
    assert codes(again) == ["already_done"]
    callers["outsider"].get(path, status=404)
