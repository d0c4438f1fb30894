"""Places that figures are shown for, by the names of today."""

from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Organisation, OrganisationKind, Unit
from metrics.models import Level

UNNAMED = "Not stated"


@dataclass(frozen=True)
class Place:
    """One place; `key` is how addresses name it. One `without_ground` belongs in a list only where it has figures."""

    level: Level
    code: str
    name: str
    without_ground: bool = False

    @property
    def key(self) -> str:
        """ "nation", "area-LN" or "force-01"."""
        return f"{self.level.value}-{self.code}" if self.code else self.level.value


NATION = Place(Level.NATION, "", "England and Wales")


def areas_and_forces() -> tuple[Place, ...]:
    """The nation, then every Area, then every force, each by name in the order of the alphabet."""
    level_of = {OrganisationKind.CPS_AREA: Level.AREA, OrganisationKind.CPS_DIRECT: Level.AREA}
    rows = Organisation.objects.order_by("name").values_list("kind", "code", "name")
    places = [
        Place(level_of.get(OrganisationKind(kind), Level.FORCE), code, name, kind == OrganisationKind.CPS_DIRECT)
        for kind, code, name in rows
    ]
    return (NATION, *sorted(places, key=lambda place: (place.level is not Level.AREA, place.name)))


def of_level(level: Level, places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Narrow to one level."""
    return tuple(place for place in places if place.level is level)


def find(key: str, places: tuple[Place, ...]) -> Place | None:
    """Return the place that an address names, a unit too; None where there is no such place."""
    for place in places:
        if place.key == key:
            return place
    level, _, code = key.partition("-")
    if level not in {Level.POLICE_UNIT, Level.CPS_UNIT}:
        return None
    unit = Unit.objects.filter(code=code).first()
    return Place(Level(level), unit.code, str(unit)) if unit else None


def units_of(place: Place) -> tuple[Place, ...]:
    """The units of a force or an Area, by name."""
    level = Level.POLICE_UNIT if place.level is Level.FORCE else Level.CPS_UNIT
    rows = Unit.objects.filter(organisation__code=place.code).order_by("name", "code")
    return tuple(Place(level, unit.code, str(unit)) for unit in rows)


def names(level: Level) -> Mapping[str, str]:
    """Names by code, for one level."""
    if level is Level.NATION:
        return {"": NATION.name}
    if level in {Level.AREA, Level.FORCE}:
        return {place.code: place.name for place in areas_and_forces() if place.level is level}
    return dict(Unit.objects.values_list("code", "name"))
