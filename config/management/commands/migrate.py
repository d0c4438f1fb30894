"""Django's migrate, which gives up rather than keep the service waiting.

A statement that waits for a lock holds up everybody who comes after it, so each may wait 4 seconds and
run 5. A migration that must run longer and holds up nobody says so: `unlimited = "why"` in its class.
docs/how-to/change-the-schema.md has the steps.
"""

from contextlib import suppress
from typing import Any

from django.core.management.commands import migrate
from django.db import DatabaseError, connections
from django.db.migrations import Migration

LIMITS = {"lock_timeout": "4s", "statement_timeout": "5s"}
STARTS = ("apply_start", "unapply_start")


class Command(migrate.Command):
    """Apply migrations within limits of time, which hold for this command alone."""

    database = "default"

    def handle(self, *args: Any, **options: Any) -> None:
        """Set the limits, migrate, and give the connection back as it was."""
        self.database = options["database"]
        self.limit()
        try:
            super().handle(*args, **options)
        finally:
            with suppress(DatabaseError):  # what went wrong before is what has to be told
                self.run_sql(*(f"RESET {name}" for name in LIMITS))

    def migration_progress_callback(self, action: str, migration: Migration | None = None, fake: bool = False) -> None:
        """Set the limits for the migration that starts, and tell of it."""
        if action in STARTS:
            self.limit(lifted=bool(getattr(migration, "unlimited", "")))
        super().migration_progress_callback(action, migration, fake)

    def limit(self, *, lifted: bool = False) -> None:
        """Tell the server how long a statement may wait and run."""
        self.run_sql(*(f"SET {name} = '{0 if lifted else most}'" for name, most in LIMITS.items()))

    def run_sql(self, *statements: str) -> None:
        """Run statements on the connection that is migrated."""
        with connections[self.database].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
