"""Spreadsheets that leave the service: every text is a text, whatever it begins with."""

import io
import zipfile
from datetime import date
from xml.etree import ElementTree

import pytest

from web.workbooks import workbook

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def cells(content):
    """Read a workbook back as rows of (type, text)."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        sheet = ElementTree.fromstring(package.read("xl/worksheets/sheet1.xml"))
        for name in package.namelist():
            ElementTree.fromstring(package.read(name))
    return [
        [(cell.get("t", "n"), "".join(cell.itertext())) for cell in row.findall("m:c", NAMES)]
        for row in sheet.iterfind(".//m:row", NAMES)
    ]


def test_text_is_text_and_numbers_are_numbers():
    written = [["=1+1", 3, True, date(2026, 3, 2)], ["a < b & c\x0b", None, "", 0.5]]
    rows = cells(workbook(["A", "B", "C", "D"], written))

    assert rows == [
        [("inlineStr", "A"), ("inlineStr", "B"), ("inlineStr", "C"), ("inlineStr", "D")],
        [("inlineStr", "=1+1"), ("n", "3"), ("inlineStr", "yes"), ("inlineStr", "2026-03-02")],
        [("inlineStr", "a < b & c"), ("n", ""), ("n", ""), ("n", "0.5")],
    ]


@pytest.mark.parametrize("risky", ["=SUM(A1)", "+1", "-1", "@x", "\t=1"])
def test_nothing_becomes_a_formula(risky):
    content = workbook(["A"], [[risky]])

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f" not in package.read("xl/worksheets/sheet1.xml")
    assert cells(content)[1] == [("inlineStr", risky)]


def test_the_same_rows_are_the_same_bytes():
    assert workbook(["A"], [["x"]]) == workbook(["A"], [["x"]])


def test_a_ragged_row_is_refused():
    with pytest.raises(ValueError, match="2 values for 1 columns"):
        workbook(["A"], [["x", "y"]])
