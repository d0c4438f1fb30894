"""Who holds how much of a CPS body's reviews, and what came in and went out. Numbers side by side, never a ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from accounts.models import Organisation, Unit, User
from accounts.queries.work import Arrangements
from accounts.roles import Permission
from casework.models import Standing
from charging.models import Consultation
from charging.queries.allocation.candidates import bench
from charging.queries.allocation.open_reviews import UNALLOCATED, Load, Wanted, listed, loads, open_reviews, read
from charging.rules.allocation import Candidate
from charging.rules.workload import WeightEdition, edition_on, weight_of
from foundation.clocks import start_of
from foundation.periods import local_date
from foundation.verdicts import Verdict

WEEKS = 4


@dataclass(frozen=True)
class PersonLoad:
    """One person with what they hold, what they can hold, and whether they are there today."""

    person: User
    held: Load
    candidate: Candidate
    noted: Arrangements
    today: date

    @property
    def presence(self) -> str:
        """Where they are today, in words."""
        if self.noted.covered:
            return "Away, covered"
        if self.today in self.candidate.availability.away:
            return "On leave"
        if self.candidate.availability.in_court_on(self.today):
            return "In court"
        return "Working" if self.candidate.availability.works_on(self.today) else "Does not work today"


@dataclass(frozen=True)
class Week:
    """A week from a Monday: reviews opened and reviews completed."""

    monday: date
    opened: int
    completed: int


@dataclass(frozen=True)
class WorkloadPage:
    """All that the page of one CPS body shows."""

    body: Organisation
    people: Sequence[PersonLoad]
    unallocated: Load
    weeks: Sequence[Week]
    edition: WeightEdition


def may_manage_work(user: User) -> Verdict:
    """Whether somebody manages the work of others anywhere."""
    if user.holds(Permission.MANAGE_WORK):
        return Verdict.ok()
    return Verdict.no("not_your_role", "Reviews are given in bulk by those who manage the work of others.")


def may_see_work(user: User) -> Verdict:
    """Whether somebody sees the work of others anywhere; what is done about it is for those who manage it."""
    if user.holds(Permission.SEE_WORK):
        return Verdict.ok()
    return Verdict.no(
        "not_your_role", "Workload is shown to those who manage the work of others, and to Area managers."
    )


def seen_by(user: User) -> set[int]:
    """The keys of the CPS bodies whose work somebody sees."""
    return {grant.organisation_id for grant in user.grants if grant.allows(Permission.SEE_WORK)}


def managed_by(user: User) -> set[int]:
    """The keys of the CPS bodies whose work somebody manages."""
    return {grant.organisation_id for grant in user.grants if grant.allows(Permission.MANAGE_WORK)}


def bodies_of(user: User) -> list[Organisation]:
    """The CPS bodies whose work somebody sees, by name."""
    return list(Organisation.objects.filter(pk__in=seen_by(user)).order_by("name"))


def units_of(user: User) -> list[tuple[int, str]]:
    """The units of those bodies, by name."""
    rows = Unit.objects.filter(organisation__in=seen_by(user), valid_to__isnull=True).order_by("name", "code")
    return list(rows.values_list("pk", "name"))


def workload(user: User, body: Organisation, unit: int | None, *, at: datetime) -> WorkloadPage:
    """Read the page of one CPS body: its people, or those of one unit of it. Each count is that of its list."""
    on = local_date(at)
    edition = edition_on(on)
    held = loads(edition, at=at, on=on, user=user)
    known = bench([body.pk], at=at, known=held)
    people = [
        PersonLoad(person, held.get(key, Load()), known.candidates[key], known.arrangements[key], on)
        for key, person in known.people.items()
        if unit is None or any(grant.unit_id == unit for grant in person.grants)
    ]
    nobodys = _nobodys(user, unit, edition, at) if unit else held.get(None, Load())
    return WorkloadPage(body, people, nobodys, weeks_of(body, on=on), edition)


def _nobodys(user: User, unit: int, edition: WeightEdition, at: datetime) -> Load:
    """What nobody has in one unit."""
    reviews = read(listed(open_reviews(user, Wanted(holder=UNALLOCATED, unit=unit))), local_date(at))
    return Load(
        reviews=len(reviews),
        points=sum(weight_of(review.work, edition) for review in reviews),
        overdue=sum(1 for review in reviews if review.due_at and review.due_at <= at),
        oldest=min((review.opened_at for review in reviews), default=None),
    )


# Whoever has a review opened or completed moves then, or moved on since: their rows in work queues lead to the cases
# of the last weeks, and nothing walks through the years before.
FLOW = f"""
WITH weeks AS (
    SELECT (%(first)s::date + n * interval '7 days')::date AS monday FROM generate_series(0, {WEEKS} - 1) n),
lately AS (
    SELECT w.case_file_id AS id FROM {Standing._meta.db_table} w
     WHERE w.cps_area_id = %(body)s AND w.handled_by_id IS NULL AND w.status_at >= %(since)s
     UNION
    SELECT w.case_file_id FROM {Standing._meta.db_table} w
     WHERE w.handled_by_id = %(body)s AND w.status_at >= %(since)s),
moved AS (
    SELECT r.opened_at AS at, 1 AS opened, 0 AS completed FROM {Consultation._meta.db_table} r
      JOIN lately ON lately.id = r.case_file_id WHERE r.opened_at >= %(since)s
     UNION ALL
    SELECT r.completed_at, 0, 1 FROM {Consultation._meta.db_table} r
      JOIN lately ON lately.id = r.case_file_id WHERE r.completed_at >= %(since)s)
SELECT w.monday, COALESCE(sum(m.opened), 0), COALESCE(sum(m.completed), 0)
  FROM weeks w LEFT JOIN moved m ON date_trunc('week', m.at AT TIME ZONE 'Europe/London')::date = w.monday
 GROUP BY w.monday ORDER BY w.monday
"""


def weeks_of(body: Organisation, *, on: date) -> list[Week]:
    """What came in and went out in this week and the three before it."""
    first = on - timedelta(days=on.weekday(), weeks=WEEKS - 1)
    with connection.cursor() as cursor:
        cursor.execute(FLOW, {"first": first, "since": start_of(first), "body": body.pk})
        return [Week(*row) for row in cursor.fetchall()]
