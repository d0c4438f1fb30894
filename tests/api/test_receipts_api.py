"""Machines of both agencies read the same receipt, the sealed bytes themselves, and what changed since."""

import hashlib
import json

import pytest

from tests import stories
from tests.charging.test_difference import mend_interview, rejected
from tests.charging.test_sealing import SECRET, full_case, send, with_secrets
from tests.clock import IN_A_MONTH

pytestmark = pytest.mark.django_db


def test_both_agencies_read_the_same_receipt(callers, cast):
    sent = send(cast, with_secrets(cast, full_case(cast)))
    told = [callers[who].get(f"submissions/{sent.pk}/receipt/") for who in ("builder", "assistant", "prosecutor")]

    assert told[0] == told[1] == told[2]
    assert (told[0]["receipt"], told[0]["due_on"], told[0]["due_at"]) == (sent.receipt, "2026-03-31", None)
    assert [row["title"] for row in told[0]["documents"]] == ["Door camera", "Statement of the shop manager"]
    assert SECRET not in json.dumps(told[0], default=str)


def test_the_sealed_file_comes_byte_for_byte(callers, cast):
    sent = send(cast, full_case(cast))
    for who in ("builder", "assistant"):
        response = callers[who].get(f"submissions/{sent.pk}/file/")
        assert response["Content-Type"] == "application/json"
        assert hashlib.sha256(response.content).hexdigest() == sent.manifest["file_sha256"]


def test_the_annex_is_there_only_for_who_may_know_of_it(callers, as_user, cast):
    sent = send(cast, with_secrets(cast, full_case(cast)))
    response = callers["prosecutor"].get(f"submissions/{sent.pk}/sensitive-annex/")
    assert hashlib.sha256(response.content).hexdigest() == sent.sealed_sensitive
    assert SECRET in response.content.decode()
    for who in ("builder", "assistant"):
        callers[who].get(f"submissions/{sent.pk}/sensitive-annex/", status=404)


@pytest.mark.parametrize("part", ["receipt", "file", "sensitive-annex", "difference"])
def test_nothing_is_there_before_it_was_sent(callers, cast, part):
    gate = stories.prepared_case(cast)
    for who in ("supervisor", "prosecutor"):
        callers[who].get(f"submissions/{gate.pk}/{part}/", status=404)


def test_the_difference_says_what_became_of_each_reason(callers, cast):
    sent = rejected(cast, "TR01", "TR08")
    mend_interview(cast, sent)
    told = callers["assistant"].get(f"submissions/{sent.pk}/difference/")

    assert (told["before"], told["after"], told["comparable"]) == (sent.pk, None, True)
    assert [(row["code"], row["then"], row["now"], row["cleared"]) for row in told["reasons"]] == [
        ("TR01", "not_known", "not_known", False),
        ("TR08", "missing", "met", True),
    ]
    (change,) = [row for row in told["changes"] if row["section"] == "suspects"]
    assert change["values"] == [{"field": "interview_summary", "before": None, "after": "He says he was elsewhere."}]


def test_a_rejection_can_name_the_row_of_each_reason(callers, cast):
    sent = send(cast, stories.ready_case(cast))
    second = f"suspect-{sent.suspects.get(number=2).pk}"
    reasons = [
        {"code": "TR08", "detail": "Birch", "row": "interview", "about": second},
        {"code": "TR09", "detail": "Both", "row": ""},
        {"code": "TR06", "detail": "The assistant"},
    ]
    body = {"result": "reject", "reasons": reasons, "respond_by": IN_A_MONTH}
    told = callers["assistant"].post(f"submissions/{sent.pk}/triage/", body)
    given = {row["code"]: (row["row"], row["about"]) for row in told["submission"]["triage"]["reasons"]}
    assert given == {"TR06": ("statements", "case"), "TR08": ("interview", second), "TR09": ("", "")}
