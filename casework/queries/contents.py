"""Reading everything that files hold, in a fixed number of queries, for one file or for many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, F, JSONField, Min, Model, OuterRef, QuerySet, Subquery

from casework.models import (
    Answer,
    CaseFile,
    CaseFlag,
    Material,
    MaterialVersion,
    Offence,
    OffenceCode,
    Person,
    Suspect,
    UnusedItem,
)
from casework.queries.prepared import Prepared
from casework.rules.contents import CaseContents

M = TypeVar("M", bound=Model)
CASE = OuterRef("pk")
OFFENCES = Offence.objects.filter(withdrawn_at__isnull=True)
CODES = OFFENCES.filter(suspect__case_file=OuterRef(CASE)).values("offence_code")
ROWS: Mapping[type[Model], QuerySet[Any]] = {
    Answer: Answer.objects.filter(case_file=CASE, person__withdrawn_at__isnull=True).order_by("question", "id"),
    UnusedItem: UnusedItem.objects.filter(case_file=CASE, withdrawn_at__isnull=True).order_by("sensitive", "number"),
    Suspect: Suspect.objects.filter(case_file=CASE).order_by("number"),
    Offence: OFFENCES.filter(suspect__case_file=CASE).order_by("suspect_id", "id"),
    OffenceCode: OffenceCode.objects.filter(pk__in=CODES).order_by(),
    Person: Person.objects.live().filter(case_file=CASE).order_by("role", "id"),
    CaseFlag: CaseFlag.objects.filter(case_file=CASE, cleared_at__isnull=True).order_by("code"),
}
"""What is read with the case itself, as JSON, to save a query each."""


def contents_of(case_file: CaseFile) -> CaseContents:
    """Read everything that the file holds, in two queries whatever its size."""
    return next(_put_together([case_file], _MATERIAL.ask(case_file), _SMALL.ask(case_file)))


def contents_of_each(case_files: Sequence[CaseFile]) -> Iterator[CaseContents]:
    """Read what each of some files holds, in two queries however many they are."""
    return _put_together(case_files, _live_material(case_files), _small_rows(case_files))


def _put_together(
    case_files: Sequence[CaseFile], live: Iterable[Material], rows_of_cases: Iterable[Mapping[str, Any]]
) -> Iterator[CaseContents]:
    material: dict[int, list[Material]] = defaultdict(list)
    for item in live:
        material[item.case_file_id].append(item)
    small = {found["key"]: found for found in rows_of_cases}
    for case_file in case_files:
        rows, held = {model: small[case_file.pk][model.__name__] for model in ROWS}, material[case_file.pk]
        suspects, people = _instances(Suspect, rows), _instances(Person, rows)
        _give_versions(held)
        things: list[Any] = [*held, *suspects, *people]
        for thing in things:
            thing.case_file = case_file
        _name(held, suspects, people)
        yield CaseContents(
            case_file=case_file,
            suspects=suspects,
            offences=_offences(suspects, rows),
            people=people,
            material=held,
            flags=frozenset(flag.code for flag in _instances(CaseFlag, rows)),
            answers=_instances(Answer, rows),
            unused=_instances(UnusedItem, rows),
            newest={item.pk: item.held_versions[0] for item in held if item.held_versions},
            reviewed_at=small[case_file.pk]["reviewed_at"],
        )


def _live_material(case_files: Sequence[CaseFile]) -> QuerySet[Material, Any]:
    """The live material of many cases, each piece with its newest version as JSON."""
    newest = MaterialVersion.objects.filter(material=OuterRef("pk")).order_by("-number").values(row=_Whole())[:1]
    live = Material.objects.filter(case_file__in=case_files, withdrawn_at__isnull=True).select_related("media")
    return live.annotate(newest_row=Subquery(newest)).order_by("kind", "id")


def _give_versions(items: Iterable[Any]) -> None:
    for item in items:
        item.held_versions = [_instance(MaterialVersion, item.newest_row)] if item.newest_row else []


def _offences(suspects: Sequence[Suspect], rows: "SmallRows") -> list[Offence]:
    """What is proposed against the suspects, each offence with its code and its suspect."""
    everyone = {suspect.pk: suspect for suspect in suspects}
    codes = {code.pk: code for code in _instances(OffenceCode, rows)}
    offences = _instances(Offence, rows)
    for offence in offences:
        offence.suspect, offence.offence_code = everyone[offence.suspect_id], codes[offence.offence_code_id]
    return offences


def _name(items: Sequence[Material], everyone: Sequence[Suspect], others: Sequence[Person]) -> None:
    """Give material the suspect or person that it is about, as they were read with the case.

    Somebody who was withdrawn is not among them: nobody who withdraws is told of sensitive material about them.
    """
    suspects, people = {row.pk: row for row in everyone}, {row.pk: row for row in others}
    for item in items:
        item.suspect = suspects[item.suspect_id] if item.suspect_id else None
        item.person = people.get(item.person_id) if item.person_id else None


SmallRows = Mapping[type[Model], list[dict[str, Any]]]


def _small_rows(case_files: Sequence[CaseFile]) -> QuerySet[CaseFile, Any]:
    """The small rows of many cases, every column of them as JSON."""
    asked = {model.__name__: ArraySubquery(rows.values(row=_Whole())) for model, rows in ROWS.items()}
    cases = CaseFile.objects.filter(pk__in=[case_file.pk for case_file in case_files]).order_by()
    return cases.values(key=F("pk"), reviewed_at=Subquery(_reviewed_at(CaseFile.objects.filter(pk=CASE))), **asked)


def first_reviewed_at(case_file: CaseFile) -> datetime | None:
    """When the CPS opened its first review of a file; None where it has opened none. No query for what was not sent."""
    if case_file.first_submitted_at is None:
        return None
    return _reviewed_at(CaseFile.objects.filter(pk=case_file.pk)).get()[0]


def _reviewed_at(cases: QuerySet[CaseFile]) -> QuerySet[CaseFile, tuple[datetime | None]]:
    # The apps that depend on this one keep the reviews: only the name of the relation is known here.
    first = cases.order_by().values("pk").annotate(reviewed_at=Min("consultations__opened_at"))
    return first.values_list("reviewed_at")


class _Whole(Expression):
    """A row as it is, in JSON by the names of its columns: one word of SQL, however many columns there are."""

    output_field = JSONField()

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Name the table by what this query calls it."""
        return f"to_jsonb({compiler.quote_name_unless_alias(compiler.query.get_initial_alias())})", ()


def _instances(model: type[M], rows: SmallRows) -> list[M]:
    return [_instance(model, values) for values in rows[model]]


def _instance(model: type[M], values: Mapping[str, Any]) -> M:
    """A row as the database would have given it."""
    fields = model._meta.concrete_fields
    return model.from_db(
        None, [field.attname for field in fields], [field.to_python(values[str(field.column)]) for field in fields]
    )


_MATERIAL = Prepared(lambda case_file, reader: _live_material([case_file]))
_SMALL = Prepared(lambda case_file, reader: _small_rows([case_file]))
