"""Migrations give up rather than keep the service waiting, but for those that say why they may not."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations import AddConstraint, AddIndex
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate

from config.management.commands import migrate

pytestmark = pytest.mark.django_db
HOLD_UP_NOBODY = {"AddIndexConcurrently", "RemoveIndexConcurrently", "ValidateConstraint"}
OURS = ("accounts", "casework", "charging", "metrics")


def limits():
    """Return how long a statement may wait and run on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        return cursor.fetchone()


def our_migrations():
    loader = MigrationLoader(connection)
    return [migration for (app, _), migration in loader.disk_migrations.items() if app in OURS]


def test_the_limits_hold_while_migrating_and_not_after_it():
    seen = []

    def look(**_):
        seen.append(limits())

    before = limits()
    post_migrate.connect(look)
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        post_migrate.disconnect(look)
    assert set(seen) == {("4s", "5s")}
    assert limits() == before == ("0", "0")


def test_a_migration_that_says_why_has_no_limit_and_the_next_one_has():
    command = migrate.Command()
    command.verbosity = 0
    found = {migration.name: migration for migration in our_migrations() if migration.app_label == "casework"}
    command.migration_progress_callback("apply_start", found["0003_ledger_index_of_corrections"])
    assert limits() == ("0", "0")
    command.migration_progress_callback("apply_start", found["0004_ledger_chain_from_one"])
    assert limits() == ("4s", "5s")


def test_only_what_holds_up_nobody_is_without_limit():
    for migration in our_migrations():
        if getattr(migration, "unlimited", ""):
            assert {type(operation).__name__ for operation in migration.operations} <= HOLD_UP_NOBODY, migration
            assert migration.unlimited.endswith("."), "say why, in a sentence"


def test_no_later_migration_keeps_writers_from_the_ledger():
    kept_out = [
        f"{migration}: {operation.describe()}"
        for migration in our_migrations()
        if not migration.initial
        for operation in migration.operations
        if type(operation) in (AddIndex, AddConstraint) and operation.model_name == "caseevent"
    ]
    assert kept_out == []
