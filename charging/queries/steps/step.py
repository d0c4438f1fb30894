"""One step that comes next in a case, and what steps are worked out from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission, Role, Side
from casework.lifecycle import STATUSES, Status, Transition
from casework.models import CaseFile, Suspect
from charging.queries.clocks.in_custody import ALL_ON_RECORD, Watched
from charging.queries.disagreements.of_case import Disagreement
from charging.queries.submission.rounds import Round
from foundation.verdicts import Verdict


class StepKind(StrEnum):
    """How a step is offered."""

    PAGE = "page"
    POST = "post"
    ASIDE = "aside"
    WAITING = "waiting"


FINE = Verdict.ok()
PLACE = {StepKind.PAGE: 0, StepKind.POST: 0, StepKind.WAITING: 1, StepKind.ASIDE: 2}


@dataclass(frozen=True)
class NextStep:
    """One step. A verdict with reasons explains why its button is disabled; a waiting step has no button.

    `said` is what others said that the step has to answer, a paragraph each.
    """

    label: str
    url: str
    verdict: Verdict = FINE
    hint: str = ""
    kind: StepKind = StepKind.PAGE
    said: Sequence[str] = ()

    def or_waits(self, permission: Permission, waits: "NextStep") -> "NextStep":
        """The step for whoever has the role for it, with one reason where it is not theirs now.

        For everybody else it is `waits`, with whose turn it is: those whose roles carry `permission`.
        """
        if all(reason.code != "not_your_role" for reason in self.verdict.reasons):
            return replace(self, verdict=Verdict(self.verdict.reasons[:1]))
        hint = f"{waits.hint} Waits for {_holders(permission)}.".lstrip()
        return replace(waits, hint=hint, said=self.said, kind=StepKind.WAITING)


def _holders(permission: Permission) -> str:
    """The roles that carry a permission, as in: a charging lawyer or a CPS legal manager."""
    titles = [role.definition.title for role in Role if permission in role.definition.permissions]
    named = [f"a {title if title.startswith('CPS') else title[:1].lower() + title[1:]}" for title in titles]
    return " or ".join([*([", ".join(named[:-1])] if named[:-1] else []), *named[-1:]])


@dataclass(frozen=True)
class Situation:
    """What the steps are worked out from, all read before: nothing here queries.

    `covers` are the keys of those on this case whom the reader covers for today; `clocks` says of whom it is not on
    record when their detention or bail began; `victims` are the keys of the victims of the case.
    """

    case_file: CaseFile
    user: User
    suspects: Sequence[Suspect]
    rounds: Sequence[Round]
    covers: frozenset[int] = frozenset()
    disagreements: Sequence[Disagreement] = ()
    clocks: Watched = ALL_ON_RECORD
    victims: frozenset[int] = frozenset()

    @property
    def is_police(self) -> bool:
        """Whether the reader works for police."""
        return self.user.side is Side.POLICE

    def able(self, transition: Transition) -> list[Suspect]:
        """The suspects who may make a move."""
        return [suspect for suspect in self.suspects if Status(suspect.status) in transition.sources]

    def url(self, name: str, *keys: int) -> str:
        """The address of a page of this case."""
        return reverse(f"charging:{name}", args=[self.case_file.slug, *keys])

    def clock_url(self, suspect: Suspect, act: str) -> str:
        """The address where something about a suspect's custody is recorded."""
        return reverse("charging:clock_record", args=[self.case_file.slug, suspect.pk, act])

    def waiting(self, status: Status, url: str = "", hint: str = "") -> NextStep:
        """Say whom the reader waits for, in the words of the status."""
        side = Side.POLICE if self.is_police else Side.CPS
        return NextStep(STATUSES[status].label(side), url, hint=hint, kind=StepKind.WAITING)
