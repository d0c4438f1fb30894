"""The cast: two forces, their CPS Area, another Area, and people in every role."""

from dataclasses import dataclass

import pytest

from accounts.models import Organisation, Unit, User
from accounts.operations import reference_data
from accounts.roles import Role
from casework.operations.file_standard import load_editions
from charging.operations.reference_data import load_reasons
from tests.clock import MONDAY
from tests.factories import a_person, some_offence_codes

UNITS = (("45", "AD", "Surrey Police"), ("45", "CA", "Camberley"), ("46", "AA", "Kent East"), ("44", "AA", "Solent"))


@dataclass(frozen=True, kw_only=True)
class Organisations:
    """Surrey and Kent both send to CPS South East; Hampshire sends to CPS Wessex."""

    force: Organisation
    unit: Unit
    other_unit: Unit
    area: Organisation
    other_force: Organisation
    other_force_unit: Unit
    other_area: Organisation


@dataclass(frozen=True, kw_only=True)
class Cast:
    """One person a role in Surrey and CPS South East, and two who must see nothing of theirs."""

    builder: User
    second_builder: User
    disclosure_officer: User
    supervisor: User
    police_manager: User
    assistant: User
    prosecutor: User
    second_prosecutor: User
    legal_manager: User
    area_manager: User
    police_standards: User
    cps_standards: User
    outsider: User
    outside_prosecutor: User
    organisations: Organisations


@pytest.fixture
def organisations(db):
    """Load the real forces and Areas, with four police units."""
    published = [
        {
            "topLevelName": "Police Service",
            "secondLevelCode": force,
            "thirdLevelCode": unit,
            "bottomLevelCode": "00",
            "thirdLevelName": name,
        }
        for force, unit, name in UNITS
    ]
    reference_data.load(published_units=published, on=MONDAY)
    bodies = Organisation.objects.in_bulk(["45", "46", "south-east", "wessex"], field_name="code")
    units = Unit.objects.select_related("organisation").in_bulk(["45AD", "45CA", "46AA"], field_name="code")
    return Organisations(
        force=bodies["45"],
        unit=units["45AD"],
        other_unit=units["45CA"],
        area=bodies["south-east"],
        other_force=bodies["46"],
        other_force_unit=units["46AA"],
        other_area=bodies["wessex"],
    )


@pytest.fixture
def offence_codes(db):
    """Make a few offence codes, by code."""
    return some_offence_codes()


@pytest.fixture
def standard_and_reasons(db):
    """Load the file standard and the coded reasons of triage and decisions."""
    load_editions()
    load_reasons()


@pytest.fixture
def cast(organisations, offence_codes, standard_and_reasons, settings, tmp_path):
    """Make people in every role, and all that a case needs; what they upload goes to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "material"
    cps = Unit.objects.get(code="south-east-mc")
    police = organisations.unit
    return Cast(
        builder=a_person("Bea Builder", Role.FILE_BUILDER, police),
        second_builder=a_person("Bob Builder", Role.FILE_BUILDER, organisations.other_unit),
        disclosure_officer=a_person("Dee Disclosure", Role.DISCLOSURE_OFFICER, police),
        supervisor=a_person("Sam Supervisor", Role.SUPERVISOR, police),
        police_manager=a_person("Max Manager", Role.POLICE_MANAGER, police),
        assistant=a_person("Ash Assistant", Role.CASEWORK_ASSISTANT, cps),
        prosecutor=a_person("Pat Prosecutor", Role.PROSECUTOR, cps),
        second_prosecutor=a_person("Pam Prosecutor", Role.PROSECUTOR, cps),
        legal_manager=a_person("Lee Legal", Role.LEGAL_MANAGER, cps),
        area_manager=a_person("Ali Area", Role.AREA_MANAGER, cps),
        police_standards=a_person("Sol Standards", Role.POLICE_STANDARDS, police),
        cps_standards=a_person("Cai Standards", Role.CPS_STANDARDS, cps),
        outsider=a_person("Kim Kent", Role.SUPERVISOR, organisations.other_force_unit),
        outside_prosecutor=a_person("Win Wessex", Role.PROSECUTOR, Unit.objects.get(code="wessex-mc")),
        organisations=organisations,
    )
