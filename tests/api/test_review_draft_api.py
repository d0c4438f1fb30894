"""A review written part by part by API, approved, and issued: the same operations, the same refusals."""

import pytest

from casework.models import CaseFlag, Flag
from charging.models import Approval, Consultation, ReviewSection
from tests import stories
from tests.api.conftest import codes
from tests.clock import MONDAY_9AM

pytestmark = pytest.mark.django_db

ITEM = {
    "category": "footage",
    "text": "The door",
    "why": "Who left",
    "needed_for": "decision",
    "due_on": "2099-03-19",
}


@pytest.fixture
def consultation(cast):
    """A review of one suspect that the prosecutor has."""
    return stories.accepted_case(cast, names=stories.NAMES[:1])


def write(caller, consultation, *, result="nfa_evidential"):
    """Write all that a review needs which ends the case, and return its draft."""
    path = f"reviews/{consultation.pk}/"
    suspect = consultation.case_file.suspects.get()
    for code, text in {"evidence": "Nobody can say who it was.", **stories.SECTIONS}.items():
        caller.put(f"{path}sections/{code}/", {"version": 0, "text": text})
    caller.put(f"{path}sections/disclosure/", {"version": 0, "text": "", "considered": True})
    decision = {"version": 0, "result": result, "rationale": "It is not made out.", "reason": "EV-ID"}
    return caller.put(f"{path}decisions/{suspect.pk}/", decision)


def test_a_review_is_written_in_parts_and_issued_as_it_was_read(cast, callers, consultation):
    path = f"reviews/{consultation.pk}/"
    before = callers["prosecutor"].get(f"{path}draft/")
    draft = write(callers["prosecutor"], consultation)

    assert before["missing"]
    assert draft["missing"] == []
    assert (draft["decisions"][0]["result"], draft["decisions"][0]["reason"]) == ("nfa_evidential", "EV-ID")
    assert {each["code"]: each["considered"] for each in draft["sections"] if each["takes"] == "considered"} == {
        "disclosure": True
    }
    stale = callers["prosecutor"].post(f"{path}issue/", {"digest": before["digest"]}, status=409)
    assert codes(stale) == ["changed_meanwhile"]
    done = callers["prosecutor"].post(f"{path}issue/", {"digest": draft["digest"]})
    assert done["review"]["decisions"][0]["reason"] == "EV-ID"
    assert Consultation.objects.get().completed_at
    callers["prosecutor"].get(f"{path}draft/", status=404)
    again = callers["prosecutor"].post(f"{path}issue/", {"digest": ""}, status=409)
    assert codes(again) == ["already_done"]


def test_what_a_review_lacks_is_said_when_it_is_issued(callers, consultation):
    path = f"reviews/{consultation.pk}/"
    lacks = callers["prosecutor"].get(f"{path}draft/")["missing"]
    refused = callers["prosecutor"].post(f"{path}issue/", {"digest": ""}, status=409)

    assert refused["reasons"] == lacks


def test_whoever_saves_over_somebody_is_told_who_it_was(cast, callers, consultation):
    path = f"reviews/{consultation.pk}/sections/headline/"
    callers["prosecutor"].put(path, {"version": 0, "text": "A theft."})
    stale = callers["prosecutor"].put(path, {"version": 0, "text": "Another theft."}, status=409)

    assert codes(stale) == ["changed_meanwhile"]
    assert "Pat Prosecutor saved this part of the review" in stale["detail"]
    assert ReviewSection.objects.get().text == "A theft."


def test_a_section_takes_its_own_answer_and_no_other(callers, consultation):
    path = f"reviews/{consultation.pk}/sections/"
    caller = callers["prosecutor"]

    assert "test" in caller.put(f"{path}headline/", {"version": 0, "text": "", "test": "full"}, status=400)
    caller.put(f"{path}nothing/", {"version": 0, "text": ""}, status=404)
    draft = caller.put(f"{path}test/", {"version": 0, "text": "", "test": "full"})
    draft = caller.put(f"{path}allocation/", {"version": 0, "text": "", "submitted_as_ngap": True})
    said = {each["code"]: each for each in draft["sections"]}
    assert said["test"]["test"] == "full"
    assert said["allocation"]["submitted_as_ngap"] is True
    assert ReviewSection.objects.get(code="allocation").answers == {"submitted_as_ngap": "yes"}


def test_a_decision_answers_every_offence_that_was_proposed(callers, consultation):
    suspect = consultation.case_file.suspects.get()
    offence = suspect.offences.get()
    each = [{"offence": offence.pk, "answer": "another", "code": "CJ88116"}]
    conditions = {"suspicion": "It is met."}
    threshold = {"conditions": conditions, "outstanding": [{"what": "Report", "expected_on": "2099-03-26"}]}
    body = {"version": 0, "result": "charge_threshold", "each": each, "threshold": threshold}
    path = f"reviews/{consultation.pk}/decisions/"

    said = callers["prosecutor"].put(f"{path}{suspect.pk}/", body)["decisions"][0]

    assert said["each"] == [{"offence": offence.pk, "answer": "another", "code": "CJ88116", "reason": ""}]
    assert said["threshold"] == {**threshold, "review_on": None}
    callers["prosecutor"].put(f"{path}{suspect.pk + 1000}/", body, status=404)
    assert "result" in callers["prosecutor"].put(f"{path}{suspect.pk}/", {"version": 1, "result": "x"}, status=400)


