"""Which offence is the lesser one of another, and whether charges laid are no more than lesser ones in place of others.

What is lesser is dated data: families of offences by rank. Source: the list names its own.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from casework.models import OffenceCode
from charging.lifecycle import Match

DATA = Path(__file__).resolve().parent.parent / "data" / "seriousness.json"
ACT = 4
"""How many characters of an offence code name the Act: source and year."""


@dataclass(frozen=True, kw_only=True)
class SeriousnessEdition:
    """An order that holds from one day until the next edition.

    `ranks` says of each offence in which families it is and how far down in each; `by_trial` are the modes of trial,
    the gravest first.
    """

    code: str
    valid_from: date
    ranks: Mapping[str, Mapping[str, int]]
    by_trial: Sequence[str]


@dataclass(frozen=True)
class Order:
    """The order of seriousness on a day, for offences of which it is known how they are tried, by their codes."""

    edition: SeriousnessEdition
    trials: Mapping[str, str]

    def is_lesser(self, code: str, than: str) -> bool:
        """Whether one offence is the lesser one of another; neither is where they cannot be compared."""
        mine, theirs = self.edition.ranks.get(code), self.edition.ranks.get(than)
        if mine is not None and theirs is not None:
            return any(theirs[family] < rank for family, rank in mine.items() if family in theirs)
        # What is in a family is not compared outside it, so that the order holds from end to end.
        if mine is not None or theirs is not None or code[:ACT] != than[:ACT]:
            return False
        place = {mode: number for number, mode in enumerate(self.edition.by_trial)}
        lower, higher = place.get(self.trials.get(code, "")), place.get(self.trials.get(than, ""))
        return lower is not None and higher is not None and higher < lower


@cache
def editions() -> tuple[SeriousnessEdition, ...]:
    """Every edition there ever was, oldest first."""
    return tuple(_edition(row) for row in json.loads(DATA.read_text(encoding="utf-8"))["editions"])


def _edition(row: Mapping[str, Any]) -> SeriousnessEdition:
    ranks: dict[str, dict[str, int]] = {}
    for family in row["families"]:
        for number, codes in enumerate(family["ranks"]):
            for code in codes:
                ranks.setdefault(code, {})[family["title"]] = number
    begins = date.fromisoformat(row["valid_from"])
    return SeriousnessEdition(code=row["code"], valid_from=begins, ranks=ranks, by_trial=tuple(row["by_trial"]))


def order_on(day: date, offences: Iterable[OffenceCode]) -> Order:
    """The order of a local day, for some offences: by the newest edition that had begun, or the first of all."""
    begun = [edition for edition in editions() if edition.valid_from <= day]
    edition = begun[-1] if begun else editions()[0]
    return Order(edition, {offence.code: offence.mode_of_trial for offence in offences})


def compare(authorised: Iterable[OffenceCode], laid: Iterable[OffenceCode], *, on: date) -> Match:
    """Compare the offences of charges laid with those authorised, by the order of a local day."""
    allowed, charged = list(authorised), list(laid)
    order = order_on(on, [*allowed, *charged])
    return match_of([each.code for each in allowed], [each.code for each in charged], order)


def match_of(authorised: Collection[str], laid: Collection[str], order: Order) -> Match:
    """Compare the codes of charges laid with those authorised.

    They are lesser where some were left out, or a lesser offence stands in the place of each of some that were not
    laid, and nothing was laid besides.
    """
    if set(laid) == set(authorised):
        return Match.EXACT
    dropped, extra = sorted(set(authorised) - set(laid)), sorted(set(laid) - set(authorised))
    return Match.LESSER if _each_in_place_of_one(extra, dropped, order) else Match.DIFFERENT


def _each_in_place_of_one(extra: Sequence[str], dropped: Sequence[str], order: Order) -> bool:
    """Whether each extra offence can stand for one of those dropped, no two for the same."""
    stands_for: dict[str, str] = {}

    def place(code: str, tried: set[str]) -> bool:
        for each in dropped:
            if each in tried or not order.is_lesser(code, each):
                continue
            tried.add(each)
            if each not in stands_for or place(stands_for[each], tried):
                stands_for[each] = code
                return True
        return False

    return all(place(code, set()) for code in extra)
