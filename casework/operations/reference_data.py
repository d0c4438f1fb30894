"""Load the reference lists: offence codes, courts, code lists and bank holidays, keeping what held before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection, models, transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.timezone import localdate
from govuk_bank_holidays.bank_holidays import BankHolidays

from casework.models.reference import (
    BEGINNING,
    BankHoliday,
    CodeListEntry,
    Court,
    OffenceCode,
    OffenceWord,
    ReferenceVersion,
)
from casework.operations.reference_rows import (
    LISTS,
    Row,
    court_rows,
    digest_of,
    entry_rows,
    offence_rows,
    read,
)
from casework.rules import offence_wording

PACKAGE = "@moj-bichard7-developers/bichard7-next-data"
LOCK = 7_268_010
BATCH = 4_000
ENGLAND_AND_WALES = "england-and-wales"
HOLIDAY_SOURCE = "govuk-bank-holidays"
EVERYDAY_WORDS_UP_TO = 75


@dataclass(frozen=True)
class Loaded:
    """What one list brought: how many rows it has, and how many of ours were added, changed or ended."""

    dataset: str
    version: str
    rows: int
    added: int = 0
    changed: int = 0
    ended: int = 0
    is_new: bool = True


@dataclass(frozen=True)
class Sheet:
    """How a list is kept: what names a row, what makes it a different row, what merely helps to find it."""

    name: str
    model: type[models.Model]
    key: tuple[str, ...]
    content: tuple[str, ...]
    helps: tuple[str, ...] = ()
    scope: dict[str, str] = field(default_factory=dict)


OFFENCES = Sheet(
    name="offence_code",
    model=OffenceCode,
    key=("code",),
    content=("title", "category", "mode_of_trial", "home_office_code", "notifiable", "recordable"),
    helps=("inchoate", "is_local", "is_obsolete", "precedence", "search_text"),
)
COURTS = Sheet(name="court", model=Court, key=("code",), content=("name", "kind", "area", "area_name", "psa_code"))


def load(*, node_modules: Path, at: datetime) -> list[Loaded]:
    """Load every list of the installed package whose content we have not seen; whole or not at all.

    A row that changed or vanished ends today and what replaces it starts today.
    """
    folder = node_modules / PACKAGE
    version = str(read(folder / "package.json")["version"])
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        return [*_load_package(folder / "data", version=version, at=at), load_bank_holidays()]


def _load_package(data: Path, *, version: str, at: datetime) -> Iterator[Loaded]:
    """Load the lists of the package one by one."""
    offences, units = data / "offence-code.json", data / "organisation-unit.json"
    yield load_sheet(OFFENCES, offences, rows=offence_rows, version=version, at=at)
    yield load_sheet(COURTS, units, rows=court_rows, version=version, at=at)
    for name, file in LISTS.items():
        sheet = Sheet(
            name=name,
            model=CodeListEntry,
            key=("list", "code"),
            content=("description", "extra"),
            scope={"list": name},
        )
        yield load_sheet(sheet, data / file, rows=entry_rows(name), version=version, at=at)


def load_sheet(
    sheet: Sheet, file: Path, *, rows: Callable[[list[Row]], list[Row]], version: str, at: datetime
) -> Loaded:
    """Bring one list up to date with one file; nothing is touched when its digest is known."""
    digest = digest_of(file)
    known = ReferenceVersion.objects.filter(dataset=sheet.name, version=version).first()
    if known and known.digest == digest:
        return Loaded(sheet.name, version, known.rows, is_new=False)
    fresh: list[Row] = rows(read(file))
    edition, _ = ReferenceVersion.objects.update_or_create(
        dataset=sheet.name,
        version=version,
        defaults={
            "loaded_at": at,
            "source": f"{PACKAGE} {file.name}",
            "rows": len(fresh),
            "digest": digest,
        },
    )
    added, changed, ended = supersede(sheet, fresh, edition=edition, on=localdate(at))
    if sheet.model is OffenceCode:
        _index_offences()
    return Loaded(sheet.name, version, len(fresh), added, changed, ended)


def supersede(sheet: Sheet, fresh: Sequence[Row], *, edition: ReferenceVersion, on: date) -> tuple[int, int, int]:
    """Make the current rows equal to these, from a day on; return how many were added, changed and ended.

    The first rows of a list hold from the BEGINNING. Search helps are corrected in place: they are not law.
    """
    rows = sheet.model._default_manager.filter(**sheet.scope)
    start = on if rows.exists() else BEGINNING
    columns = ("id", "valid_from", "version_id", *sheet.key, *sheet.content, *sheet.helps)
    current = {_key(sheet, row): row for row in rows.filter(valid_to__isnull=True).values(*columns)}
    wanted = {_key(sheet, row): row for row in fresh}
    added = [key for key in wanted if key not in current]
    changed = [key for key in wanted if key in current and _differs(sheet.content, wanted[key], current[key])]
    ended = [key for key in current if key not in wanted]
    helped = (key for key in wanted.keys() - added - set(changed) if _differs(sheet.helps, wanted[key], current[key]))
    _end(sheet, [current[key] for key in (*changed, *ended)], on=on, spare=set(changed))
    dated: list[Row] = [{**wanted[key], "valid_from": start, "version_id": edition.pk} for key in (*added, *changed)]
    dated += [
        {**wanted[key], "valid_from": current[key]["valid_from"], "version_id": current[key]["version_id"]}
        for key in helped
    ]
    _upsert(sheet, dated)
    return len(added), len(changed), len(ended)


def _key(sheet: Sheet, row: Row) -> tuple[Any, ...]:
    """Return what names a row."""
    return tuple(row[name] for name in sheet.key)


def _differs(names: tuple[str, ...], one: Row, other: Row) -> bool:
    """Say whether two rows differ in these columns."""
    return any(one[name] != other[name] for name in names)


def _end(sheet: Sheet, rows: list[Row], *, on: date, spare: set[tuple[Any, ...]]) -> None:
    """End rows on a day; one that began that very day and was changed is left to be overwritten."""
    ids = [row["id"] for row in rows if row["valid_from"] < on or _key(sheet, row) not in spare]
    sheet.model._default_manager.filter(pk__in=ids).update(valid_to=Greatest(F("valid_from"), on))


def _upsert(sheet: Sheet, rows: list[Row]) -> None:
    """Write dated rows, in place where one of the same name and first day exists."""
    sheet.model._default_manager.bulk_create(
        [sheet.model(**row, valid_to=None) for row in rows],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=[*sheet.key, "valid_from"],
        update_fields=[*sheet.content, *sheet.helps, "version", "valid_to", *_searched(sheet)],
    )


def _searched(sheet: Sheet) -> list[str]:
    """Return the column that is worked out afresh after a write, where there is one."""
    return ["search_words"] if sheet.model is OffenceCode else []


def _index_offences() -> None:
    """Work out the words of new rows, and the list of words that typing mistakes are mended to."""
    vector = SearchVector("search_text", config="simple") + SearchVector("search_text", config="english")
    OffenceCode.objects.filter(search_words__isnull=True).update(search_words=vector)
    best: dict[str, int] = {}
    everyday = OffenceCode.objects.filter(valid_to__isnull=True, precedence__lte=EVERYDAY_WORDS_UP_TO)
    for text, precedence in everyday.order_by("-precedence").values_list("search_text", "precedence"):
        best.update(dict.fromkeys(offence_wording.indexable([text]), precedence))
    OffenceWord.objects.all().delete()
    OffenceWord.objects.bulk_create(
        [
            OffenceWord(word=word, trigrams=offence_wording.trigrams(word), precedence=precedence)
            for word, precedence in best.items()
        ],
        batch_size=BATCH,
    )


def load_bank_holidays() -> Loaded:
    """Bring the bank holidays up to date with the list bundled in the package; days added by hand stay."""
    published = BankHolidays(use_cached_holidays=True).get_holidays(division=ENGLAND_AND_WALES)
    days = {holiday["date"]: str(holiday["title"]) for holiday in published}
    own = BankHoliday.objects.filter(source=HOLIDAY_SOURCE, division=ENGLAND_AND_WALES)
    known = dict(own.values_list("on", "name"))
    ended, _ = own.exclude(on__in=days).delete()
    by_hand = set(BankHoliday.objects.filter(division=ENGLAND_AND_WALES).values_list("on", flat=True)) - known.keys()
    wanted = {day: name for day, name in days.items() if day not in by_hand and known.get(day) != name}
    BankHoliday.objects.bulk_create(
        [
            BankHoliday(on=day, name=name, division=ENGLAND_AND_WALES, source=HOLIDAY_SOURCE)
            for day, name in wanted.items()
        ],
        update_conflicts=True,
        unique_fields=["on", "division"],
        update_fields=["name"],
    )
    added = len(wanted.keys() - known.keys())
    changed = len(wanted) - added
    return Loaded("bank_holiday", "bundled", len(days), added, changed, ended, is_new=bool(wanted or ended))
