"""A gigabyte in pieces to a real web process: how fast, and how much memory it takes while it goes through."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from django.conf import settings
from django.db import connection
from django.middleware.csrf import get_token
from django.test import RequestFactory
from django.urls import reverse

from accounts.models import User
from bench.pages import signed_in
from bench.results import Result, say
from casework.models import CaseFile
from casework.views.material import PIECE_BYTES

BYTES, BUDGET_MB, READY_SECONDS = 1024**3, 120.0, 60.0
WAV = b"RIFF\x24\x00\x00\x40WAVEfmt " + bytes(28)


def measure(cases: int) -> Iterator[Result]:
    """Send one file of a gigabyte as a browser would, and watch the web processes."""
    case_file = _open_case()
    with TemporaryDirectory() as folder, _web(folder) as (port, master):
        talk = _Talk(port, case_file.officer)
        talk.ask("GET", "/health/live")
        before = _memory(master)
        began = monotonic()
        peak = _send(talk, case_file, lambda: _memory(master))
        spent = monotonic() - began
    say(f"  {BYTES / 1024**2 / spent:.0f} MB a second; {before:.0f} MB before, {peak:.0f} MB at most")
    yield Result("1 GB upload in pieces, memory it adds to the web process", cases, peak - before, "MB", BUDGET_MB)
    yield Result("1 GB upload in pieces, with its digest and event", cases, spent, "s")


def _open_case() -> CaseFile:
    """A case that its officer may still build."""
    return CaseFile.objects.filter(suspects__status="building").select_related("officer").order_by("-id")[:1].get()


class _Talk:
    """A signed-in browser, as far as the protocol goes."""

    def __init__(self, port: int, person: User) -> None:
        self.port = port
        session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
        request = RequestFactory().get("/")
        self.token = get_token(request)
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={request.META['CSRF_COOKIE']}"
        self.headers = {"Cookie": cookies, "X-CSRFToken": self.token}
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> dict[str, object]:
        """Ask, and return what was said; a refusal ends the bench."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.line.request(method, path, body or None, self.headers | named)
        answer = self.line.getresponse()
        said = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{path} answered {answer.status}: {said[:200]!r}")
        return json.loads(said) if said.startswith(b"{") else {}


def _send(talk: _Talk, case_file: CaseFile, memory: Callable[[], float]) -> float:
    start = reverse("casework:upload_start", args=[case_file.slug])
    asked = json.dumps({"name": f"bench-{os.getpid()}.wav", "size": BYTES}).encode()
    href = str(talk.ask("POST", start, asked, Content_Type="application/json")["href"])
    peak, noise = 0.0, os.urandom(PIECE_BYTES - len(WAV))
    for offset in range(0, BYTES, PIECE_BYTES):
        # Different in every piece, as a recording is: the same bytes again would be no file but a pattern.
        piece = (WAV if offset == 0 else offset.to_bytes(len(WAV), "big")) + noise
        talk.ask("PATCH", href, piece, Upload_Offset=str(offset), Content_Type="application/offset+octet-stream")
        peak = max(peak, memory())
    about = json.dumps({"kind": "media", "title": "Bench"}).encode()
    talk.ask("POST", f"{href}finish/", about, Content_Type="application/json")
    return max(peak, memory())


def _memory(master: int) -> float:
    """The most memory in MB that any process of a family has held at any time, by the kernel's own count."""
    pids = [master, *_children(master)]
    return max(_high_water(pid) for pid in pids)


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def _high_water(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def _web(folder: str) -> Iterator[tuple[int, int]]:
    """A web process as the Procfile starts it, with one worker, on a port and a store of our own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    database = connection.settings_dict
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST']}&port={database['PORT']}"
    more = {"DATABASE_URL": url, "SECRET_KEY": settings.SECRET_KEY, "MEDIA_ROOT": folder, "OWNER_DATABASE_URL": url}
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += [
        "--threads",
        "4",
        "--worker-class",
        "gthread",
        "--keep-alive",
        "30",
        "--no-control-socket",
        "--log-level",
        "error",
    ]
    process = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=os.environ | more, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _await(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def _await(port: int) -> None:
    """Wait until it answers: it listens before its worker has loaded the service."""
    end = monotonic() + READY_SECONDS
    while True:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=READY_SECONDS)
        try:
            line.request("GET", "/health/live")
            line.getresponse().read()
        except (OSError, http.client.HTTPException):
            if monotonic() > end:
                raise
            sleep(0.1)
        else:
            return
        finally:
            line.close()
