"""What the page of one case shows: contents, the computed standard, the timeline."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from accounts.models import User
from casework import events
from casework.lifecycle import Holder
from casework.models import CaseEvent, CaseFile, FileStandardEdition, FileStandardRow, Suspect
from casework.queries.contents import contents_of as contents_of  # part of the page, and asked for from here
from casework.rules.file_standard import CHARGING, CaseContents, Requirement, requirements


def edition_on(day: date) -> FileStandardEdition | None:
    """The edition of the file standard in force on a local day; None where none is."""
    return FileStandardEdition.objects.in_force(day).first()


def standard_for(
    contents: CaseContents, *, on: date, purpose: str = CHARGING, edition_id: int | None = None
) -> list[Requirement]:
    """The rows of an edition, or else of the one in force on a day, as they fall on this case: one query."""
    editions = FileStandardEdition.objects
    chosen = editions.filter(pk=edition_id) if edition_id else editions.in_force(on)
    rows = list(FileStandardRow.objects.filter(edition__in=chosen[:1]).select_related("edition").order_by("position"))
    groups = rows[0].edition.offence_groups if rows else {}
    return requirements(contents, rows, on=on, purpose=purpose, groups=groups)


@dataclass(frozen=True)
class TimelineEntry:
    """One event in the words of the page. `who` is the name now held for the person who did it.

    Of `at` only the day is known where `only_day` says so.
    """

    at: datetime
    recorded_at: datetime
    says: str
    about: str
    who: str
    agency: str
    code: str
    holder: str
    only_day: bool


def told_ledger(case_file: CaseFile, *, reader: User) -> QuerySet[CaseEvent]:
    """The events of a case that a reader may know of, oldest first, each with the name now held for `who` did it.

    What they may not know of is neither told nor counted. Every page and address that shows events starts from here.
    A split or a merge stands in the ledgers of both cases: where both are read, the case's own entry tells it.
    """
    name = User.objects.filter(pk=OuterRef("by_id")).values("name")
    parted = Q(type__in=[events.CaseSplit.name, events.CaseMerged.name], details__to_case_id=case_file.pk)
    rows = events.ledger(case_file).exclude(parted & ~Q(case_id=case_file.pk))
    return events.visible_to(rows, reader).annotate(who=Subquery(name))


def told_in_brief(
    case_file: CaseFile, *, reader: User, newest: int, types: Collection[str] = ()
) -> QuerySet[CaseEvent]:
    """The newest of those events; of the others only changes of holder and some types. Oldest first.

    Each row has `told`, how many there are in all: a long ledger is counted without being read.
    """
    backwards = Window(RowNumber(), order_by=[F("at").desc(), F("seq").desc()])
    rows = told_ledger(case_file, reader=reader).annotate(told=Window(Count("pk")), place=backwards)
    return rows.filter(Q(place__lte=newest) | Q(holder__gt="") | Q(type__in=types))


def timeline(rows: Sequence[CaseEvent], everyone: Sequence[Suspect], words: Mapping[str, str]) -> list[TimelineEntry]:
    """Rows of `told_ledger`, told newest first in the words each event type declares.

    `words` says what coded values are called on pages, by code.
    """
    suspects = {suspect.pk: str(suspect) for suspect in everyone}
    entries = []
    for row in reversed(rows):
        payload = events.REGISTRY.get(row.type)
        entries.append(
            TimelineEntry(
                at=row.at,
                recorded_at=row.recorded_at,
                says=_sentence(payload.says if payload else row.type, row.details, words),
                about=", ".join(suspects.get(key, "") for key in row.suspect_ids if key in suspects),
                who=getattr(row, "who", None) or "",
                agency=row.actor_org,
                code=payload.code if payload else "",
                holder=row.holder,
                only_day=payload is not None and payload.only_day,
            )
        )
    return entries


def _sentence(template: str, details: Mapping[str, object], words: Mapping[str, str]) -> str:
    said = {key: words.get(str(value), str(value).replace("_", " ")) for key, value in details.items()}
    sentence = template.format_map(said)
    return f"{sentence[:1].upper()}{sentence[1:]}"


@dataclass(frozen=True)
class HeldDays:
    """How long each agency has held one suspect's file since it was first received, in whole local days."""

    suspect: Suspect
    police: int
    cps: int
    holder: Holder
    since: datetime | None
