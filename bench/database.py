"""A database of its own for each size, filled by seed_national."""

from django.core.management import call_command
from django.db import connection, connections

from bench.results import say


def use(name: str) -> None:
    """Talk to another database of the same server from now on, in every thread."""
    connections.close_all()
    connection.settings_dict["NAME"] = name


def prepare(cases: int, *, seed: int, keep: bool) -> None:
    """Make the database of one size, unless it is to be kept and is there, and talk to it."""
    name = f"tandem_bench_{cases}"
    use("postgres")
    if not (keep and _exists(name)):
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {name}")
        use(name)
        say(f"Filling {name}")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_reference_data", verbosity=0)
        call_command("seed_national", cases=cases, months=14, seed=seed, no_metrics=True)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    use(name)
    call_command("migrate", verbosity=0, interactive=False)


def _exists(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [name])
        found: bool = cursor.fetchone()[0]
    return found
