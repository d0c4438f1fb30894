"""A refusal by the API: the right status, and every reason in one shape."""

from datetime import timedelta

import pytest
from django.utils import timezone

from casework.models import CaseEvent, CaseFile
from charging.models import ActionItem
from tests import stories
from tests.api.conftest import codes, send_with_reasons

pytestmark = pytest.mark.django_db

CASE = f"case-files/{stories.URN}/"
OPENING = {
    "urn": "45AD 54321/26",
    "police_unit": "45AD",
    "cps_area": "south-east",
    "headline": "Criminal damage to a fence",
}


def test_a_urn_of_the_wrong_shape_is_refused_with_every_reason(callers):
    refusal = callers["builder"].post("case-files/", OPENING | {"urn": "99-wrong", "cps_area": "wessex"}, status=409)

    assert codes(refusal) == ["urn_shape", "urn_force", "wrong_area"]
    assert refusal["code"] == "urn_shape"
    assert {"code", "message", "where"} == set(refusal["reasons"][0])
    assert not CaseFile.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"urn": "99AD 54321/26"}, "urn_force"),
        ({"urn": "46AD 54321/26"}, "another_force"),
        ({"urn": "45AD 54321/89"}, "urn_year"),
        ({"cps_area": "wessex"}, "wrong_area"),
        ({"crime_recorded_on": "2999-01-01"}, "future_date"),
    ],
)
def test_what_a_case_cannot_be_opened_with_is_named(callers, changes, code):
    assert codes(callers["builder"].post("case-files/", OPENING | changes, status=409)) == [code]


def test_a_urn_is_taken_once(callers):
    callers["builder"].post("case-files/", OPENING, status=201)

    assert codes(callers["builder"].post("case-files/", OPENING, status=409)) == ["urn_taken"]


@pytest.mark.parametrize("role", ["assistant", "prosecutor", "outsider"])
def test_nobody_opens_a_case_for_a_force_that_is_not_theirs(callers, role):
    refusal = callers[role].post("case-files/", OPENING, status=403)

    assert refusal["code"] == "not_your_force"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "urn"),
        (OPENING | {"police_unit": "ZZZZ"}, "police_unit"),
        (OPENING | {"headline": "x" * 121}, "headline"),
        (OPENING | {"headline": "nul \x00"}, "headline"),
        (OPENING | {"at": "2026-01-01T00:00:00Z"}, "at"),
        (OPENING | {"opened_at": "2026-01-01T00:00:00Z"}, "opened_at"),
    ],
)
def test_input_of_the_wrong_shape_is_refused_by_field(callers, sent, field):
    assert field in callers["builder"].post("case-files/", sent, status=400)


def test_an_arrest_number_with_the_wrong_letter_is_refused_with_the_rule_of_the_pages(cast, callers):
    stories.opened_case(cast)
    sent = {"family_name": "Alder", "given_names": "Test", "custody_basis": "bail", "asn": "26/45AB/01/00000123456A"}

    assert "last letter" in callers["builder"].post(f"{CASE}suspects/", sent, status=400)["asn"][0]


def test_an_offence_must_have_been_one_on_the_day(cast, callers):
    suspect = stories.ready_case(cast).suspects.first()
    sent = {"offence_code": "XX99999", "starts_on": "2026-02-27"}

    assert "offence_code" in callers["builder"].post(f"suspects/{suspect.pk}/offences/", sent, status=400)


def test_an_old_version_is_refused_and_nothing_is_lost(cast, callers):
    case_file = stories.ready_case(cast)
    refusal = callers["builder"].patch(CASE, {"version": 1, "summary": "Something else"}, status=409)

    assert codes(refusal) == ["changed_meanwhile"]
    case_file.refresh_from_db()
    assert case_file.summary.startswith("Two people")


def test_a_change_that_changes_nothing_has_no_event(cast, callers):
    case_file = stories.ready_case(cast)
    before = CaseEvent.objects.count()

    assert callers["builder"].patch(CASE, {"version": case_file.version})["event"] is None
    assert CaseEvent.objects.count() == before


