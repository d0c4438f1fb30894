"""Load the forces, the CPS Areas, their units, and which Area receives which force's files."""

import json
import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import AreaForce, Organisation, OrganisationKind, Unit

FILE = Path(__file__).resolve().parent.parent / "data" / "organisations.json"
BATCH = 2_000
POLICE = "Police Service"
FORCE_ITSELF = "00"
NOT_A_UNIT = re.compile(
    r"^(RESERVED|OBSOLETE|HISTORIC|CLOSED|DELETED|SPARE|UNKNOWN|NOT (IN )?USED?)\b"
    r"|\((HISTORICAL|CLOSED|OBSOLETE)\)"
    r"|\b(OBSOLETE|NO LONGER (IN )?USED?|REFERENCE ONLY|DO NOT USE|NOW CLOSED)\b"
    r"|HISTORIC(AL)? CODE|A/S REFERENCE"
)
A_PERSON = re.compile(r"\b(MR|MRS|MS|MISS|DC|DS|PC|PS|SGT|INSP|LIAISON OFFICER)\b\.? ")
Row = dict[str, Any]


@cache
def _published() -> dict[str, Any]:
    """Return our file of organisations; it changes only with a release."""
    content: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return content


@transaction.atomic
def load(*, published_units: Iterable[Row], on: date) -> dict[str, int]:
    """Bring organisations, links and units up to date; return how many there are of each.

    Units that are no longer published end on the day; nothing is deleted, and what is right is not written.
    """
    _load_organisations()
    ids = dict(Organisation.objects.values_list("code", "id"))
    _load_links(ids)
    _load_units([*_cps_units(ids), *_police_units(published_units, ids)], on=on)
    return {
        "forces and agencies": len(_published()["forces"]),
        "CPS Areas": len(_published()["areas"]),
        "links": AreaForce.objects.on(on).count(),
        "units": Unit.objects.on(on).count(),
    }


def force_codes() -> frozenset[str]:
    """Return the two digits of every force and agency that may begin a URN."""
    return frozenset(force["code"] for force in _published()["forces"])


def _load_organisations() -> None:
    """Write the organisations that are new or named differently."""
    direct = {**_published()["direct"], "kind": OrganisationKind.CPS_DIRECT}
    areas = [{**area, "kind": OrganisationKind.CPS_AREA} for area in _published()["areas"]]
    known = {row.code: (row.name, row.kind, row.source) for row in Organisation.objects.all()}
    wanted = [
        Organisation(
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            source=row["source"],
            valid_from=date.fromisoformat(_published()["valid_from"]),
        )
        for row in (*areas, direct, *_published()["forces"])
        if known.get(row["code"]) != (row["name"], row["kind"], row["source"])
    ]
    Organisation.objects.bulk_create(
        wanted, update_conflicts=True, unique_fields=["code"], update_fields=["name", "kind", "source"]
    )


def _load_links(ids: dict[str, int]) -> None:
    """Write the links from forces to the Areas that receive their files, where they are missing."""
    AreaForce.objects.bulk_create(
        [
            AreaForce(
                force_id=ids[force["code"]],
                area_id=ids[area],
                valid_from=date.fromisoformat(_published()["valid_from"]),
            )
            for force in _published()["forces"]
            for area in force["areas"]
        ],
        ignore_conflicts=True,
    )


def _cps_units(ids: dict[str, int]) -> list[Row]:
    """Return one unit of each kind for every Area, and that of CPS Direct."""
    pairs = [(area, unit) for area in _published()["areas"] for unit in _published()["area_units"]]
    pairs += [(_published()["direct"], unit) for unit in _published()["direct_units"]]
    return [
        {
            "organisation_id": ids[body["code"]],
            "code": f"{body['code']}-{unit['suffix']}",
            "name": f"{body['name']} {unit['name']}",
            "kind": unit["kind"],
        }
        for body, unit in pairs
    ]


def _police_units(published: Iterable[Row], ids: dict[str, int]) -> list[Row]:
    """Return the units that can stand in a URN: of a known force, in use, and not the name of a person."""
    units: dict[str, Row] = {}
    for row in published:
        force, unit, name = (
            row["secondLevelCode"],
            row["thirdLevelCode"],
            " ".join(row["thirdLevelName"].split()),
        )
        is_ours = row["topLevelName"] == POLICE and row["bottomLevelCode"] == "00" and force in force_codes()
        if is_ours and unit != FORCE_ITSELF and name and not NOT_A_UNIT.search(name) and not A_PERSON.search(name):
            code = f"{force}{unit}"
            units[code] = {"organisation_id": ids[force], "code": code, "name": _readable(name), "kind": ""}
    return list(units.values())


def _readable(name: str) -> str:
    """Return a name that was published in capitals as people write it."""
    if not name.isupper():
        return name
    acronyms = _published()["acronyms"]
    return " ".join(word if word in acronyms or len(word) == 1 else word.capitalize() for word in name.split())


def _load_units(wanted: list[Row], *, on: date) -> None:
    """Write the units that are new or changed, end those that vanished, take back those that returned."""
    fields = ("organisation_id", "code", "name", "kind")
    known = {row["code"]: row for row in Unit.objects.filter(valid_to__isnull=True).values(*fields)}
    vanished = known.keys() - {row["code"] for row in wanted}
    Unit.objects.filter(code__in=vanished, valid_from__lt=on).update(valid_to=on)
    start = date.fromisoformat(_published()["valid_from"])
    Unit.objects.bulk_create(
        [Unit(**row, valid_from=start, valid_to=None) for row in wanted if known.get(row["code"]) != row],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["organisation", "name", "kind", "valid_to"],
    )
