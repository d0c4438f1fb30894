"""Disagreements by API: the same operations, the same refusals."""

import pytest

from charging.models import Escalation, Mismatch, MismatchState, UnusedAuthority, VictimReview
from tests import disagreements, stories
from tests.api.conftest import codes

pytestmark = pytest.mark.django_db


def test_a_mismatch_is_explained_settled_and_amended(cast, callers):
    mismatch = disagreements.mismatched_case(cast)
    path = f"mismatches/{mismatch.pk}/"

    assert callers["prosecutor"].get(path)["state"] == "explain"
    callers["builder"].post(f"{path}explain/", {"explanation": "She said more."})
    said = {"settlement": "to_be_amended", "reasons": "As authorised.", "should_be": [stories.THEFT]}
    settled = callers["prosecutor"].post(f"{path}settle/", said)
    amended = {"amended_at": "2026-03-06T12:00:00", "offences": [stories.THEFT]}
    done = callers["builder"].post(f"{path}amend/", amended)

    assert settled["mismatch"]["should_be"] == [stories.THEFT]
    assert done["mismatch"]["state"] == "settled"
    assert Mismatch.objects.get().state == MismatchState.SETTLED
    callers["outsider"].get(path, status=404)


def test_a_charge_without_authority_says_who_let_it_be(cast, callers):
    suspect = stories.submitted_case(cast).case_file.suspects.get(number=1)
    body = {"charged_at": "2026-03-06T09:00:00", "method": "charge", "offences": [stories.THEFT], "reason": "risk"}
    path = f"suspects/{suspect.pk}/charge-without-authority/"

    refused = callers["builder"].post(path, body | {"officer_rank": "", "officer_role": ""}, status=409)
    done = callers["builder"].post(path, body | {"officer_rank": "Inspector", "officer_role": "Custody"}, status=201)

    assert codes(refused) == ["no_officer_rank", "no_officer_role"]
    assert done["charge"]["match"] == "none"


def test_an_authority_is_said_unused_and_decided(cast, callers):
    suspect = stories.authorised_case(cast)
    body = {"reason": "out_of_time", "detail": "The limit ran out."}
    callers["builder"].post(f"suspects/{suspect.pk}/authority-not-used/", body, status=201)
    unused = UnusedAuthority.objects.get()
    path = f"unused-authorities/{unused.pk}/decide/"

    callers["builder"].post(path, {"outcome": "closed", "reasons": "x"}, status=403)
    before = callers["builder"].get(f"unused-authorities/{unused.pk}/")
    done = callers["prosecutor"].post(path, {"outcome": "closed", "reasons": "Out of time."})

    assert done["unused_authority"]["outcome"] == "closed"
    assert (before["outcome"], before["said_by"], before["decided_by"]) == ("", cast.builder.name, None)
    assert callers["builder"].get(f"unused-authorities/{unused.pk}/")["decided_by"] == cast.prosecutor.name
    callers["outsider"].get(f"unused-authorities/{unused.pk}/", status=404)


def test_the_ladder_is_climbed(cast, callers, as_user):
    suspect = stories.nfa_case(cast)
    raised = callers["supervisor"].post(f"suspects/{suspect.pk}/escalate/", {"grounds": "Look again."}, status=201)
    path = f"escalations/{raised['escalation']['id']}/"

    callers["prosecutor"].post(f"{path}answer/", {"step": 1, "outcome": "stands", "reasons": "x"}, status=403)
    callers["legal_manager"].post(f"{path}answer/", {"step": 1, "outcome": "stands", "reasons": "Nobody named."})
    as_user(cast.police_manager).post(f"{path}go-on/", {"step": 2, "grounds": "Two people name him."})
    again = as_user(cast.police_manager).post(f"{path}go-on/", {"step": 2, "grounds": "x"}, status=409)
    below = callers["supervisor"].post(f"{path}end/", {"reason": "x"}, status=403)
    ended = as_user(cast.police_manager).post(f"{path}end/", {"reason": "We agree."})

    assert (codes(again), codes(below)) == (["gone_on"], ["not_your_rank"])
    assert [step["step"] for step in callers["builder"].get(path)["steps"]] == [1, 2]
    assert ended["escalation"]["outcome"] == Escalation.objects.get().outcome == "withdrawn"


def test_a_rejection_that_stands_is_escalated(cast, callers):
    sent = stories.rejected_case(cast)
    path, grounds = f"submissions/{sent.pk}/", {"grounds": "It is signed."}
    callers["supervisor"].post(f"{path}escalate/", grounds, status=404)
    callers["builder"].post(f"{path}contest/", grounds)
    early = callers["supervisor"].post(f"{path}escalate/", grounds, status=409)
    callers["legal_manager"].post(f"{path}contest/decide/", {"outcome": "upheld", "reason": "It is not."})
    callers["builder"].post(f"{path}escalate/", grounds, status=403)
    raised = callers["supervisor"].post(f"{path}escalate/", grounds, status=201)
    again = callers["supervisor"].post(f"{path}escalate/", grounds, status=409)

    assert codes(early) == ["not_upheld"]
    assert (raised["escalation"]["about"], raised["escalation"]["suspect"]) == ("rejection", None)
    assert codes(again) == ["already_done"]
    callers["outsider"].post(f"{path}escalate/", grounds, status=404)


def test_an_action_plan_is_escalated(cast, callers):
    path = f"action-plans/{stories.action_plan_case(cast).pk}/escalate/"

    callers["prosecutor"].post(path, {"grounds": "x"}, status=403)
    raised = callers["supervisor"].post(path, {"grounds": "Nothing more can be had."}, status=201)
    assert raised["escalation"]["about"] == "action_plan"
    assert codes(callers["supervisor"].post(path, {"grounds": "x"}, status=409)) == ["already_done"]
    callers["outsider"].post(path, {"grounds": "x"}, status=404)


def test_a_victims_request_is_recorded_answered_and_taken_on(cast, callers, as_user):
    suspect = stories.nfa_case(cast)
    victim = disagreements.the_victim(suspect.case_file)
    body = {"victim": victim.pk, "asked_at": "2026-03-06T09:00:00"}
    asked = callers["assistant"].post(f"suspects/{suspect.pk}/victim-review/", body, status=201)
    path = f"victim-reviews/{asked['victim_review']['id']}/"

    callers["legal_manager"].post(f"{path}decide/", {"outcome": "upheld", "reasons": "We looked."})
    further = callers["assistant"].post(f"{path}go-on/", {"asked_at": "2026-03-09T09:00:00"}, status=201)
    last = f"victim-reviews/{further['victim_review']['id']}/decide/"
    done = as_user(cast.chief_prosecutor).post(last, {"outcome": "overturned", "reasons": "It is arguable."})

    assert callers["builder"].get(path)["outcome"] == "upheld"
    assert done["victim_review"]["outcome"] == "overturned"
    assert VictimReview.objects.count() == 2
    assert stories.fresh(suspect).status == "with_prosecutor"
