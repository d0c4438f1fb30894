"""A real browser for the journeys: Chromium from node_modules, driven by Playwright.

Ask for `browser_page` (and `live_server` for the address); tests/services.py marks such tests `browser`.
"""

import fcntl
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection, connections
from playwright.sync_api import sync_playwright

from casework.models import OutboxEntry
from config import node
from config.embedded import LOCAL, ROOT

PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin"
# The package is packed with brotli, which Python does not read but Node does.
UNPACK = """
const [from, to] = process.argv.slice(1);
const {brotliDecompressSync} = require("node:zlib");
const fs = require("node:fs");
fs.writeFileSync(to, brotliDecompressSync(fs.readFileSync(from)), {mode: 0o755});
"""
# The package's own fonts only, so that pages look alike on every machine, one without fonts included.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""
ARGUMENTS = [
    "--no-sandbox",  # root has no sandbox; the browser sees only our own pages
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
]


@pytest.fixture(scope="session")
def chromium_path():
    """Unpack the browser, and its fonts beside it, once for each version of its package; return the executable."""
    folder = LOCAL / "chromium"
    folder.mkdir(parents=True, exist_ok=True)
    packed = PACKAGE / "chromium.br"
    program = folder / f"chromium-{int(packed.stat().st_mtime)}-{packed.stat().st_size}"
    with (folder / "lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not program.exists():
            unpack(packed, program.with_suffix(".draft"))
            unpack(PACKAGE / "fonts.tar.br", folder / "fonts.tar")
            subprocess.run(["tar", "-xf", "fonts.tar"], cwd=folder, check=True)
            (folder / "fonts.conf").write_text(FONTS.format(folder=folder))
            program.with_suffix(".draft").rename(program)
    return program


def unpack(packed: Path, target: Path):
    """Decompress a brotli file."""
    command = [*node.command("node"), "-e", UNPACK, str(packed), str(target)]
    subprocess.run(command, check=True, env=node.environment())


@pytest.fixture
def browser_page(live_server, chromium_path, monkeypatch):
    """Open an empty page in a browser of its own, as a British caseworker at a desk would see it."""
    # Playwright keeps an event loop in this thread while it runs, in which Django refuses its database.
    # So it runs for one test only: started after the database is ready, ended before it is emptied.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    environment = os.environ | {"FONTCONFIG_FILE": str(chromium_path.parent / "fonts.conf")}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium_path), args=ARGUMENTS, chromium_sandbox=False, env=environment
        )
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="en-GB", timezone_id="Europe/London"
        )
        context.set_default_timeout(10_000)
        yield context.new_page()
        context.close()
        browser.close()
        # Inside that loop Django has a second connection of its own, which nobody else would close.
        connections.close_all()


class Worker:
    """A real Celery worker with beat, at work on the test's own database."""

    def __init__(self, process):
        self.process = process

    def catches_up(self, seconds=30):
        """Wait until nothing in the outbox is owed any more."""
        until = time.monotonic() + seconds
        while OutboxEntry.objects.filter(delivered_at__isnull=True).exists():
            assert self.process.poll() is None, "the worker ended"
            assert time.monotonic() < until, "the outbox was not emptied in time"
            time.sleep(0.2)


@pytest.fixture
def worker(transactional_db, settings, tmp_path):
    """Start a worker and beat as `make run` does, with the files of the test, and stop them after it."""
    named = connection.settings_dict
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{named['NAME']}").geturl()
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--beat", "--concurrency=1"]
    command += ["--queues=celery,outside", "--schedule", str(tmp_path / "beat"), "--loglevel", "warning"]
    environment = os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        yield Worker(process)
        process.terminate()
        process.wait(20)
