"""PostgreSQL and Redis for a machine that has neither, kept in .local and gone with their last user.

Every process that needs them holds a shared lock for as long as it lives. A keeper process
(config/keeper.py) starts the servers and stops them once nobody holds that lock; because the
kernel drops a dead process's locks, this also works after a crash or a kill -9.
"""

import atexit
import contextlib
import fcntl
import hashlib
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
LOCAL = ROOT / ".local"
START_SECONDS = 60
STOP_SECONDS = 30


def ensure(instance: str = "services", *, role: str | None = None) -> None:
    """Fill in DATABASE_URL, OWNER_DATABASE_URL, REDIS_URL and SECRET_KEY, starting the servers they name.

    Variables already set are left alone, and a server nobody asks for is not started. `role` (or
    TANDEM_ROLE) is "owner" for management commands, "app" for processes that serve.
    """
    role = os.environ.get("TANDEM_ROLE", "owner") if role is None else role
    if "DATABASE_URL" in os.environ and "REDIS_URL" in os.environ:
        _choose_role(role)
        return
    home = LOCAL / instance
    _join(home)
    sockets = socket_folder(home)
    if "DATABASE_URL" not in os.environ:
        os.environ["DATABASE_URL"] = database_url("tandem_app", sockets)
        os.environ["OWNER_DATABASE_URL"] = database_url("tandem_owner", sockets)
        os.environ.setdefault("SECRET_KEY", secret())
    # This form is Celery's; redis-py wants unix:// in front of the same path.
    os.environ.setdefault("REDIS_URL", f"redis+socket://{sockets}/redis.sock")
    _choose_role(role)


def database_url(user: str, sockets: Path) -> str:
    """Return the address of the embedded database for one of its two roles."""
    return f"postgres://{user}@/tandem?host={sockets}&port=5432"


def socket_folder(home: Path) -> Path:
    """Return where the sockets of one instance live: short, as a socket's path may have 107 bytes only."""
    key = hashlib.sha256(f"{home}:{os.geteuid()}".encode()).hexdigest()[:12]
    return Path("/tmp") / f"tandem-{key}"


def secret() -> str:
    """Return this checkout's secret key, made the first time it is asked for."""
    path = LOCAL / "secret"
    if not path.exists():
        LOCAL.mkdir(exist_ok=True)
        draft = LOCAL / f"secret.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):  # another process was first: then its key counts
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()


def lock_is_held(path: Path) -> bool:
    """Return whether some process holds the exclusive lock on this file."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        return False


def _choose_role(role: str) -> None:
    """Connect as the owner where the role asks for it and its address is known."""
    if role == "owner" and "OWNER_DATABASE_URL" in os.environ:
        os.environ["DATABASE_URL"] = os.environ["OWNER_DATABASE_URL"]


def _join(home: Path) -> None:
    """Become a user of the servers, starting them when they do not run."""
    home.mkdir(parents=True, exist_ok=True)
    users = (home / "users.lock").open("a")
    # Blocks only while a keeper is stopping its servers: after that we start them again.
    fcntl.flock(users, fcntl.LOCK_SH)
    atexit.register(_leave, home, users, os.getpid())
    if _running(home):
        return
    with (home / "start.lock").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not _running(home):
            _start_keeper(home)


def _running(home: Path) -> bool:
    return (home / "ready").exists() and lock_is_held(home / "keeper.lock")


def _start_keeper(home: Path) -> None:
    """Start the keeper and wait until its servers answer; raise RuntimeError with its log if not."""
    (home / "ready").unlink(missing_ok=True)
    with (home / "keeper.log").open("w") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "config.keeper", str(home)],
            cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    end = time.monotonic() + START_SECONDS
    while not _running(home):
        if keeper.poll() is not None or time.monotonic() > end:
            keeper.kill()
            logs = [(home / name) for name in ("keeper.log", "postgres.log", "redis.log")]
            ends = [log.read_text(errors="replace")[-1500:] for log in logs if log.exists()]
            raise RuntimeError(f"The embedded services did not start; see {home}:\n" + "\n".join(ends))
        time.sleep(0.02)
    # It outlives us on purpose; say so, or Python warns that a child was forgotten.
    keeper.returncode = 0


def _leave(home: Path, users: TextIO, pid: int) -> None:
    """At exit: the last user has the keeper stop, and waits for it, so that nothing is left behind."""
    if os.getpid() != pid:
        return  # a fork runs our exit handlers too; it did not join
    users.close()
    with (home / "users.lock").open("a") as last:
        try:
            fcntl.flock(last, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        if not _running(home):
            return
        os.kill(int((home / "ready").read_text()), signal.SIGTERM)
        end = time.monotonic() + STOP_SECONDS
        while lock_is_held(home / "keeper.lock") and time.monotonic() < end:
            time.sleep(0.02)
