"""Who may see figures, and whose cases they may look behind them."""

from dataclasses import dataclass

from accounts.models import User
from accounts.roles import Permission, Side
from foundation.verdicts import Verdict


def may_view_figures(user: User) -> Verdict:
    """Everybody with a role sees the figures of everywhere: both agencies, the same numbers, at the same time."""
    if user.holds(Permission.VIEW_FIGURES):
        return Verdict.ok()
    return Verdict.no("no_figures", "You need a role in a force or a CPS Area to see the figures.")


@dataclass(frozen=True)
class Reach:
    """The forces and Areas whose cases somebody may see."""

    forces: tuple[str, ...]
    areas: tuple[str, ...]


def reach_of(user: User) -> Reach:
    """Read somebody's reach from their roles."""
    seeing = [grant for grant in user.grants if grant.allows(Permission.VIEW_CASES)]
    return Reach(
        forces=tuple(sorted({g.organisation_code for g in seeing if g.role.definition.side is Side.POLICE})),
        areas=tuple(sorted({g.organisation_code for g in seeing if g.role.definition.side is Side.CPS})),
    )
