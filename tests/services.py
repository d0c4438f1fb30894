"""A pytest plugin, loaded before Django's settings: servers of the tests' own, never the demo's.

Named in pyproject.toml as `-p tests.services`. The servers start in the process that starts the
tests and end with it; xdist's workers inherit its environment.
"""

import os

import pytest

from config import embedded

os.environ.setdefault("DEMO", "1")
os.environ.setdefault("SECRET_KEY", "tests-only-and-never-anywhere-else-than-in-the-tests")
embedded.ensure("test-services", role="owner")
# A name of its own for every run, so that two runs in one checkout do not drop each other's database.
os.environ.setdefault("TEST_DATABASE_NAME", f"test_tandem_{os.getpid()}")
# Files of their own too. No static file is collected: the browser's are served from their sources.
for name, folder in {"MEDIA_ROOT": "material", "STATIC_ROOT": "static"}.items():
    path = embedded.LOCAL / "test-files" / folder
    path.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault(name, str(path))


def pytest_collection_modifyitems(items):
    """Mark every test that uses the browser, so that `-m "not browser"` leaves them out."""
    for item in items:
        if "browser_page" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session", autouse=True)
def _rows_without_an_order_come_in_any():
    """Shuffle what a query set does not order, so that no test can rest on the order of the disk.

    Left alone: what is ordered, distinct, grouped, combined or cut to a few rows, where an order of chance would
    change what is found or be refused.
    """
    from django.db.models import QuerySet

    fetch = QuerySet._fetch_all

    def shuffled(rows):
        query = rows.query
        if rows._result_cache is None and not (
            rows.ordered or query.distinct or query.combinator or query.is_sliced or query.group_by is not None
        ):
            # Not through the property: it would forget that a list of plain values was asked for.
            rows._query = query.chain()
            rows._query.add_ordering("?")
        fetch(rows)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(QuerySet, "_fetch_all", shuffled)
        yield


@pytest.fixture(scope="session", autouse=True)
def _tables_can_be_emptied():
    """Let Django empty all tables after a test that commits (browser, threads), the ledger's too.

    The ledger refuses TRUNCATE from everyone, so its triggers are passed over for that one statement.
    """
    import pgtrigger
    from django.test import TransactionTestCase

    empty = TransactionTestCase._fixture_teardown

    def teardown(case):
        with pgtrigger.ignore():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
