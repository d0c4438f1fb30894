"""Every address of the service, as every role: nobody meets an error page, and nobody sees what is not theirs."""

import os

import pytest

from tests.world import case_of, make_world

ROLES = (
    "builder",
    "disclosure_officer",
    "supervisor",
    "police_manager",
    "assistant",
    "prosecutor",
    "legal_manager",
    "area_manager",
    "chief_officer",
    "deputy_chief",
    "direct_prosecutor",
    "police_standards",
    "cps_standards",
    "outsider",
    "outside_prosecutor",
)
STRANGERS = {"outsider", "outside_prosecutor", "direct_prosecutor"}
PUBLIC = {
    "account_login",
    "web:accessibility",
    "web:help",
    "web:ui_components",
    "metrics:definitions",
    "health_live",
    "health_ready",
}
WHOLE_WALK = "WHOLE_WALK" in os.environ
"""Whether everybody goes to every case: `WHOLE_WALK=1 pytest tests/test_every_address.py` takes ten times as long."""
MANY = 8
FINE = {200, 204, 302, 400, 403, 404, 405, 409, 422}


@pytest.fixture
def world(cast):
    return make_world(cast)


def walked_by(role, page, addresses):
    """The addresses of a page that somebody of this role goes to.

    Of a page that every case has, each of the roles that may see about as much goes to other cases: together they go
    to all of them, and each of them goes to every page and meets every case somewhere.
    """
    if WHOLE_WALK or len(addresses) < MANY:
        return addresses
    peers = [other for other in ROLES if (other in STRANGERS) == (role in STRANGERS)]
    return [
        address
        for at, address in enumerate(addresses)
        if (at + page) % min(len(peers), MANY) == peers.index(role) % MANY
    ]


@pytest.mark.parametrize("page", range(MANY))
@pytest.mark.parametrize("walkers", [STRANGERS, set(ROLES) - STRANGERS], ids=["strangers", "others"])
def test_each_page_is_met_in_each_case_by_somebody_and_by_everybody_somewhere(walkers, page):
    cases = range(MANY, 3 * MANY)
    walks = [walked_by(role, page, cases) for role in walkers]

    assert {case for walk in walks for case in walk} == set(cases)
    assert all(walks)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_page_fails_for_anybody_and_strangers_learn_and_do_nothing(client, cast, world, role):
    client.force_login(getattr(cast, role))
    wrong = []
    for page, (name, needs, addresses) in enumerate(world.pages):
        for address in walked_by(role, page, addresses):
            theirs = role == "direct_prosecutor" and case_of(world.by_night).slug in address
            hidden = role in STRANGERS and "urn" in needs and not theirs
            seen, sent = client.get(address).status_code, client.post(address, {}).status_code
            if seen not in FINE or (hidden and seen not in {404, 405}):
                wrong.append((name, address, seen))
            if sent not in FINE or (hidden and sent != 404):
                wrong.append((name, address, sent))
    assert wrong == []


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(client, world):
    open_pages = []
    for name, _, addresses in world.pages:
        for address in addresses:
            response = client.get(address)
            if response.status_code == 200 and name not in PUBLIC and not address.endswith(".svg"):
                open_pages.append(name)
    assert open_pages == []


def test_pages_carry_the_headers_that_keep_case_content_in(client, cast, world):
    client.force_login(cast.builder)
    response = client.get(case_of(world.ready).get_absolute_url())
    policy = response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
