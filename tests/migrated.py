"""A database with all migrations applied, made once and then copied: applying them takes longer than most test files.

Its name holds a digest of every migration of ours and of the locked requirements, so that whoever changes one gets a
database that was really migrated.
"""

import os
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
EMBEDDED = "/tandem?host="
"""How the address of the embedded server's database reads, and of no other."""
OURS = "migrated_"
TURN = 7_301_966
"""Number of the advisory lock under which it is made."""


def name_now():
    """The name that the database of this state of the code has."""
    digest = sha256((ROOT / "requirements.lock").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(f"{path.relative_to(ROOT)}".encode() + path.read_bytes())
    return f"{OURS}{digest.hexdigest()[:16]}"


def migrated_database(url):
    """Return the name of a migrated database on the server of an address, made now where there is none."""
    name = name_now()
    with closing(psycopg2.connect(url)) as server:
        server.autocommit = True
        with server.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{OURS}%"])
            known = {row[0] for row in cursor.fetchall()}
            if name not in known:
                _make(cursor, name, url)
                for old in known:
                    _drop_if_unused(cursor, old)
    return name


def _make(cursor, name, url):
    """Migrate a database under a passing name: one that was left half way is never taken for a whole one."""
    passing = f"half_{name}"
    cursor.execute(f'DROP DATABASE IF EXISTS "{passing}"')
    cursor.execute(f'CREATE DATABASE "{passing}"')
    address = url.replace(EMBEDDED, EMBEDDED.replace("tandem", passing))
    environment = os.environ | {"DATABASE_URL": address, "OWNER_DATABASE_URL": address}
    command = [sys.executable, "manage.py", "migrate", "--skip-checks", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    cursor.execute(f'ALTER DATABASE "{passing}" RENAME TO "{name}"')


def _drop_if_unused(cursor, name):
    """Drop what older code left; somebody may be copying it this very moment, then it stays."""
    try:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
    except psycopg2.errors.ObjectInUse:
        return
