"""The API keeps to its published contract whatever is sent: no error page, answers as it says, nothing half done.

In process, as people of both agencies and as somebody who must see nothing.
"""

import json
from itertools import cycle
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import requests
import schemathesis
from django.core.cache import cache
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from hypothesis import find, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.transport import Response
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz.nasty import EXAMPLES, FILES, FUZZ, JSON, JSON_VALUES, MULTIPART, NAMES_OF_FILES, multipart
from tests.things import THINGS
from tests.unchanged import everything
from tests.world import case_of, make_world

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
NAMED_BY = {"suspect": "suspects"}
"""Whose key stands in an address besides that of the thing itself."""
PARTS = {"{number}": "1", "{schedule}": "mg6c", "{code}": "mg3", "{stage}": "charging", "{key}": str(uuid4())}
"""What else stands in addresses, where what is sent to them is looked at."""

FILE_FIELDS = {"upload"}
CONTENTS = st.sampled_from(FILES) | st.binary(max_size=40)
ROLES = ("builder", "supervisor", "prosecutor", "outsider")
DONE = {200, 201, 204}
# What HTTP itself says of an address, a method, a body: not written at every operation.
PLAIN = {404, 405, 413, 415}


@pytest.fixture
def operations():
    """Every operation of the published schema."""
    schema = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    return [each.ok() for each in schema.get_all_operations()]


@pytest.fixture
def callers(cast):
    """A client for each of the people, one that keeps going after an error page."""
    clients = {role: APIClient(raise_request_exception=False) for role in ROLES}
    for role, client in clients.items():
        client.force_login(getattr(cast, role))
    return clients


def filled_path(operation, case, keys):
    """The path of a case, often with the key of something that is there."""
    path = operation.path.replace("{urn}", keys["urn"])
    for name, value in (case.path_parameters or {}).items():
        known = keys.get(path.split("/")[3] if name == "id" else NAMED_BY.get(name, ""))
        path = path.replace(f"{{{name}}}", str(known or value))
    return path


def body_of(case, name, content):
    """The body of a case and its content type, as bytes; where it has a file, that has this name and content."""
    if case.media_type is None or not isinstance(case.body, dict | list | str | int | float | bool | type(None)):
        return b"", ""
    if case.media_type == "multipart/form-data" and isinstance(case.body, dict):
        files = set(case.body) & FILE_FIELDS
        texts = {field: [str(value)] for field, value in case.body.items() if field not in files}
        return multipart(texts, [(field, name, content) for field in sorted(files)]), MULTIPART
    return json.dumps(case.body).encode(), JSON


def send(client, method, path, body=b"", content_type=""):
    """Send a request and take back whatever it did, if it was not refused."""
    cache.clear()  # more than a person may ask in a minute
    with transaction.atomic():
        mark = transaction.savepoint()
        response = client.generic(method, path, body, content_type=content_type)
        if getattr(response, "exc_info", None):
            raise AssertionError((method, path, body[:1000])) from response.exc_info[1]
        if response.status_code in DONE:
            transaction.savepoint_rollback(mark)
    return response


def as_answer(response, method, path):
    """An answer in the shape that the checks read."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return Response(
        status_code=response.status_code,
        headers={name.lower(): [value] for name, value in response.headers.items()},
        content=content,
        request=requests.Request(method, f"http://testserver{path}").prepare(),
        elapsed=0.0,
        verify=False,
    )


def try_out(operation, client, keys, modes):
    """Send what the schema allows, and what it does not."""
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))

    @settings(FUZZ, max_examples=max(2, EXAMPLES - 1))
    @given(case=cases, name=st.sampled_from((*NAMES_OF_FILES, "statement.pdf")), content=CONTENTS)
    def run(case, name, content):
        path = filled_path(operation, case, keys)
        query = urlencode(case.query or {}, doseq=True, errors="surrogatepass")
        address = f"{path}?{query}" if query else path
        response = send(client, case.method, address, *body_of(case, name, content))
        checks = [
            check for check in CHECKS if check is not status_code_conformance or response.status_code not in PLAIN
        ]
        case.validate_response(as_answer(response, case.method, path), checks=checks)

    run()


def say_anything(operation, client, keys):
    """Send JSON that is none of what is asked, with the names that are asked for."""
    names = sorted(_names(operation)) or ["x"]
    path = operation.path.replace("{urn}", keys["urn"])
    known = keys.get(path.split("/")[3], 1)
    for name, value in {"{id}": str(known), "{suspect}": str(keys["suspects"]), **PARTS}.items():
        path = path.replace(name, value)

    @settings(FUZZ, max_examples=max(2, EXAMPLES - 1))
    @given(said=st.dictionaries(st.sampled_from(names), JSON_VALUES, max_size=5))
    def run(said):
        send(client, operation.method.upper(), path, json.dumps(said).encode(), JSON)

    run()
    for broken in (b"[" * 3000, b"{", b"\xff", b"null", b'"\\ud800"', b""):
        send(client, operation.method.upper(), path, broken, JSON)


def _names(operation):
    for body in operation.body:
        schema = body.definition.get("schema", {})
        yield from schema.get("properties", {})


def attempt(found, act, *given_to):
    """Do something and note which checks failed; whatever else goes wrong is raised, with what it was met at."""
    try:
        act(*given_to)
    except BaseExceptionGroup as group:  # the checks that failed
        found += [f"{given_to[0].label}: {act.__name__}: {each!s:.500}" for each in group.exceptions]
    except BaseException as error:
        error.add_note(f"{given_to[0].label}: {act.__name__}")
        raise


@pytest.mark.slow
def test_no_operation_of_the_api_fails_and_all_keep_to_the_schema(cast, callers, operations):
    world = make_world(cast)
    case_file = case_of(world.ready)
    keys = {name: model.objects.order_by("pk").values_list("pk", flat=True).first() for name, model in THINGS.items()}
    keys["urn"] = case_file.slug
    before, found = everything(), []
    for operation, role in zip(operations, cycle(ROLES)):
        for client in {role: callers[role], "builder": callers["builder"]}.values():
            attempt(found, try_out, operation, client, keys, [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
        if operation.method.upper() != "GET":
            attempt(found, say_anything, operation, callers["prosecutor"], keys)
    after = everything()
    found += [f"{table} was changed" for table in before if before[table] != after[table]]
    assert found == [], "\n".join(found)


def has_a_file(case):
    """Whether a case would send one."""
    return isinstance(case.body, dict) and bool(set(case.body) & FILE_FIELDS)


@pytest.mark.slow
def test_what_takes_files_is_sent_files(operations):
    taking = [each for each in operations for body in each.body if body.media_type == "multipart/form-data"]
    assert {name for each in taking for name in _names(each)} >= FILE_FIELDS
    for operation in taking:
        found = find(operation.as_strategy(), has_a_file, settings=settings(FUZZ, max_examples=100))
        body, content_type = body_of(found, "statement.pdf", FILES[1])
        assert b'name="upload"; filename="statement.pdf"' in body
        assert (FILES[1] in body, content_type) == (True, MULTIPART)
