"""One case from its opening to a charge and a refusal to charge, by four people who only use the API."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tests import stories
from tests.api.conftest import codes, send_with_reasons
from tests.factories import a_pdf

pytestmark = pytest.mark.django_db

CASE = "case-files/45AD1234526/"
ASKED = {"purpose": "charging", "stream": "green"}
WHOLE_CHAIN = """
    SELECT bool_and(hash = casework_event_digest(e, COALESCE(previous, ''::bytea))), count(*)
    FROM (SELECT e, e.hash, lag(e.hash) OVER (PARTITION BY case_id ORDER BY seq) AS previous
          FROM casework_caseevent e WHERE urn = %s) AS chain
"""


def today():
    return timezone.localdate()


def open_case(builder):
    body = {
        "urn": "45AD 12345/26",
        "police_unit": "45AD",
        "cps_area": "south-east",
        "headline": "Theft of tools from a shop",
        "crime_reference": "45/1234/26",
        "crime_recorded_on": "2026-02-27",
    }
    return builder.post("case-files/", body, status=201)


def add_suspect(builder, name):
    body = {"family_name": name, "given_names": "Test", "custody_basis": "bail"}
    return builder.post(f"{CASE}suspects/", body, status=201)["suspect"]


def build(builder):
    """Put together what the file standard's hard stops ask for; return the keys of the two suspects."""
    opened = open_case(builder)
    assert opened["event"]["type"] == "casework.case_opened"
    alder, birch = add_suspect(builder, "Alder"), add_suspect(builder, "Birch")
    refused = builder.post(f"{CASE}submissions/", {"purpose": "charging", "stream": "green"}, status=409)
    assert {"offences", "summary", "plea"} <= set(codes(refused))
    for suspect in (alder, birch):
        offence = {"offence_code": "TH68010", "starts_on": "2026-02-27"}
        builder.post(f"suspects/{suspect['id']}/offences/", offence, status=201)
        builder.patch(f"suspects/{suspect['id']}/", {"version": 1, "anticipated_plea": "gap"})
    victim = {"role": "victim", "family_name": "Wensum", "given_names": "Test"}
    builder.post(f"{CASE}people/", victim, status=201)
    builder.patch(CASE, {"version": 1, "summary": "Two people left with tools they had not paid for."})
    return alder["id"], birch["id"]


def send(builder, supervisor):
    """Take the file through the supervisor's gate with a reason for every gap; return the key of the submission."""
    return sign_off(supervisor, send_with_reasons(builder, f"{CASE}submissions/", ASKED))


def sign_off(supervisor, prepared):
    """Sign off what a builder prepared; return the key of the submission."""
    key = prepared["submission"]["id"]
    sent = supervisor.post(f"submissions/{key}/sign-off/", {"comments": "Checked against the standard."})
    assert sent["event"]["code"] == "E11"
    assert sent["submission"]["receipt"]
    return key


def bounce_once(builder, supervisor, assistant, submission):
    """Reject at triage for the missing statement, attach it, and send the file again."""
    body = {
        "result": "reject",
        "reasons": [
            {"code": "TR06", "detail": "The shop manager", "rows": [{"row": "statements"}, {"row": "statements"}]}
        ],
        "respond_by": today() + timedelta(days=7),
    }
    rejected = assistant.post(f"submissions/{submission}/triage/", body)
    given = rejected["submission"]["triage"]["reasons"]
    assert [(reason["code"], reason["row"], reason["about"]) for reason in given] == [("TR06", "statements", "case")]
    upload = {"kind": "mg11", "title": "Statement of the shop manager", "upload": a_pdf()}
    attached = builder.post(f"{CASE}material/", upload, status=201, form="multipart")
    response = assistant.get(f"material/{attached['material']['id']}/download/")
    assert b"".join(response.streaming_content).startswith(b"%PDF")
    # The reasons of the first time still stand, and nothing new is missing.
    return sign_off(supervisor, builder.post(f"{CASE}submissions/", ASKED, status=201))


def review(prosecutor, key, outcomes, items=()):
    return prosecutor.post(
        f"reviews/{key}/complete/",
        {
            "analysis": "The evidence against each suspect, and the public interest.",
            "disclosure_considered": True,
            "sections": {"public_interest": "It was planned.", "allocation": "Summary trial."},
            "outcomes": outcomes,
            "items": list(items),
        },
    )["review"]


def first_review(assistant, legal_manager, prosecutor, submission, suspects):
    """Accept, allocate, charge the first suspect and ask for more about the second; return the plan's key."""
    body = {"result": "accept", "review_type": "28d", "casework_type": "magistrates"}
    accepted = assistant.post(f"submissions/{submission}/triage/", body)["submission"]
    allocation = {"prosecutor": "pat.prosecutor@example.test"}
    legal_manager.post(f"reviews/{accepted['review']}/allocate/", allocation)
    alder, birch = suspects
    outcomes = [
        {"suspect": alder, "result": "charge_full", "rationale": "An admission.", "offences": ["TH68010"]},
        {"suspect": birch, "result": "action_plan", "rationale": "Identification is not made out."},
    ]
    item = {
        "suspect": birch,
        "category": "footage",
        "text": "Footage from the shop door",
        "why": "It may show who left with the tools",
        "needed_for": "decision",
        "due_on": today() + timedelta(days=14),
    }
    return review(prosecutor, accepted["review"], outcomes, [item])["action_plan"]


