"""Run the whole service on this machine: servers, tables, demo world, then web, workers and beat.

`python -m config.launch --port 8000`, which is what `make run` does. Ctrl-C stops all of it.
"""

import argparse
import os
import signal
import socket
import sys
import time
from io import StringIO
from pathlib import Path

from config import embedded
from config.ask_health import answers

ROOT = embedded.ROOT
HOST = "127.0.0.1"
READY_SECONDS = 60.0
# What makes the collected static files: when none of it is newer, they need not be collected again.
STATIC_SOURCES = ("static", "package-lock.json", "requirements.lock", "config/settings.py", "web/storage.py")

began = time.monotonic()


def say(text: str) -> None:
    """Print one line of progress with the seconds since the start."""
    sys.stdout.write(f"{time.monotonic() - began:6.1f} s  {text}\n")
    sys.stdout.flush()


class Said(StringIO):
    """The output of a command, each of its lines said as one of ours."""

    def write(self, text: str) -> int:
        """Say what is not empty."""
        for line in filter(str.strip, text.splitlines()):
            say(line)
        return len(text)


def main() -> int:
    """Bring everything up, watch over it, and take it down again at the first signal."""
    parser = argparse.ArgumentParser(prog="make run", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_args().port
    if port_is_taken(port):
        sys.stderr.write(f"Port {port} is taken. Use another one: make run PORT={free_port()}\n")
        return 1
    signals = listen_for_signals()
    try:
        prepare_environment(port)
        prepare_data()
        return serve(port, signals)
    except KeyboardInterrupt:
        return 0  # a signal during preparation: everything done so far is safe to do again


def listen_for_signals() -> list[int]:
    """Note SIGINT and SIGTERM in the returned list; before serving they break off the preparation."""
    seen: list[int] = []

    def note(number: int, _: object) -> None:
        seen.append(number)
        if not serving:
            raise KeyboardInterrupt

    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, note)
    return seen


serving: list[bool] = []


def port_is_taken(port: int) -> bool:
    """Return whether something else already answers there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
        return False


def free_port() -> int:
    """Return a port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        number: int = probe.getsockname()[1]
        return number


def prepare_environment(port: int) -> None:
    """Set what settings.py reads, starting the servers where the environment names none."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("SECRET_KEY", embedded.secret())
    os.environ["BIND"] = f"{HOST}:{port}"
    os.environ.setdefault("SERVICE_URL", f"http://{HOST}:{port}")
    # On a machine where somebody works as root, Celery would print a page about it each time.
    os.environ.setdefault("PYTHONWARNINGS", "ignore:You're running the worker with superuser privileges")
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    say("Starting PostgreSQL and Redis…")
    embedded.ensure(role="app")


def prepare_data() -> None:
    """Bring tables, reference data, demo world and static files up to date, as the owner of the tables."""
    app_url = os.environ["DATABASE_URL"]
    os.environ["DATABASE_URL"] = os.environ.get("OWNER_DATABASE_URL", app_url)
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    say("Making the tables of the database, or bringing them up to date…")
    call_command("migrate", verbosity=0, interactive=False)
    say("Loading the reference data…")
    call_command("load_reference_data", verbosity=0, stdout=StringIO())
    say("Loading the demonstration: the first time this takes minutes…")
    call_command("seed_demo", stdout=Said())
    if static_files_are_old():
        say("Collecting the static files…")
        call_command("collectstatic", verbosity=0, interactive=False)
        (embedded.LOCAL / "static.done").touch()
    connections.close_all()
    os.environ["DATABASE_URL"] = app_url


def static_files_are_old() -> bool:
    """Return whether a source of the static files is newer than the last collection."""
    done = embedded.LOCAL / "static.done"
    if not done.exists() or "STATIC_ROOT" in os.environ:
        return True
    sources = [ROOT / name for name in STATIC_SOURCES]
    files = [path for source in sources for path in (source, *source.rglob("*"))]
    return any(path.stat().st_mtime > done.stat().st_mtime for path in files if path.exists())


def serve(port: int, signals: list[int]) -> int:
    """Run web, workers and beat until a signal comes; return the exit status."""
    from config.supervise import KeepsDying, Supervisor

    processes = Supervisor(ROOT / "Procfile", os.environ | {"TANDEM_ROLE": "app", "PYTHONUNBUFFERED": "1"})
    health = f"http://{HOST}:{port}/health/ready"
    serving.append(True)
    try:
        say("Starting web, workers and beat…")
        processes.start()
        end = time.monotonic() + READY_SECONDS
        processes.watch(until=lambda: bool(signals) or answers(health) or time.monotonic() > end)
        if not signals:
            welcome(port, is_ready=answers(health))
        processes.watch(until=lambda: bool(signals))
    except KeepsDying as reason:
        say(f"Stopping: {reason}.")
        return 1
    finally:
        say("Stopping web, workers and beat")
        processes.stop()
    say("Stopping PostgreSQL and Redis, if nobody else uses them")
    return 0


def welcome(port: int, *, is_ready: bool) -> None:
    """Say where the service is and who can sign in."""
    from django.core.management import call_command, get_commands

    if not is_ready:
        say(f"The service does not answer yet; see http://{HOST}:{port}/health/ready")
        return
    say(f"Tandem is ready: http://{HOST}:{port}/")
    if "list_demo_people" in get_commands():
        from django.db import connections

        call_command("list_demo_people")
        connections.close_all()
    from django.conf import settings

    if not settings.CLAMD_ADDRESS:
        say("Uploaded files are not scanned for viruses: no scanner is set up on this machine (CLAMD_ADDRESS).")
    say("The sign-in page lists the demo people by role. Ctrl-C stops everything.")


if __name__ == "__main__":
    sys.exit(main())
