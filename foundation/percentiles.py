"""Exact averages, percentiles and shares from a histogram {whole days: how many}."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

Histogram = Mapping[int, int]


def count(histogram: Histogram) -> int:
    """Return how many values there are."""
    return sum(histogram.values())


def mean(histogram: Histogram) -> Fraction | None:
    """Return the exact average, or None of nothing."""
    total = count(histogram)
    if not total:
        return None
    return Fraction(sum(value * times for value, times in histogram.items()), total)


def percentile_cont(histogram: Histogram, share: Fraction | Decimal | float | str) -> Fraction | None:
    """Return the value below which `share` (0 to 1) lies, interpolated as PostgreSQL's percentile_cont.

    0.9 is read as the decimal it looks like. None of nothing. Raises ValueError outside 0 to 1.
    """
    wanted = Fraction(str(share))
    if not 0 <= wanted <= 1:
        raise ValueError(f"{share} is not between 0 and 1")
    total = count(histogram)
    if not total:
        return None
    whole, part = divmod(wanted * (total - 1), 1)
    lower = _nth(histogram, int(whole))
    return lower + part * (_nth(histogram, int(whole) + 1) - lower) if part else Fraction(lower)


def round_half_up(value: Fraction | Decimal | int, places: int = 0) -> Decimal:
    """Round as people do on paper: a half goes away from nought."""
    exact = Fraction(value) * 10**places
    size = int(abs(exact) + Fraction(1, 2))
    return Decimal(size if exact >= 0 else -size).scaleb(-places)


def percentage(numerator: int, denominator: int, places: int = 1) -> Decimal | None:
    """Return numerator as a percentage of denominator, rounded half up; None when there is none."""
    if not denominator:
        return None
    return round_half_up(Fraction(100 * numerator, denominator), places)


def _nth(histogram: Histogram, position: int) -> int:
    """Return the value at a place, counted from nought, in the sorted list of values."""
    seen = 0
    for value in sorted(histogram):
        seen += histogram[value]
        if position < seen:
            return value
    raise IndexError(position)
