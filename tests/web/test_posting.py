"""Addresses that only take a POST."""

import pytest
from django.http import HttpResponse

from web.posting import post_only


@post_only(lambda number: f"/things/{number}/")
def press(request, number):
    return HttpResponse(f"pressed {number}")


def test_following_the_address_leads_to_the_page_with_the_button(rf):
    response = press(rf.get("/"), number=3)
    assert (response.status_code, response["Location"]) == (302, "/things/3/")


def test_a_post_goes_through(rf):
    assert press(rf.post("/"), 3).content == b"pressed 3"


@pytest.mark.parametrize("verb", ["put", "delete", "patch"])
def test_other_verbs_are_refused(rf, verb):
    assert press(getattr(rf, verb)("/"), 3).status_code == 405
