"""The embedded servers: one start for many users, an end with the last of them, and two roles."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from config import embedded

pytestmark = pytest.mark.slow  # a real server starts and stops

USE = """
import os, sys
from config import embedded
embedded.ensure(sys.argv[1])
print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def home():
    """Return the folder of an instance of this test's own."""
    folder = embedded.LOCAL / f"test-embedded-{os.getpid()}"
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
    shutil.rmtree(embedded.socket_folder(folder), ignore_errors=True)


@pytest.fixture
def use(home):
    """Return a function that starts one user of the servers and waits until it has them."""
    users = []
    clean = {name: value for name, value in os.environ.items() if not name.endswith(("_URL", "_ROLE"))}

    def start():
        user = subprocess.Popen(
            [sys.executable, "-c", USE, home.name],
            cwd=embedded.ROOT, env=clean, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        users.append(user)
        assert "tandem_owner@/tandem" in user.stdout.readline()
        return user

    yield start
    for user in users:
        user.communicate()


def runs(home):
    return embedded.lock_is_held(home / "keeper.lock")


def ends(home):
    """Return whether the servers end within a few seconds."""
    end = time.monotonic() + 10
    while runs(home) and time.monotonic() < end:
        time.sleep(0.05)
    return not runs(home)


def test_the_last_user_stops_what_the_first_has_started(home, use):
    first, second = use(), use()
    first.communicate()
    assert runs(home)
    second.communicate()
    assert not runs(home)
    assert not (home / "postgres" / "postmaster.pid").exists()


def test_a_killed_user_leaves_nothing_running(home, use):
    use().kill()
    assert ends(home)


def test_a_killed_keeper_takes_its_servers_along_and_blocks_nobody(home, use):
    use()
    os.kill(int((home / "ready").read_text()), signal.SIGKILL)
    assert ends(home)
    use()
    assert runs(home)


def test_a_stale_pid_file_does_not_block_the_next_start(home, use):
    use().communicate()
    lines = [str(os.getpid()), str(home / "postgres"), "0", "5432", "/tmp", "", "0 0", "ready"]
    (home / "postgres" / "postmaster.pid").write_text("\n".join(lines))
    use()
    assert runs(home)


def test_variables_already_set_start_nothing(monkeypatch, home):
    monkeypatch.setenv("DATABASE_URL", "postgres:///mine")
    monkeypatch.setenv("REDIS_URL", "redis://mine")
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)
    embedded.ensure(home.name)
    assert os.environ["DATABASE_URL"] == "postgres:///mine"
    assert not home.exists()


@pytest.mark.parametrize(("role", "expected"), [("owner", "postgres:///owner"), ("app", "postgres:///app")])
def test_the_role_decides_which_address_counts(monkeypatch, role, expected):
    monkeypatch.setenv("DATABASE_URL", "postgres:///app")
    monkeypatch.setenv("OWNER_DATABASE_URL", "postgres:///owner")
    embedded.ensure(role=role)
    assert os.environ["DATABASE_URL"] == expected


def test_socket_paths_stay_short_however_deep_the_checkout():
    deep = embedded.LOCAL.joinpath(*["a-rather-long-folder-name"] * 12)
    assert len(f"{embedded.socket_folder(deep)}/.s.PGSQL.5432.lock") < 100
