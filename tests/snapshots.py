"""Rows that many tests start from: made by the service's own code once a process, then copied back as they were."""

from dataclasses import fields, is_dataclass, replace
from functools import wraps
from io import BytesIO
from pathlib import Path

import pgtrigger
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model


def filled_tables():
    """Count the rows of every table that has any."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables))
        return {table: rows for table, rows in cursor.fetchall() if rows}


class Snapshot:
    """What `make` adds to the database, and what it returned, to be had again in any later test.

    The rows keep their keys: sequences never go back, so nothing made later meets them. Foreign keys are checked when
    a transaction ends, so the order of the tables does not matter.
    """

    def __init__(self, make):
        before = filled_tables()
        self.made = make()
        self.rows = {
            table: self._copy_out(table) for table, rows in filled_tables().items() if before.get(table) != rows
        }

    def restore(self):
        """Write the rows into the database of this test and return what `make` returned.

        Without what triggers do to new rows: it was done to these when they were made, and is copied with them.
        """
        with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
            for table, rows in self.rows.items():
                cursor.copy_expert(f'COPY "{table}" FROM STDIN', BytesIO(rows))
        return self.made

    def _copy_out(self, table):
        """Read a table as PostgreSQL writes it."""
        text = BytesIO()
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', text)
        return text.getvalue()


class Kept:
    """What stories told to a fresh cast left behind, in rows and files, by story and options."""

    def __init__(self):
        self.stories = {}
        self.fresh = None

    def begin(self):
        """Say that the database holds a fresh cast now, and nothing else.

        Of a test that commits, nobody could tell what it wrote since: its stories are told in full.
        """
        self.fresh = written_here() if connection.in_atomic_block else None

    def tell(self, story, cast, options):
        """Tell a story, or copy back what it left when it was told in the same way before."""
        try:
            # By type too: "red" equals Stream.RED, and a test that says it so must not live on what another left.
            key = story.__name__, tuple((name, type(said), said) for name, said in sorted(options.items()))
            known = self.stories.get(key)
        except TypeError:  # An option that cannot be a key is a thing of this very test.
            return story(cast, **options)
        if self.fresh is None or written_here() != self.fresh:
            return story(cast, **options)
        if known is None:
            known = self.stories[key] = Told(story, cast, options)
            return known.thing
        return known.again()


class Told:
    """One story: the rows and files that it left, and the thing that it returned."""

    def __init__(self, story, cast, options):
        self.rows = Snapshot(lambda: story(cast, **options))
        self.thing = self.rows.made
        root = Path(settings.MEDIA_ROOT)
        self.files = {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}

    def again(self):
        """Copy all of it back, and read the thing again."""
        self.rows.restore()
        for name, content in self.files.items():
            path = Path(settings.MEDIA_ROOT) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        return read_again(self.thing)


def read_again(thing):
    """Read a thing anew from the database, or each thing of a group of them; keep what is no row as it is."""
    if isinstance(thing, Model):
        return type(thing)._default_manager.get(pk=thing.pk)
    if is_dataclass(thing):
        return replace(thing, **{each.name: read_again(getattr(thing, each.name)) for each in fields(thing)})
    return thing


KEPT = Kept()


def written_here():
    """Count what this transaction wrote, so that whoever wrote anything since is found out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_xact_user_tables")
        return cursor.fetchone()


def kept(story):
    """Let a story that a test starts with be told once a process; any later one in the test is told in full."""

    @wraps(story)
    def tell(cast, **options):
        return KEPT.tell(story, cast, options)

    return tell
