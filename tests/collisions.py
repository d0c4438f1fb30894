"""Two people at the same instant, truly: a thread and a connection each, held until all of them wait."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, transaction

from casework.models import CaseFile
from foundation.verdicts import Refused

PATIENCE = 10.0
WAITING = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"""


def waiting():
    """Count the connections to this database that wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0]


def until(condition):
    """Wait until something is so; fail when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "Nobody came to the lock in time."
        time.sleep(0.005)


def on_a_connection_of_its_own(act):
    """Do something in this thread and return what it gave, or the refusal that it met; its connection is closed.

    Any other error is raised, here or where the thread's result is asked for: a slip in a test is no refusal.
    """
    try:
        return act()
    except Refused as refusal:
        return refusal
    finally:
        connection.close()


@contextmanager
def locked(case_file):
    """Hold the lock of a case, as an operation that takes long would."""
    with transaction.atomic():
        yield CaseFile.objects.lock(case_file)


def collide(case_file, *acts):
    """Start acts that all need one case, let go once each of them waits for it, and return what came of each."""
    with ThreadPoolExecutor(len(acts)) as pool:
        with locked(case_file):
            running = [pool.submit(on_a_connection_of_its_own, act) for act in acts]
            until(lambda: waiting() == len(acts))
        return [each.result(timeout=PATIENCE) for each in running]


def sort_out(results):
    """Split what came of a collision into what was done and what was refused."""
    refused = [result for result in results if isinstance(result, Refused)]
    return [result for result in results if not isinstance(result, Refused)], refused
