"""What is said of a submitted file, as plain values: rows of the standard, who may charge, gaps explained."""

from collections.abc import Mapping
from typing import Any

from casework.rules.file_standard import Requirement
from charging.rules.route import Route
from charging.rules.sealed_things import Thing


def row_of_the_standard(row: Requirement) -> Thing:
    """A row of the standard as it fell on the file, with what met it, or would."""
    return {
        "key": f"row-{row.code}-{row.where}",
        "name": f"{row.title}: {row.about}" if row.about else row.title,
        "code": row.code,
        "about": row.where,
        "reason": row.reason,
        "because": row.because,
        "needed": row.needed,
        "met": row.met,
        "met_by": row.met_by,
        "gap": row.gap,
        "blocks": row.blocks,
        "triage_code": row.triage_code,
        "ways": dict(row.ways),
    }


def route(row: Route) -> Thing:
    """Who may charge a suspect, and why."""
    return {
        "key": f"route-{row.suspect.pk}",
        "name": str(row.suspect),
        "about": f"suspect-{row.suspect.pk}",
        "police_may_charge": row.police_may_charge,
        "because": row.says,
    }


def explanation(row: Mapping[str, Any]) -> Thing:
    """Why police send the file although something is missing."""
    return {
        "key": f"explanation-{row['code']}-{row['about']}",
        "name": f"Explanation for {row['code']}",
        "code": row["code"],
        "about": row["about"],
        "text": row["text"],
        "changed": {"at": row["at"], "by": row["by"]},
    }
