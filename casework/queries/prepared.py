"""Queries for one reader, about one case or for a list, put into SQL once for each kind of reader and asked often.

Django composes the SQL of a query each time anew. Where the policy says what a reader may know of, that takes longer
than the database's answer. A prepared query is composed by the same code, for a case and a reader that do not exist;
each time it is asked, the keys of the real ones stand in their place. Readers are of one kind where they hold the
same roles, whatever units they hold them in: units and organisations have stand-ins too.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import lru_cache
from types import SimpleNamespace
from typing import Any, NoReturn

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet

from accounts.models import Grant, User
from casework.models import CaseFile

CASE, ORIGIN, READER = -9_000_000_000_001, -9_000_000_000_002, -9_000_000_000_003
OTHERS, PLACES = -9_000_000_001_000, -9_000_000_002_000
"""Where the stand-ins of other people begin, and those of units and organisations."""
KINDS = 256
"""So many kinds of reader are remembered a query and process."""
Marks = Mapping[int | str, int | str | None]


@lru_cache(maxsize=KINDS)
def kind_of(grants: tuple[Grant, ...]) -> tuple[tuple[Grant, ...], Marks]:
    """What somebody holds with stand-ins for where, the same for all of their kind; and what each stands for."""
    marks: dict[tuple[str, int], int] = {}
    real: dict[int | str, int | str | None] = {}

    def mark(sort: str, key: int, code: str, name: str) -> tuple[int, str, str]:
        number = marks.setdefault((sort, key), PLACES - len(marks))
        words = f"code of {number}", f"name of {number}"
        real.update({number: key, words[0]: code, words[1]: name})
        return number, *words

    def stand_in(grant: Grant) -> Grant:
        unit, code, _ = mark("unit", grant.unit_id, grant.unit_code, "")
        body, body_code, name = mark(
            "organisation", grant.organisation_id, grant.organisation_code, grant.organisation_name
        )
        return replace(
            grant,
            unit_id=unit,
            unit_code=code,
            organisation_id=body,
            organisation_code=body_code,
            organisation_name=name,
        )

    return tuple(stand_in(grant) for grant in grants), real


def _stand_in(key: int, grants: tuple[Grant, ...]) -> User:
    reader = User.from_db(None, ["id", "is_active"], [key, True])
    reader.__dict__["grants"] = grants
    return reader


class Prepared:
    """A query that depends on nothing but a case's key, the key of the case it was split off from, and a reader.

    Whatever else of them `compose` reads, and whatever it asks of the database itself, is an error the first time.
    """

    def __init__(self, compose: Callable[[CaseFile, User], QuerySet[Any, Any]]) -> None:
        self._compose = compose
        self._composed = lru_cache(maxsize=KINDS)(self._composed_for)

    def ask(self, case_file: CaseFile, user: User | None = None) -> Iterator[Any]:
        """Ask it about a case, for a reader where it depends on one; each row is as the query set would give it."""
        kind, places = kind_of(user.grants if user else ())
        composed = self._composed(kind, case_file.split_from_id is not None)
        keys = {**places, CASE: case_file.pk, ORIGIN: case_file.split_from_id, READER: user.pk if user else None}
        return iter(composed.ask(keys)) if composed else iter(())

    def _composed_for(self, grants: tuple[Grant, ...], is_part: bool) -> "_Composed | None":
        """Compose it for a kind of reader; nothing for those who may see nothing."""
        case_file = CaseFile.from_db(None, ["id", "split_from_id"], [CASE, ORIGIN if is_part else None])
        return _put_into_sql(lambda: self._compose(case_file, _stand_in(READER, grants)))


class PreparedList:
    """A query for a list that depends on nothing but a reader, some other people, and what was chosen.

    Whatever else of them `compose` reads, and whatever it asks of the database itself, is an error the first time.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any, Any]]) -> None:
        self._compose = compose
        self._composed = lru_cache(maxsize=KINDS)(self._composed_for)

    def ask(self, user: User, people: Sequence[User], *chosen: Hashable) -> Iterator[Any]:
        """Ask it for a reader; each row is as the query set would give it."""
        composed, keys = self._for(user, people, chosen)
        return iter(composed.ask(keys)) if composed else iter(())

    def statement(self, user: User, people: Sequence[User], *chosen: Hashable) -> tuple[str, Sequence[Any]] | None:
        """Its SQL and parameters for a reader, to be part of another statement; None where it can have no rows."""
        composed, keys = self._for(user, people, chosen)
        return composed.statement(keys) if composed else None

    def _for(
        self, user: User, people: Sequence[User], chosen: tuple[Hashable, ...]
    ) -> "tuple[_Composed | None, Marks]":
        kind, places = kind_of(user.grants)
        others: Marks = {OTHERS - number: person.pk for number, person in enumerate(people)}
        return self._composed(kind, len(people), chosen), {**places, **others, READER: user.pk}

    def _composed_for(self, grants: tuple[Grant, ...], people: int, chosen: tuple[Any, ...]) -> "_Composed | None":
        others = [_stand_in(OTHERS - number, ()) for number in range(people)]
        return _put_into_sql(lambda: self._compose(_stand_in(READER, grants), others, *chosen))


def _put_into_sql(compose: Callable[[], QuerySet[Any, Any]]) -> "_Composed | None":
    """Compose a query; nothing for those who may see nothing."""
    with connections["default"].execute_wrapper(_refuse):
        try:
            return _Composed(compose())
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

    def statement(self, keys: Marks) -> tuple[str, Sequence[Any]]:
        """Its SQL with the real keys, as numbers or as the text of JSON."""
        known: dict[Any, Any] = {**keys, **{str(mark): str(key) for mark, key in keys.items()}}
        return self._sql, tuple(
            known.get(value, value) if isinstance(value, int | str) else value for value in self._values
        )

    def ask(self, keys: Marks) -> Any:
        """Ask it with the real keys."""
        _, values = self.statement(keys)
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
