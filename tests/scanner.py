"""A scanner for tests: a real server on a real socket that speaks clamd's INSTREAM, because clamd itself cannot be had.

It is a double of the protocol only. What it finds is the EICAR test file, as every scanner does.
"""

import socket
import struct
import threading
from contextlib import contextmanager

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CLEAN, LARGEST = b"stream: OK\0", 25 * 1024 * 1024


class Scanner:
    """One that answers. `dies_after` cuts the line after so many bytes, `says` answers with something else."""

    def __init__(self, place):
        self.place = place
        self.dies_after = None
        self.says = None
        self.largest = LARGEST
        self.streams = []

    @property
    def address(self):
        name = self.place.getsockname()
        return name if isinstance(name, str) else f"{name[0]}:{name[1]}"

    def serve(self):
        while True:
            try:
                line, _ = self.place.accept()
            except OSError:
                return
            with line:
                self.answer(line)

    def answer(self, line):
        line.settimeout(5)
        try:
            assert read(line, 10) == b"zINSTREAM\0"
            stream = self.take(line)
        except (OSError, ConnectionError):
            return
        if stream is None:
            return
        self.streams.append(stream)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in stream else CLEAN
        line.sendall(self.says or found)

    def take(self, line):
        stream = b""
        while length := struct.unpack("!L", read(line, 4))[0]:
            stream += read(line, length)
            if self.dies_after is not None and len(stream) > self.dies_after:
                return None
            if len(stream) > self.largest:
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                return None
        return stream


def read(line, length):
    """Read exactly so many bytes."""
    came = b""
    while len(came) < length:
        piece = line.recv(length - len(came))
        if not piece:
            raise ConnectionError("The line was cut.")
        came += piece
    return came


@contextmanager
def scanning(path=None):
    """Run a scanner on a port of this machine, or on a socket file."""
    place = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    place.bind(str(path) if path else ("127.0.0.1", 0))
    place.listen()
    scanner = Scanner(place)
    thread = threading.Thread(target=scanner.serve, daemon=True)
    thread.start()
    try:
        yield scanner
    finally:
        place.shutdown(socket.SHUT_RDWR)
        place.close()
        thread.join(5)
