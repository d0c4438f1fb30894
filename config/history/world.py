"""Who and what there is for past cases to happen to: forces, units, people, offences, coded reasons."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from math import pi, sin
from random import Random

from accounts.models import AreaForce, Membership, Organisation, OrganisationKind, Unit
from accounts.operations.demo import DOMAIN, likely_units
from accounts.roles import Role
from casework.models import CaseworkType, FileStandardEdition, OffenceCode
from charging.models import DecisionReason, FailureReason, RejectionReason
from config.history import shape
from config.history.offences import COMMON
from foundation.working_days import Calendar, bundled

UNITS_IN_USE = 6


class NothingToTell(Exception):
    """Reference data or people are missing, so no case can be told."""


@dataclass(frozen=True)
class Actor:
    """A person as the ledger names them."""

    id: int
    org: str
    role: str


@dataclass(frozen=True)
class OffenceKind:
    """An offence with what it usually brings along."""

    id: int
    code: str
    headline: str
    casework_type: str
    victim: float
    domestic: float
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Area:
    """A CPS Area: its units by kind, and who works there."""

    id: int
    code: str
    units: dict[str, tuple[int, str]]
    assistants: list[Actor]
    prosecutors: list[Actor]
    managers: list[Actor]


@dataclass(frozen=True)
class Force:
    """A police force, its busiest units, the Areas its files go to, and how often they are rejected."""

    id: int
    code: str
    weight: float
    units: list[tuple[int, str]]
    areas: list[Area]
    builders: list[Actor]
    supervisors: list[Actor]
    rejection: float
    drift: float
    phase: float

    def rejected_at_first(self, day: date) -> float:
        """The share of first submissions rejected around a day: a level of its own, a trend and a slow swing."""
        years = (day - date(2025, 1, 1)).days / 365
        return self.rejection + self.drift * years + 0.035 * sin(2 * pi * years + self.phase)


@dataclass(frozen=True)
class World:
    """Everything that a story may name."""

    forces: list[Force]
    force_shares: list[float]
    offences: list[OffenceKind]
    offence_shares: list[float]
    rejection_reasons: dict[str, int]
    decision_reasons: dict[str, list[tuple[int, str, bool]]]
    edition: tuple[int, str]
    failure_reasons: dict[str, tuple[int, str]] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=bundled)


def load(force_codes: Iterable[str] = ()) -> World:
    """Read the world; only forces with people of ours in them, narrowed to some codes where any are given.

    Raises NothingToTell where reference data or people are missing.
    """
    edition = FileStandardEdition.objects.order_by("-valid_from").first()
    offences, shares = _offences()
    forces = _forces(set(force_codes))
    if not (edition and offences and forces):
        raise NothingToTell("Load reference data and make people first: load_reference_data, then a seed command.")
    return World(
        forces=forces,
        force_shares=list(accumulate(force.weight for force in forces)),
        offences=offences,
        offence_shares=list(accumulate(shares)),
        rejection_reasons=dict(RejectionReason.objects.values_list("code", "id")),
        decision_reasons=_decision_reasons(),
        edition=(edition.pk, edition.code),
        failure_reasons={row.code: (row.pk, row.group) for row in FailureReason.objects.filter(valid_to=None)},
    )


def _offences() -> tuple[list[OffenceKind], list[float]]:
    rows = OffenceCode.objects.filter(code__in=COMMON, valid_to__isnull=True).order_by("code")
    found = [
        OffenceKind(
            id=row.pk,
            code=row.code,
            headline=COMMON[row.code].headline,
            casework_type=COMMON[row.code].casework_type.value,
            victim=COMMON[row.code].victim,
            domestic=COMMON[row.code].domestic,
            flags=tuple(flag.value for flag in COMMON[row.code].flags),
        )
        for row in rows
    ]
    return found, [COMMON[kind.code].weight for kind in found]


def _decision_reasons() -> dict[str, list[tuple[int, str, bool]]]:
    reasons: dict[str, list[tuple[int, str, bool]]] = defaultdict(list)
    for row in DecisionReason.objects.filter(reasons__isnull=True).order_by("result", "position"):
        reasons[row.result].append((row.pk, row.code, row.victim_reason))
    return dict(reasons)


def _people() -> dict[tuple[int, str], list[Actor]]:
    """Our people by organisation and role, in the order in which they were made."""
    people: dict[tuple[int, str], list[Actor]] = defaultdict(list)
    rows = Membership.objects.filter(user__email__endswith=DOMAIN).order_by("user_id", "id")
    for row in rows.select_related("unit"):
        side = Role(row.role).definition.side.value
        people[row.unit.organisation_id, row.role].append(Actor(row.user_id, side, row.role))
    return people


def _areas(people: dict[tuple[int, str], list[Actor]]) -> dict[int, Area]:
    units: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    for unit in Unit.objects.filter(kind__in=CaseworkType.values, valid_to__isnull=True):
        units[unit.organisation_id][unit.kind] = (unit.pk, unit.code)
    areas = Organisation.objects.filter(kind=OrganisationKind.CPS_AREA)
    return {
        area.pk: Area(
            id=area.pk,
            code=area.code,
            units=units[area.pk],
            assistants=people[area.pk, Role.CASEWORK_ASSISTANT],
            prosecutors=people[area.pk, Role.PROSECUTOR],
            managers=people[area.pk, Role.LEGAL_MANAGER],
        )
        for area in areas
        if people.get((area.pk, Role.PROSECUTOR)) and people.get((area.pk, Role.CASEWORK_ASSISTANT))
    }


def _forces(wanted: set[str]) -> list[Force]:
    people = _people()
    areas = _areas(people)
    links: dict[int, list[Area]] = defaultdict(list)
    for link in AreaForce.objects.order_by("area__code"):
        if link.area_id in areas:
            links[link.force_id].append(areas[link.area_id])
    units: dict[int, list[Unit]] = defaultdict(list)
    for unit in Unit.objects.filter(valid_to__isnull=True, organisation__in=links).order_by("code"):
        units[unit.organisation_id].append(unit)
    found = []
    for force in Organisation.objects.filter(pk__in=links).order_by("code"):
        builders = people[force.pk, Role.FILE_BUILDER]
        if units[force.pk] and builders and (force.code in wanted or not wanted):
            busiest = [(unit.pk, unit.code) for unit in likely_units(units[force.pk])[:UNITS_IN_USE]]
            found.append(_force(force, busiest, links[force.pk], people))
    return found


def _force(
    force: Organisation,
    units: list[tuple[int, str]],
    areas: list[Area],
    people: dict[tuple[int, str], list[Actor]],
) -> Force:
    own = Random(f"force {force.code}")
    builders = people[force.pk, Role.FILE_BUILDER]
    return Force(
        id=force.pk,
        code=force.code,
        weight=shape.FORCE_WEIGHTS.get(force.code, shape.SMALLEST_WEIGHT),
        units=units,
        areas=areas,
        builders=builders,
        supervisors=people[force.pk, Role.SUPERVISOR] or builders,
        rejection=own.uniform(0.32, 0.50),
        drift=own.uniform(-0.05, 0.03),
        phase=own.uniform(0, 2 * pi),
    )


def working_days(calendar: Calendar, first: date, last: date) -> dict[int, int]:
    """Every day from first to last, by days since 1970, with the next working day from it on."""
    epoch = date(1970, 1, 1)
    found: dict[int, int] = {}
    day = last + timedelta(days=10)
    coming = (day - epoch).days
    while day >= first:
        number = (day - epoch).days
        coming = number if calendar.is_working_day(day) else coming
        found[number] = coming
        day -= timedelta(days=1)
    return found
