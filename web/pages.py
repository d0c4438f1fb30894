"""Pages of a list with "next" and "previous", and never an exact count of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
SIZE = 25
MOST_PAGES = 400
LONGEST = 10


@dataclass(frozen=True)
class Page(Generic[M]):
    """One screenful; the addresses are empty where there is nothing that way."""

    rows: Sequence[M]
    number: int
    previous_href: str
    next_href: str


def page_of(rows: QuerySet[M, Any] | Sequence[M], request: HttpRequest, *, size: int = SIZE) -> Page[M]:
    """Return the screenful that the address asks for, reading one row more to know whether another follows."""
    number = number_of(request)
    found = list(rows[(number - 1) * size : number * size + 1])
    return Page(found[:size], number, *hrefs(request, number, more=len(found) > size))


def number_of(request: HttpRequest) -> int:
    """Return the number of the page that the address asks for; 1 where it makes no sense."""
    asked = request.GET.get("page", "1")
    return min(int(asked), MOST_PAGES) if asked.isdecimal() and len(asked) < LONGEST and int(asked) > 0 else 1


def hrefs(request: HttpRequest, number: int, *, more: bool) -> tuple[str, str]:
    """Return the addresses of the page before this one and of the page after; empty where there is none."""
    return _address(request, number - 1) if number > 1 else "", _address(request, number + 1) if more else ""


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
