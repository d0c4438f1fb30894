"""The two database roles: the owner changes tables, the app only rows, in test databases too."""

import psycopg2
import pytest
from django.db import connection


@pytest.fixture
def table(transactional_db):
    """Make a table as the owner, and yield its name."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE only_for_this_test (id bigserial PRIMARY KEY, word text)")
    yield "only_for_this_test"
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE only_for_this_test")


@pytest.fixture
def as_app(table):
    """Return a connection of the app role to the same database."""
    settings = connection.settings_dict
    app = psycopg2.connect(dbname=settings["NAME"], user="tandem_app", host=settings["HOST"], port=settings["PORT"])
    app.autocommit = True
    with app.cursor() as cursor:
        yield cursor
    app.close()


def test_the_app_writes_rows_but_makes_no_tables(as_app, table):
    as_app.execute(f"INSERT INTO {table} (word) VALUES ('one') RETURNING id")
    as_app.execute(f"UPDATE {table} SET word = 'two'")
    as_app.execute(f"DELETE FROM {table}")
    for forbidden in (f"TRUNCATE {table}", f"DROP TABLE {table}", "CREATE TABLE another (id int)"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            as_app.execute(forbidden)
