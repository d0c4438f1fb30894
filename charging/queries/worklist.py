"""Work queues: what the reader must act on, and what they wait for, suspect by suspect.

A queue is a query on status, never a list of tasks, so nothing can be lost between the two.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, DateTimeField, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When

from accounts.models import User
from accounts.queries.people import covered_by
from accounts.roles import Permission, Side
from casework.lifecycle import STATUSES, Status
from casework.models import CustodyBasis, Offence, Suspect, visible
from charging.lifecycle import DECIDE_WITHIN, ActionState, Stream, SubmissionState
from charging.models import ActionItem, Consultation, Submission
from charging.queries.due import Due, decision_due, due_on, stream_name, waited
from foundation.periods import local_date

MOST_COUNTED = 1000
WITH_CPS = frozenset({Status.SUBMITTED, Status.WITH_PROSECUTOR})
DUE_BY_DAY = frozenset({Status.REJECTED, Status.ACTION_PLAN})
# However late the others are, they are not running out of hours in a cell.
HELD_FIRST = Case(When(custody_basis=CustodyBasis.CUSTODY, then=Value(0)), default=Value(1))


@dataclass(frozen=True)
class Queue:
    """One list: its key in addresses, its title, the statuses in it, and what narrows it further."""

    key: str
    title: str
    status: Status
    to_do: bool
    scope: str = "all"

    @property
    def urgency(self) -> str:
        """The heading of the column that says what is urgent; empty where nothing is due in this queue."""
        if self.status in WITH_CPS | DUE_BY_DAY:
            return "Due"
        return "Urgency" if self.status is Status.WITH_SUPERVISOR else ""

    @property
    def order(self) -> str:
        """What stands first, for the caption."""
        return "most urgent first" if self.urgency else "longest waiting first"


@dataclass(frozen=True)
class QueueRow:
    """One suspect in a queue, in the words of the page; `stream` is empty where the queue has none."""

    suspect: Suspect
    waited: str
    stream: str
    due: Due


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
    """The suspects in a queue whom the reader may see, what is due first at the top."""
    rows = Suspect.objects.filter(visible(user, through="case_file__"), status=queue.status)
    people = [user, *covered_by(user, on=on)]
    # By the suspect's own review: one case may have two at a time, of different suspects.
    reviews = Consultation.objects.filter(completed_at__isnull=True)
    if queue.scope == "mine":
        rows = rows.filter(submissions__consultation__in=reviews.filter(prosecutor__in=people))
    elif queue.scope == "unallocated":
        rows = rows.filter(submissions__consultation__in=reviews.filter(prosecutor__isnull=True))
    elif only_mine:
        rows = rows.filter(case_file__officer__in=people)
    return _by_urgency(rows, queue.status)


def _by_urgency(rows: QuerySet[Suspect], status: Status) -> QuerySet[Suspect]:
    """Order by due time, then by how long they have waited, reading what the words of the row need."""
    if status in DUE_BY_DAY:
        rows = rows.annotate(due_on=Subquery(_first_due() if status is Status.ACTION_PLAN else _respond_by()))
        return rows.order_by(F("due_on").asc(nulls_last=True), "status_at", "id")
    if status is Status.WITH_SUPERVISOR:
        return _by_stream(rows, SubmissionState.WITH_SUPERVISOR, "prepared_at")
    return _by_stream(rows, SubmissionState.SENT, "sent_at") if status in WITH_CPS else rows.order_by("status_at", "id")


def _by_stream(rows: QuerySet[Suspect], state: SubmissionState, begins: str) -> QuerySet[Suspect]:
    """Order by when the decision is due, counted from a field of the suspect's current submission; custody first.

    At the supervisor's gate the CPS's clock does not run yet: there it only puts the urgent first.
    """
    current = _latest(state)
    limits = [When(stream=stream, then=F(begins) + Value(limit)) for stream, limit in DECIDE_WITHIN.items()]
    due = current.annotate(due=Case(*limits, output_field=DateTimeField())).values("due")[:1]
    rows = rows.annotate(
        due_at=Subquery(due),
        stream=Subquery(current.values("stream")[:1]),
        since=Subquery(current.values(begins)[:1]),
    )
    return rows.order_by(HELD_FIRST, F("due_at").asc(nulls_last=True), "status_at", "id")


def _latest(state: SubmissionState) -> QuerySet[Submission]:
    return Submission.objects.filter(suspects=OuterRef("pk"), state=state).order_by("-pk")


def _respond_by() -> QuerySet[Submission, date | None]:
    return _latest(SubmissionState.SENT).values_list("triage__respond_by", flat=True)[:1]


def _first_due() -> QuerySet[ActionItem, date]:
    """When the first item is due that is still to answer, about this suspect or about all of them."""
    waiting = ActionItem.objects.filter(
        Q(suspect=None) | Q(suspect=OuterRef("pk")),
        plan__consultation__submission__suspects=OuterRef("pk"),
        plan__returned_at__isnull=True,
        state=ActionState.PENDING,
    )
    return waiting.order_by("due_on").values_list("due_on", flat=True)[:1]


def row_of(suspect: Suspect, queue: Queue, *, at: datetime) -> QueueRow:
    """Put a suspect from `rows_of` into the words of the page."""
    return QueueRow(
        suspect=suspect,
        waited=waited(suspect.status_at, at),
        stream=stream_name(getattr(suspect, "stream", None) or ""),
        due=_due(suspect, queue, at),
    )


def _due(suspect: Suspect, queue: Queue, at: datetime) -> Due:
    day, since = getattr(suspect, "due_on", None), getattr(suspect, "since", None)
    if day:
        return due_on(day, local_date(at))
    if since and queue.status in WITH_CPS:
        return decision_due(Stream(getattr(suspect, "stream", "")), since, at)
    return Due()


def with_details(rows: QuerySet[Suspect]) -> QuerySet[Suspect]:
    """Read what a row of the page shows, in a fixed number of queries."""
    offences = Offence.objects.filter(withdrawn_at__isnull=True).select_related("offence_code")
    return rows.select_related("case_file__police_unit", "case_file__officer").prefetch_related(
        Prefetch("offences", queryset=offences)
    )


def counts(queues: list[Queue], user: User, *, on: date, only_mine: bool = False) -> list[QueueCount]:
    """How many suspects are in each queue: one query for those by status, one for each narrower one."""
    wide = [queue for queue in queues if queue.scope == "all"]
    statuses = [queue.status for queue in wide]
    rows = Suspect.objects.filter(visible(user, through="case_file__"), status__in=statuses)
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
