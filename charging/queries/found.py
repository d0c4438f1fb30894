"""Search results: the cases that match what was typed, with filters, and what a row of the page shows of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Prefetch, QuerySet, Value, When

from accounts.models import User
from accounts.queries.people import covered_by
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseFile, CaseFlag, Suspect
from casework.queries import search
from charging.models import Consultation
from charging.queries import facets
from charging.queries.choices import read_as
from charging.queries.due import Due, due_of, stream_name
from charging.queries.facets import Chosen, Found, Screen

FACETS = (facets.STATUS, facets.HOLDER, facets.MINE, *facets.EVERYWHERE)
MOST_SHOWN = 5
HELD_BY = {holder: [status.value for status, words in STATUSES.items() if words.holder is holder] for holder in Holder}


@dataclass(frozen=True)
class SuspectFound:
    """One suspect of a case that was found; status and holder in the reader's words, stream and due while open."""

    name: str
    status: str
    colour: str
    holder: str
    stream: str
    due: Due


@dataclass(frozen=True)
class CaseFound:
    """One case that was found, with everybody in it."""

    case_file: CaseFile
    suspects: Sequence[SuspectFound]

    @property
    def shown(self) -> Sequence[SuspectFound]:
        """Those whom a row has room for."""
        return self.suspects[:MOST_SHOWN]

    @property
    def others(self) -> int:
        """How many it has no room for."""
        return len(self.suspects) - len(self.shown)

    @property
    def holders(self) -> Sequence[str]:
        """Who has the file, each once."""
        return tuple(dict.fromkeys(suspect.holder for suspect in self.suspects))

    @property
    def due(self) -> Sequence[SuspectFound]:
        """Those of whom something is due, each wording once."""
        return list({suspect.due: suspect for suspect in self.suspects if suspect.due.words}.values())


def find(text: str, chosen: Chosen, screen: Screen, *, user: User, on: date) -> Found:
    """Search for what was typed among what the reader may see, and count the choices of every filter."""
    return facets.find(_population(text, user, on), FACETS, chosen, screen)


def _population(text: str, user: User, on: date) -> QuerySet[Any, Any]:
    """A row for each suspect of each case that matches; a case without suspects has one too."""
    matching = search.cases(text, user=user).order_by("-pk").values("pk")[: search.MOST_FOUND]
    people = [user, *covered_by(user, on=on)]
    reviews = Consultation.objects.filter(case_file=OuterRef("pk"), prosecutor__in=people)
    flags = CaseFlag.objects.filter(case_file=OuterRef("pk"), cleared_at__isnull=True).order_by("code")
    named = {
        "key": F("pk"),
        "status": Case(
            *(When(suspects__status=status.value, then=Value(other.value)) for status, other in alike(user)),
            default=F("suspects__status"),
        ),
        "status_at": F("suspects__status_at"),
        "custody": F("suspects__custody_basis"),
        "turn": F("suspects__standing__turn"),
        "due_at": F("suspects__standing__due_at"),
        "stream": F("suspects__standing__stream"),
        "submitted_at": F("first_submitted_at"),
        "unit": F("police_unit_id"),
        "type": F("casework_type"),
        "holder": Case(
            *(When(suspects__status__in=statuses, then=Value(holder.value)) for holder, statuses in HELD_BY.items()),
            output_field=CharField(),
        ),
        "flag": ArraySubquery(flags.values("code")),
        "mine": Func(
            Case(When(officer__in=people, then=Value("officer")), default=Value("")),
            Case(When(Exists(reviews), then=Value("prosecutor")), default=Value("")),
            template="ARRAY[%(expressions)s]",
            output_field=CharField(),
        ),
    }
    rows: QuerySet[Any, Any] = CaseFile.objects.filter(pk__in=matching).order_by().annotate(**named)
    return rows.values(*named, "opened_at", "cps_unit")


def alike(user: User) -> list[tuple[Status, Status]]:
    """The statuses that read the same to somebody as an earlier one, each with that one."""
    return [(status, other) for status in Status if (other := read_as(status, user.side)) is not status]


def rows_of(found: Found, *, user: User, at: datetime) -> list[CaseFound]:
    """Read what the page shows of the cases on it, in their order; the policy is asked again."""
    suspects = Suspect.objects.select_related("standing").prefetch_related("aliases").order_by("number")
    rows = CaseFile.objects.visible_to(user).filter(pk__in=found.keys)
    shown = rows.select_related("police_unit", "officer", "merged_into").prefetch_related(
        Prefetch("suspects", queryset=suspects)
    )
    by_key = {case.pk: case for case in shown}
    return [_row(by_key[key], user, at) for key in found.keys if key in by_key]


def _row(case_file: CaseFile, user: User, at: datetime) -> CaseFound:
    return CaseFound(case_file, [_suspect(suspect, user, at) for suspect in case_file.suspects.all()])


def _suspect(suspect: Suspect, user: User, at: datetime) -> SuspectFound:
    words = STATUSES[Status(suspect.status)]
    known = [str(alias) for alias in suspect.aliases.all()]
    standing = getattr(suspect, "standing", None)
    return SuspectFound(
        name=f"{suspect} (also {', '.join(known)})" if known else str(suspect),
        status=words.label(user.side),
        colour=words.colour,
        holder=words.holder.value,
        stream=stream_name(standing.stream) if standing else "",
        due=due_of(standing, at) if standing else Due(),
    )