def test_items_are_added_changed_and_taken_out(callers, consultation):
    path, caller = f"reviews/{consultation.pk}/items/", callers["prosecutor"]

    first = caller.post(path, ITEM, status=201)["items"][0]
    changed = caller.put(f"{path}{first['number']}/", ITEM | {"text": "The till", "version": first["version"]})
    stale = caller.post(f"{path}{first['number']}/remove/", {"version": first["version"]}, status=409)
    gone = caller.post(f"{path}{first['number']}/remove/", {"version": changed["items"][0]["version"]})
    lost = caller.put(f"{path}{first['number']}/", ITEM | {"version": 1}, status=409)

    assert (first["number"], changed["items"][0]["text"], gone["items"]) == (1, "The till", [])
    assert codes(stale) == codes(lost) == ["changed_meanwhile"]
    assert "taken out" in lost["detail"]


def test_police_know_nothing_of_a_draft_and_other_lawyers_do_not_write_it(cast, callers, as_user, consultation):
    path = f"reviews/{consultation.pk}/"
    section = {"version": 0, "text": "x"}

    for person in ("builder", "supervisor", "outsider", "outside_prosecutor"):
        callers[person].get(f"{path}draft/", status=404)
        callers[person].put(f"{path}sections/headline/", section, status=404)
        callers[person].get(f"{path}approvals/", status=404)
        callers[person].post(f"{path}issue/", {"digest": ""}, status=404)
    other = as_user(cast.second_prosecutor)
    assert other.get(f"{path}draft/")["urn"] == consultation.case_file.slug
    other.put(f"{path}sections/headline/", section, status=403)
    other.post(f"{path}items/", ITEM, status=403)
    other.post(f"{path}issue/", {"digest": ""}, status=403)


@pytest.fixture
def flagged(cast, consultation):
    """The same review of a case of rape, which somebody else has to approve."""
    CaseFlag.objects.create(case_file=consultation.case_file, code=Flag.RAPE, set_at=MONDAY_9AM, set_by=cast.builder)
    return consultation


def test_approval_is_asked_for_and_given_about_this_very_draft(cast, callers, as_user, flagged):
    draft = write(callers["prosecutor"], flagged)
    path = f"reviews/{flagged.pk}/"
    needed = callers["prosecutor"].get(f"{path}approvals/")["needed"]
    asked = callers["prosecutor"].post(f"{path}approvals/", status=201)
    one = asked["approvals"]["asked"][0]

    assert codes({"reasons": draft["missing"]}) == ["approval_needed"] * len(needed)
    assert [(each["met"], each["asked"]) for each in asked["approvals"]["needed"]] == [(False, True)]
    assert (one["digest"], one["about_this"], one["state"]) == (draft["digest"], True, "asked")
    again = callers["prosecutor"].post(f"{path}approvals/", status=409)
    assert codes(again) == ["no_approval_open"]
    assert callers["prosecutor"].post(f"approvals/{one['id']}/approve/", status=403)["code"] == "own_work"
    callers["builder"].get(f"approvals/{one['id']}/", status=404)
    callers["builder"].post(f"approvals/{one['id']}/approve/", status=404)
    given = as_user(cast.second_prosecutor).post(f"approvals/{one['id']}/approve/", {"comment": "Agreed."})
    assert (given["approval"]["state"], given["approval"]["decided_by"]) == ("approved", cast.second_prosecutor.name)
    assert callers["prosecutor"].get(f"{path}draft/")["missing"] == []


def test_a_review_is_sent_back_with_what_has_to_change_and_a_change_voids_what_was_asked(
    cast, callers, as_user, flagged
):
    write(callers["prosecutor"], flagged)
    path = f"reviews/{flagged.pk}/"
    first = callers["prosecutor"].post(f"{path}approvals/", status=201)["approvals"]["asked"][0]
    other = as_user(cast.second_prosecutor)

    assert codes(other.post(f"approvals/{first['id']}/send-back/", {"comment": " "}, status=409)) == ["no_comment"]
    other.post(f"approvals/{first['id']}/send-back/", {"comment": "Ask for the telephone."})
    second = callers["prosecutor"].post(f"{path}approvals/", status=201)["approvals"]["asked"][0]
    callers["prosecutor"].put(f"{path}sections/headline/", {"version": 0, "text": "A theft."})

    assert codes(other.post(f"approvals/{second['id']}/approve/", status=409)) == ["changed_meanwhile"]
    assert other.get(f"approvals/{second['id']}/")["about_this"] is False
    assert set(Approval.objects.values_list("state", flat=True)) == {"sent_back", "void"}


def test_a_whole_review_answers_the_offences_that_were_proposed(cast, callers, consultation):
    suspect = consultation.case_file.suspects.get()
    each = [{"offence": suspect.offences.get().pk, "answer": "another", "code": "CJ88116"}]
    outcome = {"suspect": suspect.pk, "result": "charge_full", "rationale": "Clear footage.", "each": each}
    body = {"analysis": "A", "disclosure_considered": True, "sections": stories.SECTIONS, "outcomes": [outcome]}

    done = callers["prosecutor"].post(f"reviews/{consultation.pk}/complete/", body)
    assert done["review"]["decisions"][0]["offences"] == ["CJ88116"]


def test_a_disposal_with_the_letter_of_another_is_neither_kept_nor_issued(cast, callers):
    consultation = stories.accepted_case(cast, names=stories.NAMES[:1])
    suspect, caller = consultation.case_file.suspects.get(), callers["prosecutor"]
    decision = {"result": "out_of_court", "reason": "OC-COND", "code": "C", "rationale": "He made amends."}

    drafted = caller.put(f"reviews/{consultation.pk}/decisions/{suspect.pk}/", decision | {"version": 0}, status=409)
    whole = {"analysis": "Clear.", "disclosure_considered": True, "outcomes": [decision | {"suspect": suspect.pk}]}
    issued = caller.post(f"reviews/{consultation.pk}/complete/", whole, status=409)

    assert codes(drafted) == ["code_of_another_reason"]
    assert "code_of_another_reason" in codes(issued)
