"""What CPS Direct did with an Area's cases since the Area closed: the pack that the Area starts its day with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q

from accounts.models import OrganisationKind, User
from accounts.roles import Side
from casework.lifecycle import STATUSES, Holder, Status
from casework.models import CaseFile, Standing, Suspect, visible
from charging.lifecycle import TransferKind
from charging.models import ThresholdReview, Transfer
from charging.queries.clocks.in_rows import NOTHING, Told, told_of
from charging.queries.transfers.moves import first_due
from foundation.clocks import due_day
from foundation.wording import day, when


@dataclass(frozen=True)
class NightSuspect:
    """One suspect as things stand now: what is needed, by when, and a Threshold Test charge to look at again."""

    name: str
    status: str
    due: Told
    again: str


@dataclass(frozen=True)
class NightCase:
    """One case: how it came back or that CPS Direct still has it, and what the Area has to know of it."""

    case_file: CaseFile
    kind: str
    at: datetime | None
    risks: str
    suspects: Sequence[NightSuspect]

    @property
    def happened(self) -> str:
        """What became of it and when; of what CPS Direct still has, since when it has it."""
        if self.at is None:
            return self.kind
        return f"{self.kind}{' since' if self.case_file.handled_by_id else ','} {when(self.at)}"


@dataclass(frozen=True)
class Group:
    """One part of the pack, with its heading."""

    title: str
    cases: Sequence[NightCase]


@dataclass(frozen=True)
class Pack:
    """What happened from one instant until another, most pressing first."""

    since: datetime
    until: datetime
    groups: Sequence[Group]

    @property
    def count(self) -> int:
        """How many cases there are in it."""
        return sum(len(group.cases) for group in self.groups)


def pack_for(user: User, *, since: datetime, until: datetime) -> Pack:
    """Put together what CPS Direct did with the cases of a reader's Areas; each case stands in one group."""
    moved = Transfer.objects.filter(
        Q(from_body__kind=OrganisationKind.CPS_DIRECT) | Q(to_body__kind=OrganisationKind.CPS_DIRECT),
        case_file__cps_area__in=user.organisation_ids(Side.CPS),
        at__gte=since,
        at__lt=until,
    )
    transfers = moved.order_by("case_file_id", "-at", "-pk").distinct("case_file_id")
    last = {row.case_file_id: row for row in transfers}
    rows = CaseFile.objects.filter(visible(user), cps_area__in=user.organisation_ids(Side.CPS))
    cases = rows.filter(Q(pk__in=last) | Q(handled_by__isnull=False)).select_related("police_unit", "handled_by")
    cases = cases.prefetch_related(
        Prefetch("suspects", queryset=Suspect.objects.order_by("number")),
        Prefetch("standings", queryset=Standing.objects.order_by()),
        Prefetch("threshold_reviews", queryset=ThresholdReview.objects.filter(done_at__isnull=True)),
    )
    rows_read = list(cases.order_by("pk"))
    dues = told_of((standing for case in rows_read for standing in case.standings.all()), until)
    told = [_case(case, last.get(case.pk), dues) for case in rows_read]
    return Pack(since, until, _groups(told))


def _groups(cases: Sequence[NightCase]) -> list[Group]:
    found: dict[str, list[NightCase]] = {title: [] for title in TITLES}
    for case in sorted(cases, key=lambda each: first_due(each.case_file)):
        found[_title(case)].append(case)
    return [Group(title, rows) for title, rows in found.items()]


UNDECIDED, REJECTED, PLANS, DECIDED = "Undecided", "Rejected at triage", "Action plans out", "Decided"
TITLES = (UNDECIDED, REJECTED, PLANS, DECIDED)


def _title(case: NightCase) -> str:
    statuses = {Status(suspect.status) for suspect in case.case_file.suspects.all()}
    if any(STATUSES[status].holder is Holder.CPS for status in statuses):
        return UNDECIDED
    if Status.REJECTED in statuses or Status.BUILDING in statuses or Status.WITH_SUPERVISOR in statuses:
        return REJECTED
    return PLANS if Status.ACTION_PLAN in statuses else DECIDED


def _case(case_file: CaseFile, last: Transfer | None, dues: Mapping[int, Told]) -> NightCase:
    again = {row.suspect_id: row for row in case_file.threshold_reviews.all()}
    suspects = []
    for suspect in case_file.suspects.all():
        review = again.get(suspect.pk)
        suspects.append(
            NightSuspect(
                name=str(suspect),
                status=STATUSES[Status(suspect.status)].cps,
                due=dues.get(suspect.pk, NOTHING),
                again=f"Full Code review due {day(due_day(review.due_at))}" if review else "",
            )
        )
    still = f"{case_file.handled_by} still has it" if case_file.handled_by_id else ""
    came = last if last and last.kind != TransferKind.OUT_OF_HOURS else None
    return NightCase(
        case_file=case_file,
        kind=still or (last.get_kind_display() if last else ""),
        at=last.at if last else None,
        risks=came.reason if came else "",
        suspects=suspects,
    )