def answer_and_return(builder, plan):
    """Answer what the decision needs and return it; return the key of the next review."""
    refused = builder.post(f"action-plans/{plan}/return/", status=409)
    assert codes(refused) == ["unanswered"]
    item = builder.get(f"action-plans/{plan}/")["items"][0]
    reply = {"answer": "unavailable", "text": "The camera was not recording.", "version": item["version"]}
    builder.post(f"action-items/{item['id']}/answer/", reply)
    returned = builder.post(f"action-plans/{plan}/return/")["submission"]
    assert (returned["purpose"], returned["round_no"]) == ("action_plan_reply", 2)
    return returned["review"]


def test_a_case_goes_its_whole_way_by_the_api_alone(callers):
    builder, supervisor, assistant = callers["builder"], callers["supervisor"], callers["assistant"]
    prosecutor = callers["prosecutor"]

    alder, birch = build(builder)
    submission = bounce_once(builder, supervisor, assistant, send(builder, supervisor))
    plan = first_review(assistant, callers["legal_manager"], prosecutor, submission, (alder, birch))
    second = answer_and_return(builder, plan)
    refusal = {"suspect": birch, "result": "nfa_evidential", "rationale": "Nobody can say who.", "reason": "EV-ID"}
    review(prosecutor, second, [refusal])
    charge = {"charged_at": timezone.now(), "method": "charge", "offences": ["TH68010"]}
    charged = builder.post(f"suspects/{alder}/charge/", charge, status=201)

    assert charged["charge"]["match"] == "exact"
    whole = prosecutor.get(CASE)
    assert [suspect["status"] for suspect in whole["suspects"]] == ["charged", "no_further_action"]
    told = {entry["code"] for entry in builder.get(f"{CASE}timeline/")}
    assert {"E10", "E11", "E12", "E15", "E16", "E20", "E21", "E23", "E30", "E31", "E33"} <= told
    with connection.cursor() as cursor:
        cursor.execute(WHOLE_CHAIN, ["45AD1234526"])
        intact, length = cursor.fetchone()
    assert intact
    assert length > len(told)


def test_a_case_is_handed_over_and_nobody_is_named_who_is_not_of_the_force(cast, callers):
    case_file = stories.ready_case(cast)
    builder, path = callers["builder"], f"case-files/{case_file.slug}/hand-over/"
    asked = {"version": case_file.version, "officer": cast.second_builder.email, "police_unit": "45CA"}

    builder.post(path, asked | {"officer": cast.outsider.email}, status=400)
    builder.post(path, asked | {"police_unit": "46AA"}, status=409)
    callers["outsider"].post(path, asked, status=404)
    answer = builder.post(path, asked)

    assert answer["event"]["type"] == "casework.case_handed_over"
    assert answer["case_file"]["officer"] == cast.second_builder.name
    assert answer["case_file"]["police_unit"]["code"] == "45CA"
    builder.post(path, asked | {"officer": cast.builder.email}, status=409)


def test_somebody_who_was_added_by_mistake_is_withdrawn_with_a_reason(cast, callers):
    case_file = stories.ready_case(cast)
    builder, victim = callers["builder"], case_file.people.get()
    path = f"people/{victim.pk}/withdraw/"

    builder.post(path, {"version": victim.version}, status=400)
    builder.post(path, {"version": 0, "reason": "Entered twice"}, status=409)
    callers["outsider"].post(path, {"version": victim.version, "reason": "Entered twice"}, status=404)
    answer = builder.post(path, {"version": victim.version, "reason": "Entered twice"})

    assert answer["event"]["type"] == "casework.person_withdrawn"
    assert builder.get(f"case-files/{case_file.slug}/")["people"] == []


def test_that_a_date_of_birth_is_not_known_is_told_and_taken(cast, callers):
    case_file = stories.ready_case(cast)
    builder, suspect = callers["builder"], case_file.suspects.get(number=1)
    asked = {"version": suspect.version, "date_of_birth_unknown": True, "anticipated_plea": "unknown"}

    builder.patch(f"suspects/{suspect.pk}/", asked | {"date_of_birth": "2000-01-01"}, status=409)
    answer = builder.patch(f"suspects/{suspect.pk}/", asked)

    assert (answer["suspect"]["date_of_birth_unknown"], answer["suspect"]["anticipated_plea"]) == (True, "unknown")


def test_the_api_takes_an_organisation_by_its_name_alone(cast, callers):
    case_file = stories.ready_case(cast)
    firm = {"family_name": "Bure Haulage", "custody_basis": "voluntary"}
    shop = {"role": "victim", "family_name": "Yare Tools", "given_names": ""}
    suspect = callers["builder"].post(f"case-files/{case_file.slug}/suspects/", firm, status=201)["suspect"]
    person = callers["builder"].post(f"case-files/{case_file.slug}/people/", shop, status=201)["person"]
    assert (suspect["given_names"], person["given_names"]) == ("", "")
    changed = callers["builder"].patch(f"suspects/{suspect['id']}/", {"version": 1, "given_names": "Test"})
    assert changed["suspect"]["given_names"] == "Test"
