"""The process that owns the embedded servers: starts them, minds them, stops them after their last user.

Started by config/embedded.py as `python -m config.keeper FOLDER`; never by hand.
"""

import fcntl
import os
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

from config.servers import Servers

LOOK_EVERY_SECONDS = 0.25


def keep(home: Path) -> None:
    """Run the servers of one instance until a user asks us to stop or no user is left."""
    stop: list[int] = []
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, lambda number, _: stop.append(number))
    keeper = (home / "keeper.lock").open("a")
    fcntl.flock(keeper, fcntl.LOCK_EX)
    users = (home / "users.lock").open("a")
    servers = Servers(home)
    ready = home / "ready"
    try:
        servers.start()
        draft = home / "ready.draft"
        draft.write_text(str(os.getpid()))
        draft.replace(ready)
        while not stop and not nobody_left(users):
            time.sleep(LOOK_EVERY_SECONDS)
            servers.mind()
    finally:
        servers.stop()
        ready.unlink(missing_ok=True)
    # Both locks are let go by the end of the process, so whoever waits for them finds us gone.


def nobody_left(users: TextIO) -> bool:
    """Return whether the last user has gone; if so, new ones now wait until we have stopped."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
