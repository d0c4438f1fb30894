"""Queries about one case for one reader, put into SQL once for each kind of reader and asked often.

Django composes the SQL of a query each time anew. Where the policy says what a reader may know of, that takes longer
than the database's answer. A prepared query is composed by the same code, for a case and a reader that do not exist;
each time it is asked, the keys of the real ones stand in their place.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NoReturn

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from accounts.models import Grant, User
from casework.models import CaseFile

CASE, ORIGIN, READER = -9_000_000_000_001, -9_000_000_000_002, -9_000_000_000_003
KINDS = 256
"""So many kinds of reader are remembered a query and process: one for each set of roles in each unit."""


class Prepared:
    """A query that depends on nothing but a case's key, the key of the case it was split off from, and a reader.

    Whatever else of them `compose` reads, and whatever it asks of the database itself, is an error the first time.
    """

    def __init__(self, compose: Callable[[CaseFile, User], QuerySet[Any, Any]]) -> None:
        self._compose = compose
        self._composed = lru_cache(maxsize=KINDS)(self._composed_for)

    def ask(self, case_file: CaseFile, user: User | None = None) -> Iterator[Any]:
        """Ask it about a case, for a reader where it depends on one; each row is as the query set would give it."""
        composed = self._composed(user.grants if user else (), case_file.split_from_id is not None)
        keys = {CASE: case_file.pk, ORIGIN: case_file.split_from_id, READER: user.pk if user else None}
        return iter(composed.ask(keys)) if composed else iter(())

    def _composed_for(self, grants: tuple[Grant, ...], is_part: bool) -> "_Composed | None":
        """Compose it for a kind of reader; nothing for those who may see nothing."""
        case_file = CaseFile.from_db(None, ["id", "split_from_id"], [CASE, ORIGIN if is_part else None])
        reader = User.from_db(None, ["id", "is_active"], [READER, True])
        reader.__dict__["grants"] = grants
        with connections["default"].execute_wrapper(_refuse):
            rows = self._compose(case_file, reader)
            try:
                return _Composed(rows)
            except EmptyResultSet:
                return None


def _refuse(execute: object, sql: str, params: object, many: bool, context: object) -> NoReturn:
    raise AssertionError(f"A prepared query asks the database for no more than itself: {sql}")


class _Composed:
    """A query set with the SQL it came to, and where the keys stand in it."""

    def __init__(self, rows: QuerySet[Any, Any]) -> None:
        self._rows: Any = rows
        self._compiler: Any = self._rows.query.get_compiler(rows.db)
        self._sql, self._values = self._compiler.as_sql()

    def ask(self, keys: Mapping[int, int | None]) -> Any:
        """Ask it with the real keys, as numbers or as the text of JSON."""
        known: dict[Any, Any] = {**keys, **{str(mark): str(key) for mark, key in keys.items()}}
        values = tuple(known.get(value, value) if isinstance(value, int | str) else value for value in self._values)
        compiler = copy(self._compiler)
        compiler.connection = connections[self._rows.db]
        compiler.as_sql = lambda *args, **kwargs: (self._sql, values)
        return self._rows._iterable_class(_Asked(self._rows, compiler))


class _Asked:
    """What Django's iterables read of a query set, with a compiler that has composed already."""

    def __init__(self, rows: Any, compiler: Any) -> None:
        query = rows.query
        self.db, self.model, self._known_related_objects = rows.db, rows.model, rows._known_related_objects
        self.query = SimpleNamespace(
            get_compiler=lambda *args, **kwargs: compiler,
            selected=query.selected,
            extra_select=query.extra_select,
            values_select=query.values_select,
            annotation_select=query.annotation_select,
        )
