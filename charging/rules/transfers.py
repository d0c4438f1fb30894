"""Where a case may go at the CPS, and what whoever sends it has to say."""

from datetime import date

from accounts.models import Organisation, OrganisationKind, Unit
from casework.models import CaseFile
from charging.models.passage import LENGTH
from foundation.verdicts import Verdict


def is_direct(body: Organisation) -> bool:
    """Whether a body is CPS Direct."""
    return body.kind == OrganisationKind.CPS_DIRECT


def reason(text: str, *, message: str = "Say why the case goes there.") -> Verdict:
    """Whoever receives a case reads why."""
    if not text.strip():
        return Verdict.no("no_reason", message, "reason")
    if len(text) > LENGTH:
        return Verdict.no("too_long", f"Write no more than {LENGTH:,} characters.", "reason")
    return Verdict.ok()


def with_the_area(case_file: CaseFile) -> Verdict:
    """What CPS Direct has is handed over first."""
    if case_file.handled_by_id is None:
        return Verdict.ok()
    return Verdict.no("handled_elsewhere", f"{case_file.handled_by} has this case. It has to be handed over first.")


def with_direct(case_file: CaseFile) -> Verdict:
    """Only what CPS Direct has can be handed over by it."""
    if case_file.handled_by_id is not None:
        return Verdict.ok()
    return Verdict.no("not_direct", f"{case_file.cps_area} has this case already.")


def somewhere_else(case_file: CaseFile, body: Organisation, unit: Unit | None) -> Verdict:
    """A transfer changes something, and goes to a CPS Area."""
    if body.kind != OrganisationKind.CPS_AREA:
        return Verdict.no("not_an_area", f"{body} is not a CPS Area.", "area")
    if body == case_file.cps_area and (unit is None or unit.pk == case_file.cps_unit_id):
        return Verdict.no("same_place", "The case is there already. Choose another Area or unit.", "unit")
    return Verdict.ok()


def unit_of(body: Organisation, unit: Unit | None, on: date) -> Verdict:
    """A unit is one of the receiving Area, on the day."""
    if unit is None or (unit.organisation_id == body.pk and unit in Unit.objects.on(on).filter(pk=unit.pk)):
        return Verdict.ok()
    return Verdict.no("another_area", f"{unit} is not a unit of {body} today.", "unit")


def under_way(*, anybody_open: bool) -> Verdict:
    """A case that is over, or has left for court, is not transferred here."""
    if anybody_open:
        return Verdict.ok()
    return Verdict.no("over", "Everybody in this case is charged or closed, so there is nothing left to transfer.")
