"""Search for machine clients: the same policy, the same record, and not too often."""

import pytest
from rest_framework.throttling import ScopedRateThrottle

from casework.models import ReadEntry, ReadKind, Search
from tests import stories

pytestmark = pytest.mark.django_db


def test_a_search_is_kept_and_its_results_are_what_the_reader_may_see(cast, callers):
    case_file = stories.submitted_case(cast).case_file
    key = callers["builder"].post("searches/", {"q": "o alder"}, status=201)["id"]
    assert callers["builder"].get(f"searches/{key}/")["total"] == 0
    key = callers["builder"].post("searches/", {"q": "Alder"}, status=201)["id"]

    seen = {name: callers[name].get(f"searches/{key}/") for name in ("builder", "assistant", "outsider")}

    assert {name: result["total"] for name, result in seen.items()} == {"builder": 1, "assistant": 1, "outsider": 0}
    assert seen["builder"]["results"][0]["urn"] == case_file.slug
    assert seen["builder"]["counts"]["status"] == {"submitted": 1}
    assert seen["builder"]["more"] is False
    assert seen["builder"]["cut"] is False
    assert Search.objects.filter(by=cast.builder).count() == 2
    assert ReadEntry.objects.filter(kind=ReadKind.SEARCHED, by_id=cast.outsider.pk).count() == 1


def test_filters_are_those_of_the_page(cast, callers):
    stories.submitted_case(cast)
    key = callers["builder"].post("searches/", {"q": "alder"}, status=201)["id"]

    assert callers["builder"].get(f"searches/{key}/", status_code="x")["total"] == 1
    for filters, total in [({"status": "submitted"}, 1), ({"status": "building"}, 0), ({"not_custody": "bail"}, 0)]:
        assert callers["builder"].client.get(f"/api/v1/searches/{key}/", filters).json()["total"] == total


def test_results_say_where_they_are_cut(cast, callers, monkeypatch):
    monkeypatch.setattr("casework.queries.search.MOST_FOUND", 2)
    for number in (1, 2, 3):
        stories.ready_case(cast, urn=stories.a_urn(number), names=stories.NAMES[:1])
    key = callers["builder"].post("searches/", {"q": "alder"}, status=201)["id"]

    seen = {name: callers[name].get(f"searches/{key}/") for name in ("builder", "assistant", "outsider")}

    assert {name: result["total"] for name, result in seen.items()} == {"builder": 2, "assistant": 0, "outsider": 0}
    assert {name: result["cut"] for name, result in seen.items()} == {
        "builder": True,
        "assistant": False,
        "outsider": False,
    }


def test_what_is_no_search_is_refused_and_what_is_not_there_is_404(callers):
    for body in ({}, {"q": ""}, {"q": "x" * 500}, {"q": "\x00"}):
        callers["builder"].post("searches/", body, status=400)
    callers["builder"].get("searches/5f0f2a3e-0000-4000-8000-000000000000/", status=404)


def test_searching_is_counted_apart_and_refused_when_it_is_too_often(cast, callers, monkeypatch):
    monkeypatch.setattr(ScopedRateThrottle, "THROTTLE_RATES", {"search": "2/min"})
    for _ in range(2):
        callers["builder"].post("searches/", {"q": "alder"}, status=201)

    callers["builder"].post("searches/", {"q": "alder"}, status=429)
    callers["builder"].get("case-files/")