def test_seen_but_not_allowed_is_403(cast, callers):
    sent = stories.submitted_case(cast)

    assert callers["assistant"].patch(CASE, {"version": 2}, status=403)["code"] == "not_your_role"
    triage = {"result": "accept", "review_type": "28d", "casework_type": "magistrates"}
    assert callers["builder"].post(f"submissions/{sent.pk}/triage/", triage, status=403)["code"] == "not_your_role"


def test_nobody_signs_off_what_they_prepared(cast, as_user):
    case_file = stories.ready_case(cast)
    supervisor = as_user(cast.supervisor)
    prepared = send_with_reasons(supervisor, f"{CASE}submissions/", {"purpose": "charging", "stream": "green"})
    key = prepared["submission"]["id"]

    assert supervisor.post(f"submissions/{key}/sign-off/", {"comments": "Mine"}, status=403)["code"] == "own_work"
    assert case_file.submissions.get().sent_at is None


def test_steps_out_of_order_are_refused_with_reasons(cast, callers):
    at_the_gate = stories.prepared_case(cast)
    first, second = at_the_gate.case_file.suspects.all()
    again = {"purpose": "charging", "stream": "green"}
    charge = {"charged_at": timezone.now(), "method": "charge", "offences": ["TH68010"]}

    assert codes(callers["builder"].post(f"{CASE}submissions/", again, status=409)) == ["wrong_status"] * 2
    assert codes(callers["builder"].post(f"suspects/{first.pk}/charge/", charge, status=409)) == ["wrong_status"]
    assert codes(callers["builder"].patch(f"suspects/{second.pk}/", {"version": 1}, status=409)) == ["not_editable"]


def test_triage_happens_once(cast, callers):
    sent = stories.rejected_case(cast)
    triage = {"result": "accept", "review_type": "28d", "casework_type": "magistrates"}

    assert codes(callers["assistant"].post(f"submissions/{sent.pk}/triage/", triage, status=409)) == ["already_done"]


def test_a_rejection_says_everything_that_it_lacks(cast, callers):
    sent = stories.submitted_case(cast)
    address = f"submissions/{sent.pk}/triage/"

    assert codes(callers["assistant"].post(address, {"result": "reject"}, status=409)) == ["no_reason", "respond_by"]
    unknown = {"result": "reject", "reasons": [{"code": "TR99"}]}
    assert "reasons" in callers["assistant"].post(address, unknown, status=400)
    assert "review_type" in callers["assistant"].post(address, {"result": "accept"}, status=400)


def test_a_review_says_every_gap_in_it(cast, callers):
    review = stories.accepted_case(cast)
    alder, birch = review.case_file.suspects.values_list("pk", flat=True)
    body = {"analysis": "", "outcomes": [{"suspect": alder, "result": "charge_full", "rationale": ""}]}

    refusal = callers["prosecutor"].post(f"reviews/{review.pk}/complete/", body, status=409)

    assert codes(refusal) == [
        "no_analysis",
        "disclosure_not_considered",
        "section_missing",
        "section_missing",
        "no_rationale",
        "offence_open",
        "no_offence",
        "no_decision",
    ]
    assert refusal["reasons"][-1]["where"] == f"suspect-{birch}-result"


def test_an_outcome_is_about_somebody_under_review_once(cast, callers):
    review = stories.accepted_case(cast)
    alder = review.case_file.suspects.first().pk
    outcome = {"suspect": alder, "result": "action_plan", "rationale": "More"}
    address = f"reviews/{review.pk}/complete/"

    assert "outcomes" in callers["prosecutor"].post(
        address, {"analysis": "A", "outcomes": [outcome, outcome]}, status=400
    )
    stranger = outcome | {"suspect": alder + 1000}
    assert "outcomes" in callers["prosecutor"].post(address, {"analysis": "A", "outcomes": [stranger]}, status=400)


def test_a_review_is_completed_by_whoever_has_it(cast, as_user):
    review = stories.accepted_case(cast)
    body = {"analysis": "A", "outcomes": []}

    refusal = as_user(cast.second_prosecutor).post(f"reviews/{review.pk}/complete/", body, status=403)
    assert refusal["code"] == "not_allocated"


def test_a_prosecutor_takes_a_review_by_naming_nobody(cast, callers):
    review = stories.untaken_review(cast)

    assert callers["prosecutor"].post(f"reviews/{review.pk}/allocate/")["review"]["prosecutor"] == "Pat Prosecutor"
    gives_away = {"prosecutor": "pam.prosecutor@example.test"}
    callers["prosecutor"].post(f"reviews/{review.pk}/allocate/", gives_away, status=403)


