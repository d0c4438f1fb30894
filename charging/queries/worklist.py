"""Work queues: what the reader must act on, and what they wait for, suspect by suspect.

A queue is a query on status, never a list of tasks, so nothing can be lost between the two.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, QuerySet

from accounts.models import User
from accounts.queries.people import covered_by
from accounts.roles import Permission, Side
from casework.lifecycle import STATUSES, Status
from casework.models import CaseFile, Offence, Suspect
from charging.models import Consultation

MOST_COUNTED = 1000


@dataclass(frozen=True)
class Queue:
    """One list: its key in addresses, its title, the statuses in it, and what narrows it further."""

    key: str
    title: str
    status: Status
    to_do: bool
    scope: str = "all"


@dataclass(frozen=True)
class QueueCount:
    """A queue with how many suspects are in it; more than 1,000 are not counted out."""

    queue: Queue
    count: int

    @property
    def shown(self) -> str:
        """The number as the page prints it."""
        return "1,000+" if self.count > MOST_COUNTED else f"{self.count:,}"


POLICE_TO_DO = (Status.BUILDING, Status.REJECTED, Status.ACTION_PLAN, Status.ADVICE_GIVEN, Status.AUTHORISED)
POLICE_WAITING = (Status.SUBMITTED, Status.WITH_PROSECUTOR)
CPS_WAITING = (Status.REJECTED, Status.ACTION_PLAN, Status.ADVICE_GIVEN, Status.AUTHORISED)


def queues_for(user: User) -> list[Queue]:
    """The queues that this reader's roles give them, what they must act on first."""
    found: list[Queue] = []
    if user.holds(Permission.SIGN_OFF):
        found.append(_queue(Status.WITH_SUPERVISOR, Side.POLICE, to_do=True))
    if user.holds(Permission.TRIAGE):
        found.append(_queue(Status.SUBMITTED, Side.CPS, to_do=True))
    if user.holds(Permission.REVIEW):
        found.append(Queue("mine", "Charging decision needed from me", Status.WITH_PROSECUTOR, True, "mine"))
    if user.holds(Permission.REVIEW) or user.holds(Permission.ALLOCATE):
        found.append(Queue("unallocated", "Ready to allocate", Status.WITH_PROSECUTOR, True, "unallocated"))
    found += [_queue(status, side, to_do=to_do) for status, side, to_do in _by_side(user)]
    known: dict[str, Queue] = {}
    for queue in found:
        known.setdefault(queue.key, queue)
    return list(known.values())


def _by_side(user: User) -> list[tuple[Status, Side, bool]]:
    rows: list[tuple[Status, Side, bool]] = []
    if Side.POLICE in user.sides:
        builds = user.holds(Permission.BUILD_FILE)
        rows += [(status, Side.POLICE, builds) for status in POLICE_TO_DO]
        rows += [(status, Side.POLICE, False) for status in (Status.WITH_SUPERVISOR, *POLICE_WAITING)]
    if Side.CPS in user.sides:
        rows += [(status, Side.CPS, False) for status in (Status.SUBMITTED, Status.WITH_PROSECUTOR, *CPS_WAITING)]
    return rows


def _queue(status: Status, side: Side, *, to_do: bool) -> Queue:
    return Queue(status.value, STATUSES[status].label(side), status, to_do)


def rows_of(queue: Queue, user: User, *, on: date, only_mine: bool = False) -> QuerySet[Suspect]:
    """The suspects in a queue whom the reader may see, longest waiting first."""
    rows = Suspect.objects.filter(status=queue.status, case_file__in=CaseFile.objects.visible_to(user))
    people = [user, *covered_by(user, on=on)]
    # By the suspect's own review: one case may have two at a time, of different suspects.
    reviews = Consultation.objects.filter(completed_at__isnull=True)
    if queue.scope == "mine":
        rows = rows.filter(submissions__consultation__in=reviews.filter(prosecutor__in=people))
    elif queue.scope == "unallocated":
        rows = rows.filter(submissions__consultation__in=reviews.filter(prosecutor__isnull=True))
    elif only_mine:
        rows = rows.filter(case_file__officer__in=people)
    return rows.order_by("status_at", "id")


def with_details(rows: QuerySet[Suspect]) -> QuerySet[Suspect]:
    """Read what a row of the page shows, in a fixed number of queries."""
    offences = Offence.objects.filter(withdrawn_at__isnull=True).select_related("offence_code")
    return rows.select_related("case_file__police_unit", "case_file__officer").prefetch_related(
        Prefetch("offences", queryset=offences)
    )


def counts(queues: list[Queue], user: User, *, on: date, only_mine: bool = False) -> list[QueueCount]:
    """How many suspects are in each queue: one query for those by status, one for each narrower one."""
    wide = [queue for queue in queues if queue.scope == "all"]
    rows = Suspect.objects.filter(
        status__in=[queue.status for queue in wide], case_file__in=CaseFile.objects.visible_to(user)
    )
    if only_mine:
        rows = rows.filter(case_file__officer__in=[user, *covered_by(user, on=on)])
    by_status = dict(rows.order_by().values_list("status").annotate(n=Count("pk")))
    return [
        QueueCount(
            queue,
            by_status.get(queue.status.value, 0)
            if queue.scope == "all"
            else len(rows_of(queue, user, on=on).order_by().values_list("pk")[: MOST_COUNTED + 1]),
        )
        for queue in queues
    ]
