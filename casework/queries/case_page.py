"""What the page of one case shows: contents, the computed standard, the timeline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import User
from casework import events
from casework.lifecycle import Holder
from casework.models import (
    CaseEvent,
    CaseFile,
    FileStandardEdition,
    FileStandardRow,
    Offence,
    Suspect,
    sees_sensitive,
)
from casework.rules.file_standard import CaseContents, Requirement, requirements


def contents_of(case_file: CaseFile) -> CaseContents:
    """Read everything that the file holds, in six queries whatever its size."""
    suspects = list(case_file.suspects.all())
    offences = Offence.objects.filter(suspect__case_file=case_file, withdrawn_at__isnull=True)
    return CaseContents(
        case_file=case_file,
        suspects=suspects,
        offences=list(offences.select_related("offence_code").order_by("suspect_id", "id")),
        people=list(case_file.people.all()),
        material=list(
            case_file.material.filter(withdrawn_at__isnull=True)
            .select_related("suspect", "person")
            .prefetch_related("versions")
        ),
        flags=frozenset(case_file.flags.filter(cleared_at__isnull=True).values_list("code", flat=True)),
    )


def edition_on(day: date) -> FileStandardEdition | None:
    """The edition of the file standard in force on a local day; None where none is loaded."""
    return _in_force(day).first()


def _in_force(day: date) -> QuerySet[FileStandardEdition]:
    return FileStandardEdition.objects.filter(valid_from__lte=day).exclude(valid_to__lte=day)


def standard_for(contents: CaseContents, *, on: date) -> list[Requirement]:
    """The rows of the edition in force on a day, as they fall on this case."""
    rows = FileStandardRow.objects.filter(edition__in=_in_force(on)[:1]).order_by("position")
    return requirements(contents, rows, on=on)


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

    An event whose payload says `sensitive` does not exist for those who may not know of sensitive material:
    it is neither told nor counted. Every page and address that shows events starts from here.
    """
    name = User.objects.filter(pk=OuterRef("by_id")).values("name")
    told = events.ledger(case_file).annotate(who=Subquery(name))
    return told if sees_sensitive(reader) else told.exclude(details__contains={"sensitive": True})


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