def test_an_answer_against_an_old_version_is_refused(cast, callers):
    item = ActionItem.objects.get(plan=stories.action_plan_case(cast))
    reply = {"answer": "provided", "text": "Here", "version": 1}
    address = f"action-items/{item.pk}/answer/"
    callers["builder"].post(address, reply)

    assert codes(callers["builder"].post(address, reply, status=409)) == ["changed_meanwhile"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"offences": ["TH68010", "TH68010"]}, 400),
        ({"offences": ["ZZ00000"]}, 400),
        ({"charged_at": "0001-01-01T00:00:00+14:00"}, 400),
        ({"offences": []}, 409),
    ],
)
def test_a_charge_that_cannot_be_is_refused(cast, callers, changes, status):
    suspect = stories.authorised_case(cast)
    charge = {"charged_at": timezone.now(), "method": "charge", "offences": ["TH68010"]} | changes

    callers["builder"].post(f"suspects/{suspect.pk}/charge/", charge, status=status)


def test_a_charge_is_neither_in_the_future_nor_before_its_authority(cast, callers):
    suspect = stories.authorised_case(cast)
    address = f"suspects/{suspect.pk}/charge/"
    charge = {"method": "charge", "offences": ["TH68010"]}

    soon = charge | {"charged_at": timezone.now() + timedelta(hours=1)}
    early = charge | {"charged_at": "2026-03-02T09:00:00+00:00"}
    assert codes(callers["builder"].post(address, soon, status=409)) == ["future"]
    assert codes(callers["builder"].post(address, early, status=409)) == ["before_authority"]


def test_the_cps_closes_what_did_not_come_back(cast, callers):
    sent = stories.rejected_case(cast)
    suspect = sent.case_file.suspects.first()
    body = {"reason": "not_resubmitted"}

    closed = callers["assistant"].post(f"suspects/{suspect.pk}/finalise/", body)
    assert (closed["event"]["code"], closed["suspect"]["status"]) == ("E34", "admin_finalised")
    callers["builder"].post(f"suspects/{suspect.pk}/finalise/", body, status=403)


def test_sending_back_needs_comments(cast, callers):
    at_the_gate = stories.prepared_case(cast)
    address = f"submissions/{at_the_gate.pk}/send-back/"

    assert codes(callers["supervisor"].post(address, {"comments": " "}, status=409)) == ["no_comments"]
    back = callers["supervisor"].post(address, {"comments": "Add the plea."})["submission"]
    assert back["state"] == "returned"


def test_flags_become_exactly_what_is_sent(cast, callers):
    stories.opened_case(cast)
    callers["builder"].put(f"{CASE}flags/", {"flags": ["hate", "rape"]})

    result = callers["builder"].put(f"{CASE}flags/", {"flags": ["hate", "stalking"]})

    assert [event["type"] for event in result["events"]] == ["casework.flag_set", "casework.flag_cleared"]
    assert result["case_file"]["flags"] == ["hate", "stalking"]
    callers["builder"].put(f"{CASE}flags/", {"flags": ["nonsense"]}, status=400)


@pytest.mark.parametrize(
    ("body", "status"),
    [("[" * 100_000, 400), ("{", 400), ("[]", 400), ('"x"', 400), ("{}" + " " * 5_300_000, 413), ("\xff", 400)],
)
def test_nonsense_is_refused_and_not_an_error_of_ours(callers, body, status):
    data = body.encode("latin-1")
    answer = callers["builder"].client.post("/api/v1/case-files/", data, content_type="application/json")

    assert answer.status_code == status


def test_naming_a_reviewer_does_not_tell_who_else_has_an_account(cast, callers):
    review = stories.untaken_review(cast)
    addresses = ("nobody@example.test", cast.outside_prosecutor.email, cast.builder.email, cast.assistant.email)

    answers = [
        callers["legal_manager"].post(f"reviews/{review.pk}/allocate/", {"prosecutor": address}, status=400)
        for address in addresses
    ]

    assert answers == [{"prosecutor": ["Nobody with this address reviews files in this Area."]}] * len(addresses)
