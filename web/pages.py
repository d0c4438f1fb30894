"""Pages of a list with "next" and "previous", and never an exact count of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

M = TypeVar("M", bound=Model)
SIZE = 25
MOST_PAGES = 400


@dataclass(frozen=True)
class Page(Generic[M]):
    """One screenful; the addresses are empty where there is nothing that way."""

    rows: Sequence[M]
    number: int
    previous_href: str
    next_href: str


def page_of(rows: QuerySet[M, Any] | Sequence[M], request: HttpRequest, *, size: int = SIZE) -> Page[M]:
    """Return the screenful that the address asks for, reading one row more to know whether another follows."""
    asked = request.GET.get("page", "1")
    number = min(int(asked), MOST_PAGES) if asked.isdecimal() and int(asked) > 0 else 1
    found = list(rows[(number - 1) * size : number * size + 1])
    return Page(
        rows=found[:size],
        number=number,
        previous_href=_address(request, number - 1) if number > 1 else "",
        next_href=_address(request, number + 1) if len(found) > size else "",
    )


def _address(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
