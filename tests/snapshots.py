"""Rows that many tests start from: made by the service's own code once a process, then copied back as they were."""

from io import BytesIO

from django.db import connection, transaction


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
        """Write the rows into the database of this test and return what `make` returned."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, rows in self.rows.items():
                cursor.copy_expert(f'COPY "{table}" FROM STDIN', BytesIO(rows))
        return self.made

    def _copy_out(self, table):
        """Read a table as PostgreSQL writes it."""
        text = BytesIO()
        with connection.cursor() as cursor:
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', text)
        return text.getvalue()
