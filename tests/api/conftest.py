"""A client for each person of the cast, that speaks JSON and says which status it expects."""

import pytest
from rest_framework.test import APIClient


class Caller:
    """Somebody who uses the API; every call names the status it must be answered with."""

    def __init__(self, user):
        self.client = APIClient()
        if user is not None:
            self.client.force_login(user)

    def get(self, path, status=200, **query):
        return self._checked(self.client.get(f"/api/v1/{path}", query), status)

    def post(self, path, body=None, status=200, form="json"):
        return self._checked(self.client.post(f"/api/v1/{path}", body or {}, format=form), status)

    def patch(self, path, body, status=200):
        return self._checked(self.client.patch(f"/api/v1/{path}", body, format="json"), status)

    def put(self, path, body, status=200):
        return self._checked(self.client.put(f"/api/v1/{path}", body, format="json"), status)

    @staticmethod
    def _checked(response, status):
        said = getattr(response, "data", None)
        assert response.status_code == status, said
        return response if said is None else said


@pytest.fixture
def as_user():
    """Return what makes a caller of a person."""
    return Caller


@pytest.fixture
def callers(cast):
    """Return callers by the name of their part."""
    names = ("builder", "supervisor", "assistant", "prosecutor", "legal_manager", "outsider", "outside_prosecutor")
    return {name: Caller(getattr(cast, name)) for name in names}


def codes(refusal):
    """The codes of every reason in a refusal."""
    return [reason["code"] for reason in refusal["reasons"]]


def send_with_reasons(caller, path, body):
    """Send a file as somebody would who is told what needs a reason: ask, read the refusal, give each reason."""
    refusal = caller.post(path, body, status=409)
    assert set(codes(refusal)) == {"unexplained"}
    asked = [reason["where"].split("-", 2)[1:] for reason in refusal["reasons"]]
    reasons = [{"code": code, "about": about, "text": "To follow."} for code, about in asked]
    return caller.post(path, body | {"explanations": reasons}, status=201)
