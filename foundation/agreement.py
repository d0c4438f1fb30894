"""How far two people agree who sorted the same things: plain agreement, and Cohen's kappa."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Agreement:
    """How many things both sorted, how many of them alike, and kappa; None where there is no such number.

    Kappa takes out what chance alone would give: 1 is full agreement, 0 no more than chance, below 0 less.
    It is undefined of nothing, and where both put everything in one class: chance alone would agree then.
    """

    total: int
    alike: int
    kappa: Fraction | None


def agreement(pairs: Iterable[tuple[T, T]]) -> Agreement:
    """Compare what the first and the second person said of each thing. Source: Cohen 1960."""
    counted = Counter(pairs)
    total = sum(counted.values())
    alike = sum(times for (first, second), times in counted.items() if first == second)
    return Agreement(total, alike, _kappa(counted, total, alike))


def _kappa(counted: Counter[tuple[T, T]], total: int, alike: int) -> Fraction | None:
    if not total:
        return None
    firsts: Counter[T] = Counter()
    seconds: Counter[T] = Counter()
    for (first, second), times in counted.items():
        firsts[first] += times
        seconds[second] += times
    by_chance = Fraction(sum(firsts[each] * seconds[each] for each in firsts), total * total)
    return None if by_chance == 1 else (Fraction(alike, total) - by_chance) / (1 - by_chance)
