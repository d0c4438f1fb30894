"""Write requirements-bootstrap.lock: the one package that pip installs, which then installs the rest fast."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOTSTRAP = "uv"


def bootstrap_lines(lock: str) -> str:
    """Return the lines of one package from a lock file: its name and version, and every hash."""
    lines = lock.splitlines()
    first = next(index for index, line in enumerate(lines) if line.startswith(f"{BOOTSTRAP}=="))
    wanted = [lines[first]]
    for line in lines[first + 1 :]:
        if not line.startswith("    --hash="):
            break
        wanted.append(line)
    return "\n".join(wanted) + "\n"


if __name__ == "__main__":
    lock = (ROOT / "requirements.lock").read_text()
    (ROOT / "requirements-bootstrap.lock").write_text(bootstrap_lines(lock))
