"""What an operation reads anew about one case is found by index, however long the ledger is."""

import pytest
from django.db import connection

from casework.events import LEDGER_TABLE
from charging.queries.clocks.facts import FACTS

pytestmark = pytest.mark.django_db


def test_what_is_due_is_read_without_walking_the_ledger():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # in an empty table it would be the cheapest way
        cursor.execute(f"EXPLAIN {FACTS}", {"cases": [1]})
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"on {LEDGER_TABLE}" in plan
    assert f"Seq Scan on {LEDGER_TABLE}" not in plan
