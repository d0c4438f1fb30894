"""Holding an operation to its word: when it refuses, not one row of the service has changed."""

from contextlib import contextmanager

from django.apps import apps

from casework.models import Draft
from config.invariants import findings

OURS = ("accounts", "casework", "charging")


def everything():
    """Return every row of our tables, those that join two of them too; but no drafts: what is refused is kept there."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    models.remove(Draft)
    return {model._meta.db_table: sorted(model._base_manager.values_list(), key=repr) for model in models}


@contextmanager
def nothing_changes():
    """Fail unless the database reads the same after the block as before it."""
    before = everything()
    yield
    after = everything()
    assert [table for table in before if before[table] != after[table]] == []


def assert_in_step(at):
    """Fail where anything disagrees with the ledger, or nobody can go on with some work; deliveries apart."""
    found = [finding for finding in findings(at=at) if "was not told of" not in str(finding)]
    assert found == []
