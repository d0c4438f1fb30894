"""Cohen's kappa against worked examples from textbooks, and where there is no such number."""

from fractions import Fraction

import pytest

from foundation.agreement import agreement


def table(both_yes, first_only, second_only, both_no):
    """The four cells of a table of two people and two classes."""
    cells = {("yes", "yes"): both_yes, ("yes", "no"): first_only, ("no", "yes"): second_only, ("no", "no"): both_no}
    return [pair for pair, times in cells.items() for _ in range(times)]


@pytest.mark.parametrize(
    ("cells", "alike", "kappa"),
    [
        ((20, 5, 10, 15), 35, Fraction(2, 5)),  # 50 grant proposals: agreement 0.7, by chance 0.5
        ((45, 15, 25, 15), 60, Fraction(3, 23)),  # the same agreement of 0.6 with other totals: 0.13
        ((25, 35, 5, 35), 60, Fraction(7, 27)),  # and 0.26
        ((10, 0, 0, 10), 20, Fraction(1)),
        ((0, 10, 10, 0), 0, Fraction(-1)),
        ((25, 25, 25, 25), 50, Fraction(0)),
    ],
)
def test_kappa_is_what_textbooks_work_out(cells, alike, kappa):
    found = agreement(table(*cells))

    assert (found.total, found.alike, found.kappa) == (sum(cells), alike, kappa)


def test_kappa_with_three_classes():
    # Cohen 1960, table 1: 200 patients in three classes, as counts of 200; agreement 0.70, kappa 0.4915…
    counts = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    pairs = [(row, column) for row in range(3) for column in range(3) for _ in range(counts[row][column])]

    found = agreement(pairs)

    assert (found.total, found.alike) == (200, 140)
    assert round(float(found.kappa), 3) == 0.492


def test_of_nothing_there_is_no_kappa():
    assert agreement([]).kappa is None


@pytest.mark.parametrize("word", ["met", "not met"])
def test_where_everything_is_in_one_class_for_both_chance_says_it_all_and_there_is_no_kappa(word):
    found = agreement([(word, word)] * 12)

    assert (found.alike, found.kappa) == (12, None)


def test_where_only_one_of_them_uses_one_class_kappa_is_nought():
    assert agreement([("met", "met")] * 9 + [("met", "not met")]).kappa == 0


def test_who_is_first_does_not_matter():
    pairs = table(20, 5, 10, 15)
    assert agreement(pairs) == agreement((second, first) for first, second in pairs)
