"""Every address of the service, as every role: nobody meets an error page, and nobody sees what is not theirs."""

import pytest

from tests.world import addresses_of, case_of, make_world, our_pages

ROLES = (
    "builder",
    "disclosure_officer",
    "supervisor",
    "police_manager",
    "assistant",
    "prosecutor",
    "legal_manager",
    "area_manager",
    "police_standards",
    "cps_standards",
    "outsider",
    "outside_prosecutor",
)
STRANGERS = {"outsider", "outside_prosecutor"}
PUBLIC = {
    "account_login",
    "web:accessibility",
    "web:help",
    "web:ui_components",
    "metrics:definitions",
    "health_live",
    "health_ready",
}
FINE = {200, 204, 302, 400, 403, 404, 405, 409, 422}


@pytest.fixture
def world(cast):
    return make_world(cast)


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_no_page_fails_for_anybody_and_strangers_learn_nothing(client, cast, world, role):
    client.force_login(getattr(cast, role))
    wrong = []
    for name, needs in our_pages().items():
        for address in addresses_of(name, needs, world):
            status = client.get(address).status_code
            hidden = role not in STRANGERS or "urn" not in needs or status in {404, 405}
            if status not in FINE or not hidden:
                wrong.append((name, address, status))
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_posting_nothing_to_a_page_never_fails_and_never_succeeds_for_strangers(client, cast, world, role):
    client.force_login(getattr(cast, role))
    wrong = []
    for name, needs in our_pages().items():
        for address in addresses_of(name, needs, world):
            status = client.post(address, {}).status_code
            if status not in FINE or (role in STRANGERS and "urn" in needs and status != 404):
                wrong.append((name, address, status))
    assert wrong == []


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in(client, world):
    open_pages = []
    for name, needs in our_pages().items():
        for address in addresses_of(name, needs, world):
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
