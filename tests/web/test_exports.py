import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from web.exports import FORMULA_STARTS, csv_lines, csv_response

TEXT = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"))


def read_back(text):
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    return [[cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell for cell in row] for row in rows]


@given(st.lists(st.lists(TEXT.filter(lambda t: not t.startswith("'")), min_size=2, max_size=2)))
def test_what_is_written_is_read_back(rows):
    text = "".join(csv_lines(["a", "b"], rows))

    assert read_back(text) == [["a", "b"], *rows]


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_no_cell_is_ever_run(row):
    line = list(csv_lines(["h"], [row]))[1]

    cells = next(csv.reader(io.StringIO(line, newline="")))
    assert not any(cell.startswith(FORMULA_STARTS) for cell in cells)


def test_numbers_stay_numbers_and_nothing_stays_empty():
    assert list(csv_lines(["n", "m"], [[-5, None]])) == ["\ufeffn,m\r\n", "-5,\r\n"]


def test_the_download_is_named_and_not_kept():
    response = csv_response("cases.csv", ["URN"], [["01AB1234526"]])

    assert response["Content-Disposition"] == 'attachment; filename="cases.csv"'
    assert response["Cache-Control"] == "no-store"
    assert b"".join(response.streaming_content) == b"\xef\xbb\xbfURN\r\n01AB1234526\r\n"
