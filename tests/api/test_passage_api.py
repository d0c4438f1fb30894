"""Contests, withdrawals and transfers by API: the same operations, the same refusals."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.models import CaseFile, Material
from charging.lifecycle import Stream
from charging.models import SuspectStream
from tests import stories
from tests.api.conftest import codes, send_with_reasons

pytestmark = pytest.mark.django_db


def test_a_rejection_is_contested_and_overturned(cast, callers):
    sent = stories.rejected_case(cast)
    path = f"submissions/{sent.pk}/contest/"

    callers["prosecutor"].post(path, {"grounds": "x"}, status=403)
    callers["outsider"].post(path, {"grounds": "x"}, status=404)
    callers["legal_manager"].post(f"{path}decide/", {"outcome": "upheld", "reason": "x"}, status=404)
    raised = callers["builder"].post(path, {"grounds": "It is the first document."})
    callers["assistant"].post(f"{path}decide/", {"outcome": "upheld", "reason": "x"}, status=403)
    decided = callers["legal_manager"].post(f"{path}decide/", {"outcome": "overturned", "reason": "So it is."})

    assert raised["event"]["type"] == "charging.triage_challenged"
    assert decided["submission"]["triage"]["result"] == "overturned"
    assert decided["submission"]["review"]
    again = callers["legal_manager"].post(f"{path}decide/", {"outcome": "upheld", "reason": "No."}, status=409)
    assert "Lee Legal has settled this already" in str(again)


def test_a_contest_names_the_material_that_shows_it(cast, callers):
    sent = stories.rejected_case(cast)
    path, item = f"submissions/{sent.pk}/contest/", Material.objects.filter(case_file=sent.case_file).first()

    callers["builder"].get(path, status=404)
    callers["builder"].post(path, {"grounds": "x", "material": [10**9]}, status=400)
    callers["builder"].post(path, {"grounds": "It is there.", "material": [item.pk]})
    said = callers["prosecutor"].get(path)

    assert (said["material"], said["grounds"], said["outcome"]) == ([item.pk], "It is there.", "")
    callers["outsider"].get(path, status=404)
    Material.objects.filter(pk=item.pk).update(sensitive=True)
    assert callers["assistant"].get(path)["material"] == []


def test_a_red_file_is_accepted_with_the_rows_that_are_not_to_standard(cast, callers):
    sent = stories.submitted_case(cast, stream=Stream.RED, custody_basis="custody")
    row = next(row for row in sent.manifest["standard"] if row["needed"])
    reason = {"code": "TR06", "detail": "The second statement", "row": row["code"], "about": row["about"]}
    body = {"result": "accept", "review_type": "3h", "casework_type": "magistrates", "reasons": [reason]}
    path, soon = f"submissions/{sent.pk}/triage/", timezone.localdate() + timedelta(days=2)

    strange = body | {"reasons": [reason | {"row": "nothing"}], "respond_by": soon}
    assert codes(callers["assistant"].post(path, strange, status=409)) == ["unknown_row"]
    assert "remind_on" in callers["assistant"].post(path, body | {"remind_on": soon}, status=400)
    done = callers["assistant"].post(path, body | {"respond_by": soon})["submission"]["triage"]
    assert [(each["row"], each["about"]) for each in done["reasons"]] == [(row["code"], row["about"])]


def test_each_suspect_is_in_a_stream_of_their_own(cast, callers):
    case_file = stories.ready_case(cast)
    first, second = case_file.suspects.order_by("number")
    body = {"purpose": "charging", "stream": "green"}
    path = f"case-files/{case_file.slug}/submissions/"

    twice = [{"suspect": first.pk, "stream": "green"}] * 2
    assert "streams" in callers["builder"].post(path, body | {"streams": twice}, status=400)
    strange = [{"suspect": first.pk + 1000, "stream": "green"}]
    assert "streams" in callers["builder"].post(path, body | {"streams": strange}, status=400)
    own = [{"suspect": second.pk, "stream": "green_priority"}]
    sent = send_with_reasons(callers["builder"], path, body | {"streams": own})
    given = SuspectStream.objects.filter(submission=sent["submission"]["id"])
    assert dict(given.values_list("suspect", "stream")) == {first.pk: "green", second.pk: "green_priority"}
    assert sent["submission"]["stream"] == "green_priority"


def test_the_cases_of_several_are_closed_together(cast, callers):
    case_file = stories.rejected_case(cast).case_file
    keys = list(case_file.suspects.values_list("pk", flat=True))
    path = f"case-files/{case_file.slug}/finalise/"
    body = {"reason": "not_resubmitted", "suspects": keys}

    callers["builder"].post(path, body, status=403)
    assert "suspects" in callers["assistant"].post(path, body | {"suspects": [*keys, 10**9]}, status=400)
    done = callers["assistant"].post(path, body)
    assert [each["status"] for each in done["suspects"]] == ["admin_finalised"] * len(keys)
    assert codes(callers["assistant"].post(path, body, status=409)) == ["wrong_status"] * len(keys)
    callers["outsider"].post(path, body, status=404)


def test_a_file_is_withdrawn(cast, callers):
    sent = stories.submitted_case(cast)
    path = f"submissions/{sent.pk}/withdraw/"

    callers["builder"].post(path, {"reason": "x"}, status=403)
    done = callers["supervisor"].post(path, {"reason": "A second suspect."})

    assert done["event"]["type"] == "charging.submission_withdrawn"


def test_a_case_is_transferred_and_gone(cast, callers):
    case = stories.submitted_case(cast).case_file
    path = f"case-files/{case.slug}/transfer/"

    callers["legal_manager"].post(path, {"unit": "nowhere", "reason": "x"}, status=400)
    done = callers["legal_manager"].post(path, {"unit": "wessex-mc", "reason": "It is theirs."})

    assert done["event"]["type"] == "charging.case_transferred"
    assert CaseFile.objects.get().cps_area == cast.organisations.other_area
    callers["legal_manager"].post(path, {"unit": "wessex-mc", "reason": "x"}, status=404)
