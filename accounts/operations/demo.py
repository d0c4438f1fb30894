"""Plainly synthetic people: for the demo world and for measurements, never for a service in use."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from accounts.models import Membership, Organisation, Unit, User
from accounts.roles import Role, Side

DOMAIN = "@example.invalid"
DRAMA_NUMBERS = "01632 960{:03d}"
"""Telephone numbers that Ofcom keeps free for drama."""

FORCE_STAFF = {
    Role.FILE_BUILDER: 1,
    Role.DISCLOSURE_OFFICER: 1,
    Role.SUPERVISOR: 1,
    Role.POLICE_MANAGER: 1,
    Role.CHIEF_OFFICER: 1,
}
AREA_STAFF = {
    Role.CASEWORK_ASSISTANT: 1,
    Role.PROSECUTOR: 2,
    Role.LEGAL_MANAGER: 1,
    Role.DEPUTY_CHIEF: 1,
    Role.CHIEF_PROSECUTOR: 1,
    Role.AREA_MANAGER: 1,
}
DIRECT_STAFF = {Role.CASEWORK_ASSISTANT: 1, Role.PROSECUTOR: 1, Role.LEGAL_MANAGER: 1}
"""CPS Direct decides out of hours."""
SURNAMES = {
    Role.FILE_BUILDER: ("Builder", "Police constable"),
    Role.DISCLOSURE_OFFICER: ("Disclosure", "Detective constable"),
    Role.SUPERVISOR: ("Supervisor", "Police sergeant"),
    Role.POLICE_MANAGER: ("Manager", "Criminal justice manager"),
    Role.CHIEF_OFFICER: ("Chief-Officer", "Assistant chief constable"),
    Role.CASEWORK_ASSISTANT: ("Assistant", "Casework assistant"),
    Role.PROSECUTOR: ("Prosecutor", "Senior Crown Prosecutor"),
    Role.LEGAL_MANAGER: ("Legal-Manager", "District Crown Prosecutor"),
    Role.DEPUTY_CHIEF: ("Deputy-Chief", "Deputy Chief Crown Prosecutor"),
    Role.CHIEF_PROSECUTOR: ("Chief-Prosecutor", "Chief Crown Prosecutor"),
    Role.AREA_MANAGER: ("Area-Manager", "Area business manager"),
    Role.POLICE_STANDARDS: ("Standards", "File standards manager"),
    Role.CPS_STANDARDS: ("Standards", "Casework standards manager"),
}
GIVEN_NAMES = {
    Role.FILE_BUILDER: ("Bex", "Bilal", "Bronwen", "Ben", "Bisi"),
    Role.DISCLOSURE_OFFICER: ("Dee", "Dilip", "Duncan", "Delia", "Dayo"),
    Role.SUPERVISOR: ("Sam", "Sunita", "Stefan", "Sian", "Seun"),
    Role.POLICE_MANAGER: ("Max", "Meera", "Morgan", "Marek", "Molly"),
    Role.CHIEF_OFFICER: ("Kit", "Karim", "Keir", "Kasia", "Kemi"),
    Role.CASEWORK_ASSISTANT: ("Ash", "Amina", "Alun", "Anya", "Ade"),
    Role.PROSECUTOR: ("Pat", "Priya", "Piotr", "Paula", "Per"),
    Role.LEGAL_MANAGER: ("Lee", "Leila", "Llew", "Laura", "Lola"),
    Role.DEPUTY_CHIEF: ("Nat", "Nadia", "Neil", "Nia", "Ngozi"),
    Role.CHIEF_PROSECUTOR: ("Jo", "Jaya", "Jan", "Joan", "Jide"),
    Role.AREA_MANAGER: ("Ali", "Anwen", "Artur", "Amy", "Abi"),
    Role.POLICE_STANDARDS: ("Sol", "Saira", "Steffan", "Sorcha", "Sade"),
    Role.CPS_STANDARDS: ("Cai", "Chandra", "Ceri", "Cora", "Chidi"),
}
A_PLACE = re.compile(r"\b(Police Station|Police Stn|Police$|District|Area|Division|Local Policing Unit|Borough Police)")
NO_PLACE = re.compile(
    r"histor|closed|custody|refer|bureau|court|other|out of|traffic|formerly|hmp|prosecution|unit$|team|office|desk"
    r"|hq|headquarters|admin|handling|speed|recording|interface|firearms|visor|warrant|motorway|coquelles|ports?\b|\d",
    re.IGNORECASE,
)
SHORTER = (" Police Service", " Constabulary", " Police", "CPS ")


@transaction.atomic
def employ(organisations: list[Organisation], staff: Mapping[Role, int], *, since: date) -> list[User]:
    """Make so many people a role in each organisation, and return them; people already there are left alone.

    They have no usable password. `since` is the first day of their memberships.
    """
    known = set(User.objects.filter(email__endswith=DOMAIN).values_list("email", flat=True))
    homes = {organisation.pk: _unit(organisation) for organisation in organisations}
    drafts = [
        (_person(organisation, role, place), role, homes[organisation.pk])
        for organisation in organisations
        for role, count in staff.items()
        for place in range(count)
    ]
    fresh = [draft for draft in drafts if draft[0].email not in known]
    for number, (person, _, _) in enumerate(fresh, len(known) + 1):
        person.contact_number = DRAMA_NUMBERS.format(number % 1000)
        person.set_unusable_password()
    people = User.objects.bulk_create(person for person, _, _ in fresh)
    Membership.objects.bulk_create(
        Membership(user=person, unit=unit, role=role, valid_from=since) for person, role, unit in fresh
    )
    return people


def _person(organisation: Organisation, role: Role, place: int) -> User:
    surname, grade = SURNAMES[role]
    names = GIVEN_NAMES[role]
    given = names[(place + sum(organisation.code.encode())) % len(names)]
    number = place // len(names) + 1
    more = f" {number}" if number > 1 else ""
    where = organisation.name
    for word in SHORTER:
        where = where.replace(word, "")
    email = f"{given}.{surname}{more.replace(' ', '-')}.{organisation.code}{DOMAIN}".lower()
    return User(email=email, name=f"{given} {surname}{more} ({where})", rank_or_grade=grade, is_demo=True)


def _unit(organisation: Organisation) -> Unit:
    """Where they sit: a magistrates' court unit of a CPS Area, the likeliest unit of a force."""
    units = organisation.units.filter(valid_to__isnull=True).order_by("code")
    if organisation.side is Side.CPS:
        return units.filter(kind="magistrates").first() or units[0]
    return likely_units(units)[0]


def likely_units(units: Iterable[Unit]) -> list[Unit]:
    """Order police units by how likely they are to build case files, going by their published names.

    The list has bureaux and closed stations in it too; they come last.
    """
    return sorted(units, key=lambda unit: (bool(NO_PLACE.search(unit.name)), not A_PLACE.search(unit.name), unit.code))
