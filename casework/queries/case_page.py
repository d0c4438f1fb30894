"""What the page of one case shows: contents, the computed standard, the timeline."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.models import User
from casework import events
from casework.lifecycle import Holder
from casework.models import (
    Answer,
    CaseEvent,
    CaseFile,
    CaseFlag,
    FileStandardEdition,
    FileStandardRow,
    Material,
    Offence,
    Person,
    Suspect,
    UnusedItem,
)
from casework.rules.file_standard import CHARGING, CaseContents, Requirement, requirements

R = TypeVar("R")


def contents_of(case_file: CaseFile) -> CaseContents:
    """Read everything that the file holds, in eight queries whatever its size."""
    return next(contents_of_each([case_file]))


def contents_of_each(case_files: Sequence[CaseFile]) -> Iterator[CaseContents]:
    """Read what each of some files holds, in eight queries however many they are."""
    among = {"case_file__in": case_files}
    material = Material.objects.filter(**among, withdrawn_at__isnull=True).order_by("kind", "id")
    items = _by_case(material.select_related("suspect", "person", "media").prefetch_related("versions"))
    suspects = _by_case(Suspect.objects.filter(**among).order_by("number"))
    people = _by_case(Person.objects.filter(**among).order_by("role", "id"))
    flags = _by_case(CaseFlag.objects.filter(**among, cleared_at__isnull=True))
    answers = _by_case(Answer.objects.filter(**among).order_by("question", "id"))
    unused = _by_case(UnusedItem.objects.filter(**among, withdrawn_at__isnull=True).order_by("sensitive", "number"))
    offences = Offence.objects.filter(suspect__case_file__in=case_files, withdrawn_at__isnull=True)
    proposed = _by_case(
        offences.select_related("offence_code")
        .annotate(case_file_id=F("suspect__case_file_id"))
        .order_by("suspect_id", "id")
    )
    for case_file in case_files:
        held, everyone, others = items[case_file.pk], suspects[case_file.pk], people[case_file.pk]
        things: list[Any] = [*held, *everyone, *others]
        for thing in things:
            thing.case_file = case_file
        yield CaseContents(
            case_file=case_file,
            suspects=everyone,
            offences=proposed[case_file.pk],
            people=others,
            material=held,
            flags=frozenset(flag.code for flag in flags[case_file.pk]),
            answers=answers[case_file.pk],
            unused=unused[case_file.pk],
            newest={item.pk: version for item in held for version in item.versions.all()[:1]},
        )


def _by_case(rows: Iterable[R]) -> Mapping[int, list[R]]:
    """Rows of many cases, by the key of their case."""
    found: dict[int, list[R]] = defaultdict(list)
    for row in rows:
        found[row.case_file_id].append(row)  # type: ignore[attr-defined]  # each of these models has one
    return found


def edition_on(day: date) -> FileStandardEdition | None:
    """The edition of the file standard in force on a local day; None where none is."""
    return FileStandardEdition.objects.in_force(day).first()


def standard_for(
    contents: CaseContents, *, on: date, purpose: str = CHARGING, edition: FileStandardEdition | None = None
) -> list[Requirement]:
    """The rows of an edition, or else of the one in force on a day, as they fall on this case: one query."""
    chosen = FileStandardEdition.objects.filter(pk=edition.pk) if edition else FileStandardEdition.objects.in_force(on)
    rows = list(FileStandardRow.objects.filter(edition__in=chosen[:1]).select_related("edition").order_by("position"))
    groups = rows[0].edition.offence_groups if rows else {}
    return requirements(contents, rows, on=on, purpose=purpose, groups=groups)


@dataclass(frozen=True)
class TimelineEntry:
    """One event in the words of the page. `who` is the name now held for the person who did it."""

    at: datetime
    recorded_at: datetime
    says: str
    about: str
    who: str
    agency: str
    code: str
    holder: str


def told_ledger(case_file: CaseFile, *, reader: User) -> QuerySet[CaseEvent]:
    """The events of a case that a reader may know of, oldest first, each with the name now held for `who` did it.

    What they may not know of is neither told nor counted. Every page and address that shows events starts from here.
    """
    name = User.objects.filter(pk=OuterRef("by_id")).values("name")
    return events.visible_to(events.ledger(case_file), reader).annotate(who=Subquery(name))


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
