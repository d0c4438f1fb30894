import json
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from rest_framework.exceptions import NotFound

from foundation.verdicts import Conflict, NotPermitted, Reason, Refused, Verdict
from tests.fuzz.nasty import BROKEN, URLENCODED
from web import errors
from web.middleware import NoStore, RefusalsAsPages

VERDICT = Verdict.of(Reason("late", "The month is frozen.", "/figures/"), Reason("other", "Not yours."))


@pytest.fixture
def request_():
    request = RequestFactory().get("/cases/1/", headers={"Referer": "http://testserver/work/?page=2"})
    request.session = {}
    return request


def handle(request, exception):
    return RefusalsAsPages(lambda r: HttpResponse()).process_exception(request, exception)


@pytest.mark.parametrize(
    ("exception", "status"), [(Refused(VERDICT), 409), (Conflict(VERDICT), 409), (NotPermitted(VERDICT), 403)]
)
def test_a_refusal_is_a_page_with_every_reason_and_a_way_back(request_, exception, status):
    response = handle(request_, exception)
    html = response.content.decode()

    assert response.status_code == status
    assert "The month is frozen." in html
    assert "Not yours." in html
    assert 'href="/work/?page=2"' in html


def test_django_refusals_are_explained_too(request_):
    response = handle(request_, PermissionDenied("Only a supervisor may."))

    assert response.status_code == 403
    assert "Only a supervisor may." in response.content.decode()


def test_other_exceptions_and_the_api_are_left_alone(request_):
    assert handle(request_, Http404()) is None
    request_.path = "/api/v1/cases/"
    assert handle(request_, Refused(VERDICT)) is None


@pytest.mark.parametrize(
    ("exception", "status"), [(Refused(VERDICT), 409), (Conflict(VERDICT), 409), (NotPermitted(VERDICT), 403)]
)
def test_the_api_answers_with_every_reason(exception, status):
    response = errors.api_exception_handler(exception, {})

    assert response.status_code == status
    assert response.data == {
        "code": "late",
        "detail": "The month is frozen. Not yours.",
        "reasons": [
            {"code": "late", "message": "The month is frozen.", "where": "/figures/"},
            {"code": "other", "message": "Not yours.", "where": ""},
        ],
    }
    assert json.dumps(response.data)


def test_the_api_leaves_other_exceptions_to_the_framework():
    assert errors.api_exception_handler(NotFound(), {}).status_code == 404
    assert errors.api_exception_handler(RuntimeError(), {}) is None


@pytest.mark.parametrize("referer", ["https://elsewhere.example/", "http://testserver/cases/1/", ""])
def test_the_way_back_never_leads_elsewhere_or_in_a_circle(referer):
    request = RequestFactory().get("/cases/1/", headers={"Referer": referer})

    assert errors.way_back(request) == "/"


@pytest.mark.parametrize(
    ("respond", "status", "words"),
    [
        (lambda r: errors.bad_request(r, ValueError()), 400, "did not understand"),
        (lambda r: errors.bad_request(r, RequestDataTooBig()), 413, "too much at once"),
        (lambda r: errors.forbidden(r, PermissionDenied()), 403, "Your role does not allow this"),
        (lambda r: errors.not_found(r, Http404()), 404, "Page not found"),
        (lambda r: errors.csrf_failure(r), 403, "open too long"),
        (errors.server_error, 500, "problem with the service"),
    ],
)
def test_error_pages_say_what_happened(request_, respond, status, words):
    response = respond(request_)

    assert response.status_code == status
    assert words in response.content.decode()


def test_pages_of_a_signed_in_person_are_kept_by_nobody(request_):
    answer = NoStore(lambda r: HttpResponse())

    assert "Cache-Control" not in answer(request_)
    request_.session = {"_auth_user_id": "1"}
    assert answer(request_)["Cache-Control"] == "no-store"


def test_answers_to_a_token_are_kept_by_nobody():
    request = RequestFactory().get("/api/v1/cases/", headers={"Authorization": "Token x"})

    assert NoStore(lambda r: HttpResponse())(request)["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("body", "content_type"), BROKEN)
def test_the_error_page_is_shown_whatever_form_cannot_be_read(body, content_type):
    request = RequestFactory().generic("POST", "/cases/1/", body, content_type=content_type)

    assert errors.server_error(request).status_code == 500


@pytest.mark.parametrize("problem", [OSError("The line is gone."), UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")])
def test_the_error_page_is_shown_where_the_line_breaks_off(problem):
    class Broken(BytesIO):
        def read(self, *_):
            raise problem

    said = {"wsgi.input": Broken(), "CONTENT_LENGTH": "10"}
    request = RequestFactory().generic("POST", "/cases/1/", b"a=b", content_type=URLENCODED, **said)

    assert errors.server_error(request).status_code == 500
