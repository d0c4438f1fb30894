"""The places whose file quality a reader can look at: their forces and Areas, and the units in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from accounts.models import Organisation, Unit, User
from accounts.roles import Side
from charging.models import Assessment, AssessmentState


@dataclass(frozen=True)
class Place:
    """A force, an Area or a unit; its key names it in addresses, its column is that of the assessment."""

    column: str
    pk: int
    name: str
    side: Side

    @property
    def key(self) -> str:
        """What names it in addresses."""
        return f"{self.column}-{self.pk}"

    @property
    def condition(self) -> Mapping[str, Any]:
        """What an assessment has to be to belong here."""
        return {f"{self.column}_id": self.pk}


NOWHERE = Place("force", 0, "No unit", Side.POLICE)


def places_of(user: User) -> list[Place]:
    """The places of a reader, whole organisations first: two queries. An Area has the forces that send to it too.

    A unit is a place once a file of it was assessed.
    """
    forces, areas = user.organisation_ids(Side.POLICE), user.organisation_ids(Side.CPS)
    wanted = Q(pk__in=[*forces, *areas]) | Q(area_links__area__in=areas)
    bodies = list(Organisation.objects.filter(wanted).distinct().order_by("name"))
    own = [_whole(body, areas) for body in bodies if body.pk in {*forces, *areas}]
    sending = [_whole(body, areas) for body in bodies if body.pk not in {*forces, *areas}]
    files = Assessment.objects.filter(state__in=[AssessmentState.MET, AssessmentState.NOT_MET]).order_by()
    assessed = Q(pk__in=files.filter(force__in=forces).values("police_unit"))
    assessed |= Q(pk__in=files.filter(cps_area__in=areas).values("cps_unit"))
    units = Unit.objects.filter(assessed, organisation__in=[*forces, *areas]).select_related("organisation")
    found = [_part(unit, areas) for unit in units.order_by("organisation__name", "name", "code")]
    return [*own, *sending, *found]


def _whole(body: Organisation, areas: Sequence[int]) -> Place:
    is_area = body.pk in areas
    return Place("cps_area" if is_area else "force", body.pk, body.name, Side.CPS if is_area else Side.POLICE)


def _part(unit: Unit, areas: Sequence[int]) -> Place:
    is_cps = unit.organisation_id in areas
    # Units of a force can share their name, and its own; people know them by the code in the URN.
    name = f"{unit.name if is_cps else unit}, {unit.organisation.name}"
    return Place("cps_unit" if is_cps else "police_unit", unit.pk, name, Side.CPS if is_cps else Side.POLICE)


def place_named(key: str, places: Sequence[Place]) -> Place:
    """The place of a key; the first one where the reader has no such place, and one without files if they have none."""
    return next((place for place in places if place.key == key), places[0] if places else NOWHERE)
