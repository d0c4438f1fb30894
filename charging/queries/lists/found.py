"""Search results: the cases that match what was typed, with filters, and what a row of the page shows of each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import EmptyResultSet
from django.db.models import Prefetch

from accounts.models import User
from accounts.queries.people import covered_by
from casework.lifecycle import OPEN, STATUSES, Status
from casework.models import CaseFile, Standing, Suspect
from casework.queries import search
from charging.queries.clocks.due import Due, stream_name
from charging.queries.clocks.in_rows import NOTHING, Told, told_of
from charging.queries.lists import facets
from charging.queries.lists.choices import read_as
from charging.queries.lists.facets import Chosen, Found, Population, Screen

FACETS = (facets.STATUS, facets.HOLDER, facets.MINE, *facets.EVERYWHERE)
MOST_SHOWN = 5


@dataclass(frozen=True)
class SuspectFound:
    """One suspect of a case that was found; status and holder in the reader's words, stream and due while open."""

    name: str
    status: str
    colour: str
    holder: str
    stream: str
    told: Told

    @property
    def due(self) -> Due:
        """What is due first."""
        return self.told.due


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
        return list({suspect.told: suspect for suspect in self.suspects if suspect.due.words}.values())


# A case without suspects has no standing: what there is to say of it comes from the case itself.
POPULATION = """
SELECT asked.key, {status} AS status, {standing}.status_at, {standing}.custody_basis AS custody,
       CASE WHEN {standing}.status IN ({open}) THEN {standing}.turn END AS turn,
       {standing}.due_at, {standing}.stream, {standing}.flags AS flag,
       {holder} AS holder,
       COALESCE({standing}.opened_at, {case}.opened_at) AS opened_at,
       COALESCE({standing}.first_submitted_at, {case}.first_submitted_at) AS submitted_at,
       COALESCE({standing}.police_unit_id, {case}.police_unit_id) AS unit,
       COALESCE({standing}.cps_unit_id, {case}.cps_unit_id) AS cps_unit,
       COALESCE({standing}.casework_type, {case}.casework_type) AS type,
       ARRAY[CASE WHEN COALESCE({standing}.officer_id, {case}.officer_id) = ANY(%s) THEN 'officer' END,
             CASE WHEN {standing}.prosecutor_id = ANY(%s) THEN 'prosecutor' END] AS mine
  FROM asked
  LEFT JOIN {standing} ON {standing}.case_file_id = asked.key
  LEFT JOIN {case} ON {case}.id = CASE WHEN {standing}.suspect_id IS NULL THEN asked.key END
"""
STANDING, CASE = Standing._meta.db_table, CaseFile._meta.db_table


def find(text: str, chosen: Chosen, screen: Screen, *, user: User, on: date) -> Found:
    """Search for what was typed among what the reader may see, and count the choices of every filter."""
    return facets.find(_population(text, user, on), FACETS, chosen, screen)


def is_cut(found: Found) -> bool:
    """Whether more of the reader's cases may match than were looked at: then older ones are neither shown nor counted.

    What others have is no part of the answer.
    """
    return found.looked_at >= search.MOST_FOUND


def _population(text: str, user: User, on: date) -> Population | None:
    """A row for each suspect of each case that matches, and one for a case without suspects; None for none at all."""
    people = [person.pk for person in (user, *covered_by(user, on=on))]
    try:
        asked, asked_params = search.matching(text, user=user).query.sql_with_params()
    except EmptyResultSet:
        return None
    sql = POPULATION.format(
        standing=STANDING,
        case=CASE,
        open=", ".join(f"'{status.value}'" for status in sorted(OPEN)),
        status=_cases(f"{STANDING}.status", [(old.value, new.value) for old, new in alike(user)], f"{STANDING}.status"),
        holder=_cases(f"{STANDING}.status", [(status.value, words.holder.value) for status, words in STATUSES.items()]),
    )
    return Population(sql, [*asked_params, people, people], asked)


def _cases(column: str, pairs: Sequence[tuple[str, str]], other: str = "''") -> str:
    """A CASE over words of our own: nothing that anybody typed is among them."""
    branches = " ".join(f"WHEN '{old}' THEN '{new}'" for old, new in pairs)
    return f"CASE {column} {branches} ELSE {other} END" if pairs else other


def alike(user: User) -> list[tuple[Status, Status]]:
    """The statuses that read the same to somebody as an earlier one, each with that one."""
    return [(status, other) for status in Status if (other := read_as(status, user.side)) is not status]


def rows_of(found: Found, *, user: User, at: datetime) -> list[CaseFound]:
    """Read what the page shows of the cases on it, in their order; the policy is asked again."""
    people = Suspect.objects.select_related("standing").prefetch_related("aliases")
    suspects = people.defer("interview_summary").order_by("number")
    rows = CaseFile.objects.visible_to(user).filter(pk__in=found.keys).defer("summary", "lines_of_enquiry")
    shown = rows.select_related("police_unit", "officer", "merged_into").prefetch_related(
        Prefetch("suspects", queryset=suspects)
    )
    by_key = {case.pk: case for case in shown}
    told = told_of([suspect.standing for case in by_key.values() for suspect in case.suspects.all()], at)
    return [_row(by_key[key], user, told) for key in found.keys if key in by_key]


def _row(case_file: CaseFile, user: User, told: Mapping[int, Told]) -> CaseFound:
    return CaseFound(case_file, [_suspect(suspect, user, told[suspect.pk]) for suspect in case_file.suspects.all()])


def _suspect(suspect: Suspect, user: User, told: Told) -> SuspectFound:
    words = STATUSES[Status(suspect.status)]
    known = [str(alias) for alias in suspect.aliases.all()]
    standing = suspect.standing if suspect.status in OPEN else None
    return SuspectFound(
        name=f"{suspect} (also {', '.join(known)})" if known else str(suspect),
        status=words.label(user.side),
        colour=words.colour,
        holder=words.holder.value,
        stream=stream_name(standing.stream) if standing else "",
        told=told if standing else NOTHING,
    )
