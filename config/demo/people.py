"""Who is in the demo world."""

from dataclasses import dataclass
from datetime import date

from accounts.models import Organisation, Unit, User
from accounts.operations import demo
from accounts.roles import Role

AREAS = {"south-east": ("45", "46"), "yorkshire-humberside": ("13",)}
"""CPS Areas of the demo world, with the forces that send them their files."""

DIRECT = "cps-direct"
LAWYERS = 5
"""So many prosecutors an Area, for the work of its forces."""

KEEPERS = {"45": Role.POLICE_STANDARDS, "south-east": Role.CPS_STANDARDS}
"""Who keeps the file standard: one person of each agency, so that one can publish what the other drafted."""

SINCE = date(2015, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Cast:
    """The people around one force's cases."""

    area: Organisation
    unit: Unit
    builder: User
    disclosure_officer: User
    supervisor: User
    police_manager: User
    assistant: User
    prosecutor: User
    second_prosecutor: User
    legal_manager: User
    direct_assistant: User
    direct_prosecutor: User
    direct_manager: User


def employ() -> list[Cast]:
    """Make everybody, and return the cast of each force."""
    organisations = Organisation.objects.in_bulk([*AREAS, *FORCES, DIRECT], field_name="code")
    demo.employ([organisations[DIRECT]], demo.DIRECT_STAFF, since=SINCE)
    demo.employ([organisations[code] for code in FORCES], demo.FORCE_STAFF, since=SINCE)
    demo.employ([organisations[code] for code in AREAS], demo.AREA_STAFF | {Role.PROSECUTOR: LAWYERS}, since=SINCE)
    for code, role in KEEPERS.items():
        demo.employ([organisations[code]], {role: 1}, since=SINCE)
    direct = organisations[DIRECT]
    pairs = ((organisations[force], organisations[area]) for area, forces in AREAS.items() for force in forces)
    return [_cast(force, area, direct) for force, area in pairs]


FORCES = tuple(code for forces in AREAS.values() for code in forces)


def _cast(force: Organisation, area: Organisation, direct: Organisation) -> Cast:
    builder = _who(force, Role.FILE_BUILDER)[0]
    lawyers = _who(area, Role.PROSECUTOR)
    unit = builder.memberships.select_related("unit__organisation").get().unit
    return Cast(
        area=area,
        unit=unit,
        builder=builder,
        disclosure_officer=_who(force, Role.DISCLOSURE_OFFICER)[0],
        supervisor=_who(force, Role.SUPERVISOR)[0],
        police_manager=_who(force, Role.POLICE_MANAGER)[0],
        assistant=_who(area, Role.CASEWORK_ASSISTANT)[0],
        prosecutor=lawyers[0],
        second_prosecutor=lawyers[1],
        legal_manager=_who(area, Role.LEGAL_MANAGER)[0],
        direct_assistant=_who(direct, Role.CASEWORK_ASSISTANT)[0],
        direct_prosecutor=_who(direct, Role.PROSECUTOR)[0],
        direct_manager=_who(direct, Role.LEGAL_MANAGER)[0],
    )


def _who(organisation: Organisation, role: Role) -> list[User]:
    people = User.objects.filter(
        email__endswith=demo.DOMAIN, memberships__role=role, memberships__unit__organisation=organisation
    )
    return list(people.order_by("id"))
