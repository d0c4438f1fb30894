"""How a child process is made to end with its parent."""

import ctypes
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(sign: int) -> Callable[[], None] | None:
    """Return what a new child must run to be sent `sign` when its parent dies, however that happens.

    Only Linux offers this; elsewhere None, and the next start clears up instead. The "parent" is the
    thread that starts the child, so start children from the main thread.
    """
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)  # loaded here: between fork and exec nothing should be

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(sign), 0, 0, 0)

    return ask
