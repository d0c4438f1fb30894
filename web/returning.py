"""Back to the list that somebody came from: its links say which it is, and the page that they lead to returns there.

A list is named by a word, never by an address, so that no link can send anybody elsewhere; where an address has to be
passed on, it counts only if it is one of ours.
"""

from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

THEN, BACK = "then", "back"
LISTS = {"tasks": "charging:task_list"}


def returning_to(name: str, address: str) -> str:
    """The same address, from which the reader comes back to one of the lists; as it was where that is none."""
    if not address or name not in LISTS:
        return address
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode({THEN: name}))))
    return urlunsplit(parts._replace(query=query))


def back(request: HttpRequest, slug: str, otherwise: Any, *keys: Any) -> HttpResponse:
    """Go back to the list of a case that the reader came from; to another page where they came from none."""
    came_from = LISTS.get(request.GET.get(THEN, ""))
    return redirect(came_from, slug) if came_from else redirect(otherwise, *keys)


def way_back(asked: str, otherwise: str) -> str:
    """Return the address that was asked for where it is one of ours, else the other."""
    inside = url_has_allowed_host_and_scheme(asked, allowed_hosts=None) and not urlsplit(asked).netloc
    return asked if inside else otherwise
