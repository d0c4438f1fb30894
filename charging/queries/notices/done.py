"""The events that asked somebody for something which has been done since."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT

from casework.models import CaseEvent
from charging.rules.notices_done import DONE_BY, Ends


def done_since(types: frozenset[str], cases: Collection[int]) -> list[UUID]:
    """The keys of events of some cases that ask for what a later one ended; `types` have just been told of.

    Asked for the types that ask and for those that end alike, because they may be told of in either order.
    """
    touched = [
        _done(asks, ends, cases) for asks, ends in DONE_BY.items() if asks in types or not types.isdisjoint(ends.types)
    ]
    return [key for rows in touched for key in rows.values_list("pk", flat=True)]


def _done(asks: str, ends: Ends, cases: Collection[int]) -> QuerySet[CaseEvent]:
    said = {f"key_{field}": KT(f"details__{field}") for field in ends.fields}
    later = CaseEvent.objects.filter(case_id=OuterRef("case_id"), seq__gt=OuterRef("seq"), type__in=ends.types)
    same = later.annotate(**said).filter(**{name: OuterRef(name) for name in said})
    return CaseEvent.objects.filter(case_id__in=cases, type=asks).annotate(**said).filter(Exists(same))
