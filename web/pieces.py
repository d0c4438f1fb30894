"""One piece of a file that comes in pieces: where it begins, and its bytes, which bounds what it can take."""

from django.http import HttpRequest

MOST_PIECE_BYTES = 16 * 1024 * 1024
BAD_REQUEST, TOO_LARGE = 400, 413
OFFSET = "Upload-Offset"


class WrongPiece(Exception):
    """What came is no piece; the message says why, `status` in the words of HTTP."""

    def __init__(self, message: str, status: int = BAD_REQUEST) -> None:
        super().__init__(message)
        self.status = status


def piece_of(request: HttpRequest) -> tuple[int, bytes]:
    """Read a piece into memory; return the byte at which it begins, and its bytes. Raises WrongPiece."""
    offset, length = request.headers.get(OFFSET, ""), request.headers.get("Content-Length", "")
    if not (_is_count(offset) and _is_count(length)):
        raise WrongPiece(f"Say with {OFFSET} where the piece begins, and with Content-Length how long it is.")
    if int(length) > MOST_PIECE_BYTES:
        raise WrongPiece(f"A piece must not have more than {MOST_PIECE_BYTES} bytes.", TOO_LARGE)
    piece = request.read(int(length))
    if len(piece) != int(length):
        raise WrongPiece("The piece did not come whole. Ask how much is here, then go on.")
    return int(offset), piece


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20
