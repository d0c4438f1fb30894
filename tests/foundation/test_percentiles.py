from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import percentiles

VALUES = st.lists(st.integers(0, 400), min_size=1, max_size=60)
SHARES = st.fractions(0, 1)


def percentile_by_sorting(values, share):
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    lower = place.numerator // place.denominator
    upper = min(lower + 1, len(ordered) - 1)
    return ordered[lower] + (place - lower) * (ordered[upper] - ordered[lower])


@given(VALUES, SHARES)
def test_percentiles_are_those_of_the_sorted_list(values, share):
    assert percentiles.percentile_cont(Counter(values), share) == percentile_by_sorting(values, share)


@given(VALUES, VALUES, SHARES)
def test_histograms_add_up_exactly(some, others, share):
    union = Counter(some) + Counter(others)

    assert percentiles.percentile_cont(union, share) == percentile_by_sorting(some + others, share)
    assert percentiles.mean(union) == Fraction(sum(some + others), len(some + others))


def test_nothing_has_no_average():
    assert percentiles.mean({}) is None
    assert percentiles.percentile_cont({}, 0.5) is None
    assert percentiles.percentage(0, 0) is None


def test_a_share_is_read_as_the_decimal_it_looks_like():
    assert percentiles.percentile_cont({0: 1, 10: 1}, 0.9) == 9
    with pytest.raises(ValueError, match="between"):
        percentiles.percentile_cont({0: 1}, 2)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(1, 3), 2, "0.33"),
        (Decimal("0.05"), 1, "0.1"),
        (7, 1, "7.0"),
    ],
)
def test_a_half_rounds_away_from_nought(value, places, rounded):
    assert str(percentiles.round_half_up(value, places)) == rounded


def test_a_percentage_has_one_place():
    assert str(percentiles.percentage(160, 270)) == "59.3"
    assert str(percentiles.percentage(1, 16)) == "6.3"
