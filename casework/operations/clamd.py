"""Speaking to the virus scanner: the INSTREAM command of clamd, over TCP or a socket of this machine.

A stream is sent in pieces, each after its length in four bytes, and ends with a length of nought. The
answer is one line: "stream: OK", "stream: <name> FOUND", or an error.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PIECE = 256 * 1024
CONNECT_SECONDS, ANSWER_SECONDS = 5.0, 240.0
LONGEST_ANSWER = 4096
CLEAN, FOUND, TOO_LARGE = "OK", "FOUND", "size limit exceeded"


class ScannerAway(Exception):
    """Nobody answers at the scanner's address."""


class ScanFailed(Exception):
    """The scanner was there but gave no verdict on this file. The message says why, in plain words."""


@dataclass(frozen=True)
class Scan:
    """The scanner's verdict; `name` is what it calls the thing it found, empty where the file is clean."""

    name: str = ""

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.name


def scan(path: Path, address: str) -> Scan:
    """Send a file to the scanner and return its verdict. Raises ScannerAway or ScanFailed."""
    with _connected(address) as line:
        try:
            _send(path, line)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it stopped listening, and may have said why
        except OSError as error:
            raise ScanFailed("The scanner stopped listening.") from error
        return _verdict(_answer(line))


@contextmanager
def _connected(address: str) -> Iterator[socket.socket]:
    """Connect to host:port, tcp://host:port, unix:/path or /path."""
    where = address.removeprefix("tcp://").removeprefix("unix://").removeprefix("unix:")
    try:
        line = _unix(where) if where.startswith("/") else _tcp(where)
    except (OSError, ValueError) as error:
        raise ScannerAway("The virus scanner cannot be reached.") from error
    with line:
        line.settimeout(ANSWER_SECONDS)
        yield line


def _tcp(where: str) -> socket.socket:
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS)


def _unix(where: str) -> socket.socket:
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(CONNECT_SECONDS)
    try:
        line.connect(where)
    except OSError:
        line.close()
        raise
    return line


def _send(path: Path, line: socket.socket) -> None:
    line.sendall(b"zINSTREAM\0")
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            line.sendall(struct.pack("!L", len(piece)) + piece)
    line.sendall(struct.pack("!L", 0))


def _answer(line: socket.socket) -> str:
    said = b""
    try:
        while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER and (piece := line.recv(LONGEST_ANSWER)):
            said += piece
    except OSError as error:
        raise ScanFailed("The scanner gave no answer.") from error
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(said: str) -> Scan:
    """Read the answer. Whatever is not plainly a verdict is none: nothing is let through for want of one."""
    if TOO_LARGE in said:
        raise ScanFailed("The scanner takes no files of this size. Whoever keeps it must raise StreamMaxLength.")
    about, _, verdict = said.partition(": ")
    if about != "stream":
        raise ScanFailed("The scanner gave no verdict.")
    name, _, found = verdict.rpartition(" ")
    if verdict == CLEAN:
        return Scan()
    if found == FOUND and name:
        return Scan(name=name[:150])
    raise ScanFailed("The scanner gave no verdict.")
