"""Tables that leave the service as CSV: read rightly by spreadsheets, and never taken for formulas by them."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import HttpResponse

BYTE_ORDER_MARK = "\ufeff"
RISKY = frozenset("=+-@\t\r\n")
"""What a spreadsheet may take for the beginning of a formula, also after blanks or in full width."""


def safe_cell(value: Any) -> str:
    """Write one value so that it stays text; numbers and dates stay what they are, nothing stays empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float | Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    first = unicodedata.normalize("NFKC", text.lstrip(" \u00a0\u200b\ufeff")[:1])[:1]
    return f"'{text}" if first in RISKY else text


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Yield the lines of a CSV file: UTF-8 with its mark, lines ended as spreadsheets expect.

    Raises ValueError for a row that has not as many values as there are columns.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    out.write(BYTE_ORDER_MARK)
    for row in chain([columns], rows):
        if len(row) != len(columns):
            raise ValueError(f"A row has {len(row)} values for {len(columns)} columns.")
        writer.writerow([safe_cell(value) for value in row])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()


def csv_response(name: str, content: bytes) -> HttpResponse:
    """Answer with a CSV file to be kept under a name; the name is ours, never typed by anybody."""
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
