"""Reading everything that files hold, in a fixed number of queries, for one file or for many."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Model, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from casework.models import Answer, CaseFile, CaseFlag, Material, MaterialVersion, Offence, Person, Suspect, UnusedItem
from casework.rules.contents import CaseContents

M = TypeVar("M", bound=Model)
VERSIONS = Prefetch("versions", queryset=MaterialVersion.objects.order_by("-number"), to_attr="held_versions")
ROWS: Mapping[str, QuerySet[Any]] = {
    "answer_rows": Answer.objects.order_by("question", "id"),
    "unused_rows": UnusedItem.objects.filter(withdrawn_at__isnull=True).order_by("sensitive", "number"),
    "suspect_rows": Suspect.objects.order_by("number"),
    "people_rows": Person.objects.order_by("role", "id"),
    "flag_rows": CaseFlag.objects.filter(cleared_at__isnull=True).order_by("code"),
}
"""What is read with the case itself, as JSON, to save a query each."""


def contents_of(case_file: CaseFile) -> CaseContents:
    """Read everything that the file holds, in four queries whatever its size."""
    return next(contents_of_each([case_file]))


def contents_of_each(case_files: Sequence[CaseFile]) -> Iterator[CaseContents]:
    """Read what each of some files holds, in four queries however many they are."""
    among = {"case_file__in": case_files}
    material = Material.objects.filter(**among, withdrawn_at__isnull=True).order_by("kind", "id")
    held_rows = material.select_related("suspect", "person", "media")
    items = _by_case(held_rows.prefetch_related(VERSIONS))  # type: ignore[no-redef]  # the model declares what this sets
    offences = Offence.objects.filter(suspect__case_file__in=case_files, withdrawn_at__isnull=True)
    offences = offences.select_related("offence_code").annotate(case_file_id=F("suspect__case_file_id"))
    proposed = _by_case(offences.order_by("suspect_id", "id"))
    small = _small_rows(case_files)
    for case_file in case_files:
        rows = small[case_file.pk]
        held = items[case_file.pk]
        everyone = [_instance(Suspect, values) for values in rows["suspect_rows"]]
        others = [_instance(Person, values) for values in rows["people_rows"]]
        things: list[Any] = [*held, *everyone, *others]
        for thing in things:
            thing.case_file = case_file
        yield CaseContents(
            case_file=case_file,
            suspects=everyone,
            offences=proposed[case_file.pk],
            people=others,
            material=held,
            flags=frozenset(flag["code"] for flag in rows["flag_rows"]),
            answers=[_instance(Answer, values) for values in rows["answer_rows"]],
            unused=[_instance(UnusedItem, values) for values in rows["unused_rows"]],
            newest={item.pk: item.held_versions[0] for item in held if item.held_versions},
        )


def _by_case(rows: Iterable[M]) -> Mapping[int, list[M]]:
    """Rows of many cases, by the key of their case."""
    found: dict[int, list[M]] = defaultdict(list)
    for row in rows:
        found[row.case_file_id].append(row)  # type: ignore[attr-defined]  # each of these models has one
    return found


def _small_rows(case_files: Sequence[CaseFile]) -> Mapping[int, Mapping[str, list[dict[str, Any]]]]:
    """The small rows of many cases, every column of them as JSON, by the key of their case."""
    asked = {
        name: ArraySubquery(rows.filter(case_file=OuterRef("pk")).values(row=_whole(rows.model)))
        for name, rows in ROWS.items()
    }
    cases = CaseFile.objects.filter(pk__in=[case_file.pk for case_file in case_files]).order_by()
    found: Iterable[Any] = cases.values(key=F("pk"), **asked)
    return {row["key"]: row for row in found}


def _whole(model: type[Model]) -> JSONObject:
    return JSONObject(**{field.attname: field.attname for field in model._meta.concrete_fields})


def _instance(model: type[M], values: Mapping[str, Any]) -> M:
    """A row as the database would have given it."""
    fields = model._meta.concrete_fields
    return model.from_db(
        None, [field.attname for field in fields], [field.to_python(values[field.attname]) for field in fields]
    )
