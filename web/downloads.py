"""Sending bytes that came from outside: as a download that can do nothing in a browser."""

from pathlib import Path

from django.http import FileResponse


def attachment(path: Path, *, filename: str, content_type: str, handling: str) -> FileResponse:
    """Return the bytes of a file under a name of their own (RFC 6266), marked with how they must be handled.

    If a browser is made to show them all the same, they are in a sandbox without script, forms or origin.
    """
    response = FileResponse(path.open("rb"), as_attachment=True, filename=filename)
    response["Content-Type"] = content_type
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Handling"] = handling
    return response
