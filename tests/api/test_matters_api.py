"""What waits for somebody, by API: their own and nobody else's."""

import pytest

from charging.models import Approval
from tests import disagreements, review_acts, stories

pytestmark = pytest.mark.django_db


def test_each_finds_what_waits_for_them_by_its_key(cast, callers, as_user):
    consultation = review_acts.approval_asked(cast)
    mismatch = disagreements.mismatched_case(cast, urn=stories.a_urn(61))
    approval = Approval.objects.get(consultation=consultation)

    def found(caller, kind, **query):
        return [(each["subject"], each["urn"]) for each in caller.get("matters/", kind=kind, **query)["results"]]

    approvals = [(approval.pk, consultation.case_file.slug)]
    mismatches = [(mismatch.pk, mismatch.case_file.slug)]
    assert found(as_user(cast.second_prosecutor), "approval") == approvals
    assert found(callers["prosecutor"], "approval") == found(callers["builder"], "approval") == []
    assert found(callers["builder"], "mismatch") == mismatches
    assert found(callers["builder"], "mismatch", urn=mismatch.case_file.slug) == mismatches
    assert found(callers["builder"], "mismatch", urn=consultation.case_file.slug) == []
    assert found(callers["outsider"], "mismatch") == []
    callers["outsider"].get("matters/", kind="mismatch", urn=mismatch.case_file.slug, status=404)
    callers["builder"].get("matters/", status=400)
    callers["builder"].get("matters/", kind="mismatch", urn="\x00", status=400)
