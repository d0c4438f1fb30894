"""Sending bytes that came from outside: as a download that can do nothing in a browser."""

from pathlib import Path

from django.http import FileResponse
from django.http.response import HttpResponseBase

PLAIN = str.maketrans({"–": "-", "’": "'"})  # noqa: RUF001 - what papers are typeset with


def attachment(path: Path, *, filename: str, content_type: str, handling: str) -> FileResponse:
    """Return the bytes of a file under a name of their own (RFC 6266), marked with how they must be handled.

    Its marking stands before its name, so that whoever finds it in a folder sees it; the bytes stay as they are. If a
    browser is made to show them all the same, they are in a sandbox without script, forms or origin.
    """
    marking = handling.split()[0].rstrip(",")
    response = FileResponse(path.open("rb"), as_attachment=True, filename=f"{marking} {filename}")
    response["Content-Type"] = content_type
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    mark(response, handling)
    return response


def mark(response: HttpResponseBase, handling: str) -> None:
    """Say in the header how what is sent must be handled, in the plain letters that a header can hold."""
    response["X-Handling"] = handling.translate(PLAIN).encode("ascii", "replace").decode()
