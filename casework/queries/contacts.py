"""Whom to ask about a case, on both sides, and who stands in for them today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from accounts.models import Membership, User
from accounts.queries.people import StandIn, stand_in_of, with_stand_in
from accounts.roles import Role
from accounts.rules import contact as rules
from casework import events
from casework.models import CaseEvent, CaseFile
from foundation.verdicts import Verdict

OFFICER, SUPERVISOR = "officer", "supervisor"
TITLES = {
    OFFICER: "Officer in the case",
    SUPERVISOR: "Police supervisor",
    "prosecutor": "Prosecutor",
    "assistant": "CPS casework assistant",
}


@dataclass(frozen=True)
class Contact:
    """Somebody to ask. Without a `person` the `otherwise` says whom to ask instead.

    `away` is whoever stands in for them on the day. `gaps` says what is missing to reach them; it is empty for nobody.
    """

    part: str
    title: str
    person: User | None
    otherwise: str
    away: StandIn | None
    gaps: Verdict
    is_reader: bool


def contacts_of(
    case_file: CaseFile, *, reader: User, on: date, rows: Sequence[CaseEvent] | None = None
) -> list[Contact]:
    """Whom to ask about a case on a local day, police first.

    Officers come from the case, everybody else from the ledger: whoever last signed off, triaged, or was given
    the review. `rows` are the case's events where they were read already, oldest first.
    """
    who = _people(named_in(_naming(case_file) if rows is None else rows), case_file, on)
    return [_contact(part, who.get(part), case_file, reader) for part in TITLES]


def naming_types() -> list[str]:
    """The types of events that name somebody to ask."""
    return [name for name, payload in events.REGISTRY.items() if payload.contact]


def _naming(case_file: CaseFile) -> Sequence[CaseEvent]:
    """The latest event of each type, and of each role that did it, that names somebody, oldest first."""
    latest = (
        CaseEvent.objects.filter(case_id=case_file.pk, type__in=naming_types())
        .order_by("type", "actor_role", "-seq")
        .distinct("type", "actor_role")
    )
    return sorted(latest, key=lambda row: row.seq)


def named_in(rows: Iterable[CaseEvent]) -> Mapping[str, int]:
    """The key of whoever was last named for each part, from events given oldest first."""
    named: dict[str, int] = {}
    for row in rows:
        payload = events.REGISTRY.get(row.type)
        if payload and payload.contact and payload.contact.role in {"", row.actor_role}:
            key = row.details.get(payload.contact.field) if payload.contact.field else row.by_id
            if key:
                named[payload.contact.part] = key
    return named


def _people(named: Mapping[str, int], case_file: CaseFile, on: date) -> Mapping[str, User]:
    """Those who are named, by their part, in one query; where no supervisor had the file yet, one of its own unit."""
    keys = {**named, OFFICER: case_file.officer_id}
    wanted = Q(pk__in=keys.values())
    if SUPERVISOR not in named:
        here = Membership.objects.current().filter(unit=case_file.police_unit_id, role=Role.SUPERVISOR)
        wanted |= Q(pk__in=here.values("user_id"), is_active=True)
    people = {person.pk: person for person in with_stand_in(User.objects.filter(wanted), on=on).order_by("name", "pk")}
    if SUPERVISOR not in named:
        found = next((key for key in people if key not in keys.values()), None)
        keys |= {SUPERVISOR: found} if found else {}
    return {part: people[key] for part, key in keys.items() if key in people}


def _contact(part: str, person: User | None, case_file: CaseFile, reader: User) -> Contact:
    title = TITLES[part]
    return Contact(
        part=part,
        title=title,
        person=person,
        otherwise="" if person else _otherwise(part, case_file),
        away=stand_in_of(person) if person else None,
        gaps=rules.gaps(person, part=_within(title)) if person else Verdict.ok(),
        is_reader=person is not None and person.pk == reader.pk,
    )


def _within(title: str) -> str:
    """A title in the middle of a sentence; the letters of an agency stay as they are."""
    return f"{title[:1].lower()}{title[1:]}" if title[1:2].islower() else title


def _otherwise(part: str, case_file: CaseFile) -> str:
    unit = case_file.cps_unit.name if case_file.cps_unit else case_file.cps_area.name
    words = {
        SUPERVISOR: f"Any supervisor of {case_file.police_unit.name}",
        "prosecutor": "Not allocated yet",
        "assistant": f"The shared pool of {unit}",
    }
    return words.get(part, "Nobody yet")
