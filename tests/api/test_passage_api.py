"""Contests, withdrawals and transfers by API: the same operations, the same refusals."""

import pytest

from casework.models import CaseFile
from tests import stories

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
