"""Whoever may not see a case learns nothing of it: every address about it is 404, as if it did not exist."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests import custody_acts, disagreements, plan_acts, quality_acts, questions, review_acts, stories
from tests.snapshots import kept
from tests.things import THINGS

pytestmark = pytest.mark.django_db

METHODS = ("get", "post", "put", "patch", "delete")
A_KEY = "0198a1f0-0000-7000-8000-000000000000"
ALSO = {
    "<slug:schedule>": "mg6c",
    "<slug:code>": "mg3",
    "<slug:stage>": "charging",
    "<int:number>": "1",
    "<int:version>": "1",
    "<uuid:pk>": A_KEY,
    "<uuid:key>": A_KEY,
}
"""What else stands in addresses, below the case or the thing that is visible or not."""

OWN = {"notices/", "notices/preference/", "notices/read/"}
LISTS = {
    "case-files/",
    "open-reviews/",
    "offences/",
    "reasons/",
    "schema/",
    "docs/",
    "metrics/",
    "figures/",
    "searches/",
    "matters/",
    "second-scores/",
} | OWN


def routes(resolver, prefix=""):
    """Every address under a resolver, as Django writes it."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def api_routes():
    """Every address of the API, without its prefix, with the methods it takes."""
    found = {}
    for route, view in routes(get_resolver()):
        if route.startswith("api/v1/"):
            methods = [name for name in METHODS if hasattr(getattr(view, "cls", object), name)]
            found[route.removeprefix("api/v1/")] = methods
    return found


@kept
def one_of_each(cast):
    """A case with all that one case has, and things that no one case has all of, each in a case of its own."""

    def case(number):
        return {"urn": stories.a_urn(number)}

    plan = stories.action_plan_case(cast)
    questions.ask(plan.case_file, by=cast.builder)
    plan_acts.extension_asked(cast, **case(61))
    plan_acts.challenged_item(cast, **case(62))
    custody_acts.detained_case(cast, **case(63))
    custody_acts.bailed_case(cast, **case(64))
    disagreements.mismatched_case(cast, **case(65))
    disagreements.unused_case(cast, **case(66))
    disagreements.escalated_case(cast, **case(67))
    disagreements.victim_review_case(cast, **case(68))
    review_acts.approval_asked(cast, **case(70))
    review_acts.with_a_point(cast, **case(71))
    quality_acts.drawn_file(cast, **case(72))
    review_acts.threshold_case(cast, **case(73))
    return plan


@pytest.fixture
def addresses(cast):
    """Concrete addresses of things, by route. Ask for it first: so the stories are told once and copied back."""
    case_file = one_of_each(cast).case_file
    keys = {name: str(model.objects.order_by("pk").first().pk) for name, model in THINGS.items()}
    found = {route: route for route in api_routes() if route not in LISTS}
    for part, value in {"<slug:urn>": case_file.slug, "<int:suspect>": keys["suspects"], **ALSO}.items():
        found = {route: address.replace(part, value) for route, address in found.items()}
    assert {route.split("/")[0] for route in found if "<int:pk>" in route} <= keys.keys()
    return {route: address.replace("<int:pk>", keys.get(route.split("/")[0], "")) for route, address in found.items()}


@pytest.mark.parametrize("role", ["outsider", "outside_prosecutor"])
def test_another_force_and_another_area_find_nothing_at_any_address(addresses, callers, role):
    client = callers[role].client
    answers = {
        (method, address): getattr(client, method)(f"/api/v1/{address}").status_code
        for route, address in addresses.items()
        for method in api_routes()[route]
    }
    assert len(answers) > 25
    assert {key: status for key, status in answers.items() if status != 404} == {}


def test_nobody_reads_or_writes_without_signing_in(addresses, as_user):
    client = as_user(None).client
    private = [*addresses.values(), "case-files/", "offences/?q=theft", "reasons/", "searches/", *sorted(OWN)]

    assert {client.get(f"/api/v1/{address}").status_code for address in private} == {401}
    assert {client.post(f"/api/v1/{address}").status_code for address in private} == {401}


def test_the_cps_sees_no_case_before_it_is_submitted_and_no_draft_after(cast, callers):
    at_the_gate = stories.prepared_case(cast)
    callers["assistant"].get(f"case-files/{stories.URN}/", status=404)
    callers["assistant"].get(f"submissions/{at_the_gate.pk}/", status=404)

    callers["supervisor"].post(f"submissions/{at_the_gate.pk}/sign-off/", {"comments": "Checked."})

    sent = callers["assistant"].get(f"submissions/{at_the_gate.pk}/")
    assert (sent["state"], sent["note_to_supervisor"]) == ("sent", None)
    assert callers["builder"].get(f"submissions/{at_the_gate.pk}/")["note_to_supervisor"] == "Ready for you."


def test_each_agency_reads_a_status_in_its_own_words(cast, callers):
    stories.submitted_case(cast)
    address = f"case-files/{stories.URN}/"

    assert callers["builder"].get(address)["status"] == "Waiting for CPS triage"
    assert callers["assistant"].get(address)["status"] == "Triage needed"
    assert callers["assistant"].get(address)["suspects"][0]["holder"] == "cps"


def test_a_huge_key_or_an_odd_urn_is_simply_not_found(callers):
    callers["builder"].get(f"submissions/{10**30}/", status=404)
    callers["builder"].get("case-files/%00/", status=404)
    callers["builder"].get("case-files/%F0%9F%90%8D/", status=404)
    assert callers["builder"].client.get("/case-files/%00/").status_code == 404
