"""The worklist against a bare Django view that makes the same queries and renders the same page."""

from collections.abc import Iterator
from random import Random
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test.utils import (
    CaptureQueriesContext,
    override_settings,
    setup_test_environment,
    teardown_test_environment,
)
from django.urls import path, reverse

from accounts.roles import Role
from bench.pages import clients, request
from bench.results import Result, percentile
from config.urls import urlpatterns as real

ROUNDS = 60
prepared: dict[str, Any] = {}


def bare(page: HttpRequest) -> HttpResponse:
    """Send the queries as plain SQL and render the template with what the real page gave it."""
    with connection.cursor() as cursor:
        for sql in prepared["queries"]:
            cursor.execute(sql)
            cursor.fetchall()
    return render(page, prepared["template"], prepared["context"])


urlpatterns = [path("bench/bare/", bare), *real]


def measure(cases: int, seed: int) -> Iterator[Result]:
    """Ask for both in turn, so that both have the same luck, and compare the medians."""
    _, client = clients(Role.FILE_BUILDER, Random(seed))[0]
    address = reverse("charging:worklist")
    _prepare(client, address)
    ours, theirs = [], []
    with override_settings(ROOT_URLCONF="bench.bare"):
        for number in range(ROUNDS):
            spent = request(client, address), request(client, "/bench/bare/")
            if number > ROUNDS // 10:
                ours.append(spent[0].seconds)
                theirs.append(spent[1].seconds)
    ratio = percentile(ours, 0.5) / percentile(theirs, 0.5)
    yield Result("worklist page against a bare view of the same HTML", cases, ratio, "times", 2)


def _prepare(client: Any, address: str) -> None:
    setup_test_environment(debug=False)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    teardown_test_environment()
    prepared["template"] = response.templates[0].name
    prepared["context"] = {key: value for key, value in response.context[0].flatten().items() if key not in TAKEN}
    # Session and person are read by the middleware for the bare view too.
    prepared["queries"] = [
        query["sql"]
        for query in captured.captured_queries
        if query["sql"].startswith(("SELECT", "WITH")) and "django_session" not in query["sql"]
    ][1:]


TAKEN = {"request", "user", "perms", "csrf_token", "messages", "DEFAULT_MESSAGE_LEVELS", "CSP_NONCE", "csp_nonce"}
