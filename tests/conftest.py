"""The cast: two forces, their CPS Area, another Area, and people in every role."""

import os
from dataclasses import dataclass

import pytest
from django.db import connection

from accounts.models import Organisation, Unit, User
from accounts.operations import reference_data
from accounts.roles import Role
from casework.operations.file_standard import load_editions
from charging.operations.reference_data import load_reasons
from tests.clock import MONDAY
from tests.factories import a_person, some_offence_codes
from tests.migrated import EMBEDDED, migrated_database
from tests.snapshots import KEPT, Snapshot

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
    """One person a role in Surrey and CPS South East, three at CPS Direct, and two who must see nothing of theirs."""

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
    chief_officer: User
    deputy_chief: User
    chief_prosecutor: User
    direct_assistant: User
    direct_prosecutor: User
    direct_manager: User
    police_standards: User
    cps_standards: User
    outsider: User
    outside_prosecutor: User
    organisations: Organisations


PEOPLE = {
    "builder": ("Bea Builder", Role.FILE_BUILDER, "45AD"),
    "second_builder": ("Bob Builder", Role.FILE_BUILDER, "45CA"),
    "disclosure_officer": ("Dee Disclosure", Role.DISCLOSURE_OFFICER, "45AD"),
    "supervisor": ("Sam Supervisor", Role.SUPERVISOR, "45AD"),
    "police_manager": ("Max Manager", Role.POLICE_MANAGER, "45AD"),
    "assistant": ("Ash Assistant", Role.CASEWORK_ASSISTANT, "south-east-mc"),
    "prosecutor": ("Pat Prosecutor", Role.PROSECUTOR, "south-east-mc"),
    "second_prosecutor": ("Pam Prosecutor", Role.PROSECUTOR, "south-east-mc"),
    "legal_manager": ("Lee Legal", Role.LEGAL_MANAGER, "south-east-mc"),
    "area_manager": ("Ali Area", Role.AREA_MANAGER, "south-east-mc"),
    "chief_officer": ("Kit Chief", Role.CHIEF_OFFICER, "45AD"),
    "deputy_chief": ("Nat Deputy", Role.DEPUTY_CHIEF, "south-east-mc"),
    "chief_prosecutor": ("Jo Chief", Role.CHIEF_PROSECUTOR, "south-east-mc"),
    "direct_assistant": ("Di Direct", Role.CASEWORK_ASSISTANT, "cps-direct-charging"),
    "direct_prosecutor": ("Dan Direct", Role.PROSECUTOR, "cps-direct-charging"),
    "direct_manager": ("Dot Direct", Role.LEGAL_MANAGER, "cps-direct-charging"),
    "police_standards": ("Sol Standards", Role.POLICE_STANDARDS, "45AD"),
    "cps_standards": ("Cai Standards", Role.CPS_STANDARDS, "south-east-mc"),
    "outsider": ("Kim Kent", Role.SUPERVISOR, "46AA"),
    "outside_prosecutor": ("Win Wessex", Role.PROSECUTOR, "wessex-mc"),
}


def load_organisations():
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


def the_organisations():
    """Those of them that stories name."""
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


def load_what_cases_need():
    """Load organisations, offence codes, the file standard, coded reasons and people; return the keys of the people."""
    load_organisations()
    some_offence_codes()
    load_editions()
    load_reasons()
    units = Unit.objects.in_bulk({unit for _, _, unit in PEOPLE.values()}, field_name="code")
    return {part: a_person(name, role, units[unit]).pk for part, (name, role, unit) in PEOPLE.items()}


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Copy a migrated database where the server is our own; on one that was given, migrations run each time."""
    url = os.environ["DATABASE_URL"]
    if EMBEDDED in url:
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database(url)


@pytest.fixture
def organisations(db):
    """Load the real forces and Areas, with four police units, and nothing else."""
    load_organisations()
    return the_organisations()


@pytest.fixture
def standard_and_reasons(db):
    """Load the file standard and the coded reasons of triage and decisions."""
    load_editions()
    load_reasons()


@pytest.fixture(scope="session")
def snapshots():
    """Keep what was made once in this process."""
    return {}


@pytest.fixture
def cast(db, snapshots, settings, tmp_path):
    """Make people in every role, and all that a case needs; what they upload goes to a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "material"
    if "cast" in snapshots:
        keys = snapshots["cast"].restore()
    else:
        snapshots["cast"] = Snapshot(load_what_cases_need)
        keys = snapshots["cast"].made
    KEPT.begin()
    people = User.objects.in_bulk(keys.values())
    return Cast(organisations=the_organisations(), **{part: people[key] for part, key in keys.items()})
