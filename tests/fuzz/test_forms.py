"""Whatever is sent to a form or an upload address: never an error page, and nothing half saved.

Addresses are found as in tests/test_every_address.py, so a new page is tried by being there.
"""

import json
from dataclasses import dataclass
from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.fuzz.nasty import (
    BROKEN,
    EVIL,
    EXAMPLES,
    FILES,
    FUZZ,
    JSON,
    JSON_VALUES,
    MULTIPART,
    NAMES_OF_FILES,
    URLENCODED,
    Fields,
    bodies,
    multipart,
    raw,
    urlencoded,
)
from tests.unchanged import everything
from tests.world import make_world

ROLES = ("builder", "supervisor", "disclosure_officer", "assistant", "prosecutor", "legal_manager", "area_manager")
PIECE = "application/offset+octet-stream"
SAVED = {200, 201, 202, 204, 301, 302, 303}
FINE = SAVED | {400, 403, 404, 405, 409, 411, 413, 415, 422}
APPS = [("casework",), ("charging", "accounts", "metrics", "web")]
APART = {"accounts:demo_sign_in"}
ASKED = ("q", "page", "status", "sort", "timeline", "part", "code", "period", "from", "to", "unit", "as_at", "kind")


@dataclass(frozen=True)
class Target:
    """An address, somebody who may open it, and the fields that its page shows them."""

    name: str
    address: str
    client: Client
    fields: Fields


@pytest.fixture
def people(cast):
    """A client for somebody in each role."""
    clients = {role: Client(raise_request_exception=False) for role in ROLES if hasattr(cast, role)}
    for role, each in clients.items():
        each.force_login(getattr(cast, role))
    return clients


def targets(people, world, apps):
    """The addresses of some apps, the first case only where a page has one for each."""
    ours = [(name, found[0]) for name, _, found in world.pages if name.split(":")[0] in apps and name not in APART]
    return [Target(name, address, *opened(people, address)) for name, address in ours]


def opened(people, address):
    """The first of the people who may open an address, and the fields they see; the builder where nobody may."""
    for client in people.values():
        page = client.get(address)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            return client, Fields(page.content.decode())
    return people["builder"], Fields("")


def send(target, body, content_type, method="POST", **environment):
    """Send a body; nothing that was saved stays. Fails on an error page."""
    with transaction.atomic():
        mark = transaction.savepoint()
        response = target.client.generic(method, target.address, body, content_type=content_type, **environment)
        require_an_answer(response, target.name, content_type, body)
        if response.status_code in SAVED:
            transaction.savepoint_rollback(mark)
    return response.status_code


def require_an_answer(response, *said):
    """Fail, from what went wrong, where the answer is an error page."""
    if getattr(response, "exc_info", None):
        raise AssertionError(said) from response.exc_info[1]
    assert response.status_code in FINE, (response.status_code, *said)


def fill_in(target):
    """Send a form in every wrong way."""

    @FUZZ
    @given(body=bodies(target.fields.values))
    def run(body):
        send(target, urlencoded(body), URLENCODED)

    run()


def attach(target):
    """Send files to it, where it takes any."""
    if not (target.fields.files or "upload" in target.name):
        return
    content = st.sampled_from(FILES) | st.binary(max_size=40)

    @FUZZ
    @given(body=bodies(target.fields.values), content=content, name=st.sampled_from(NAMES_OF_FILES))
    def run(body, content, name):
        files = [(field, name, content) for field in sorted(target.fields.files) or ["upload"]]
        send(target, multipart(body, files), MULTIPART)

    run()


def say_in_json(target):
    """Send a JSON object, where scripts speak so."""
    if "upload" not in target.name:
        return
    names = st.sampled_from(["name", "size", "title", "kind", "suspect", "person", "text"])

    @FUZZ
    @given(said=st.dictionaries(names, JSON_VALUES, max_size=4))
    def run(said):
        send(target, json.dumps(said).encode(), JSON)

    run()


def add_pieces(target):
    """Send pieces of a file that begin anywhere and are as long as they say, or not; and have all of it forgotten."""
    if target.name != "casework:upload":
        return
    words = EVIL.map(lambda text: raw(text).decode("latin-1"))  # as a server hands on a header
    places = st.sampled_from(["0", "1", "99", "100", "-1", ""]) | words
    lengths = st.none() | st.sampled_from(["", "0", "5", "1000", "9" * 18, "9" * 25]) | words

    @settings(FUZZ, max_examples=5 * EXAMPLES)
    @given(place=places, length=lengths, piece=st.binary(max_size=120))
    @example(place="0", length=None, piece=b"x" * 100)
    @example(place="0", length=None, piece=b"x" * 101)
    def run(place, length, piece):
        length = str(len(piece)) if length is None else length
        said = {"HTTP_UPLOAD_OFFSET": place, "CONTENT_LENGTH": length, "wsgi.input": BytesIO(piece)}
        status = send(target, piece, PIECE, "PATCH", **said)
        assert (status in SAVED) == (place == "0" and len(piece) <= 100 and length == str(len(piece))), (status, said)

    run()
    assert send(target, b"", "", "DELETE") in SAVED


def break_off(target):
    """Send what is no form at all: a few of the ways to each address, all of them to all together."""
    first = len(target.address) + len(target.name)
    for step in range(max(3, EXAMPLES)):
        send(target, *BROKEN[(first + step) % len(BROKEN)])


def ask(target):
    """Ask for the page with anything in the query."""
    known = sorted({*ASKED, *target.fields.values})
    words = EVIL.map(lambda text: text[:2000])

    @FUZZ
    @given(asked=st.dictionaries(st.sampled_from(known), st.lists(words, min_size=1, max_size=2), max_size=5))
    def run(asked):
        query = urlencoded(asked).decode()
        with transaction.atomic():  # that somebody looked is noted, and not kept here
            mark = transaction.savepoint()
            require_an_answer(target.client.get(f"{target.address}?{query}"), target.name, query)
            transaction.savepoint_rollback(mark)

    run()


def problems(target, *ways):
    """What goes wrong at an address, in words."""
    found = []
    for way in ways:
        try:
            way(target)
        except AssertionError as error:
            found.append(f"{target.name}: {way.__name__}: {error.__cause__!r:.300} {error!s:.1000}")
    return found


def one_after_another(everywhere, *ways):
    """What goes wrong at each of these addresses, and which tables were changed by what one of them refused."""
    before, found = everything(), []
    for target in everywhere:
        found += problems(target, *ways)
        after = everything()
        found += [f"{target.name}: {table} was changed" for table in before if before[table] != after[table]]
        before = after
    return found


@pytest.mark.slow
@pytest.mark.parametrize("apps", APPS, ids=",".join)
def test_no_page_fails_whatever_is_sent_to_it_or_asked_of_it_and_what_is_refused_changes_nothing(cast, people, apps):
    found = one_after_another(
        targets(people, make_world(cast), apps), fill_in, attach, say_in_json, add_pieces, break_off, ask
    )
    assert found == [], "\n".join(found)
