"""CSV files: no cell is a formula, and a spreadsheet reads back what was written."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.exports import csv_lines, csv_response, safe_cell

BOM = b"\xef\xbb\xbf"


def read_back(content):
    """Read a file as a spreadsheet does."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+44",
        "-2+3",
        "@SUM(A1)",
        "\tx",
        "\rx",
        "\n=1",
        " =1",
        "\u00a0=1",
        "\uff1d1",
        "\uff0b1",
        "\uff0d1",
        "\uff20x",
    ],
)
def test_text_that_could_be_taken_for_a_formula_is_marked_as_text(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Notebook", "Notebook"),
        ("a=b", "a=b"),
        ("", ""),
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
        (date(2026, 3, 2), "2026-03-02"),
    ],
)
def test_everything_else_stays_what_it_is(value, written):
    assert safe_cell(value) == written


def test_a_file_begins_with_its_mark_and_its_lines_end_as_spreadsheets_expect():
    content = b"".join(csv_lines(("Item", "Description"), [(1, "One"), (2, "Two\nlines")]))

    assert content == BOM + b'Item,Description\r\n1,One\r\n2,"Two\nlines"\r\n'


def test_a_row_that_does_not_fit_its_columns_is_an_error():
    with pytest.raises(ValueError, match="1 values for 2 columns"):
        list(csv_lines(("Item", "Description"), [(1,)]))


# The database holds no NUL and no half of a pair, and neither does a file in UTF-8.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_whatever_is_written_comes_back_and_no_cell_is_a_formula(rows):
    found = read_back(b"".join(csv_lines(("a", "b"), rows)))

    assert found == [["a", "b"], *([safe_cell(cell) for cell in row] for row in rows)]
    assert not any(cell.startswith(tuple("=+-@\t\r\n")) for row in found for cell in row)


def test_an_answer_is_a_download_under_our_name():
    response = csv_response("45AD1234526-mg6c.csv", b"x")

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="45AD1234526-mg6c.csv"'
