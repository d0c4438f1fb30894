"""Work that nobody goes on with, though nothing is out of step: looked for every night, one statement a sort."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import Membership, User
from accounts.roles import Permission, Role, Side
from casework.events import LEDGER_TABLE
from casework.lifecycle import FINALISE, STATUSES, Holder, Status
from casework.models import CaseFile, Detention, Matter, Standing
from casework.rules.limits import limit
from charging.lifecycle import OPEN_STATES, MatterKind
from charging.models import ActionItem, ActionPlan, BulkJob, Consultation, Submission
from charging.queries.lists.matters import ADDRESSES
from charging.rules import repairs
from foundation.periods import local_date

MOST = 500
"""How many of each sort are listed."""
JOB_RESTS = "1 hour"


@dataclass(frozen=True)
class Found:
    """One stuck thing: its sort, the URN or the code of an organisation, and words that stay the same every night.

    Besides, where they are known: since when, about which suspect, and the page on which it is put right, by its name
    with the key that its address takes.
    """

    sort: str
    reference: str
    what: str
    since: datetime | None = field(default=None, compare=False)
    suspect_id: int | None = field(default=None, compare=False)
    page: str = field(default="", compare=False)
    subject: int | None = field(default=None, compare=False)


def _quoted(words: str) -> str:
    """Words of ours as they stand between the quotes of a statement."""
    return words.replace("'", "''")


def _day(instant: str, late_by: str = "1") -> str:
    """An instant as a day in London, in words; a deadline is the first instant that is too late."""
    there = f"({instant} - {late_by} * interval '1 second') AT TIME ZONE 'Europe/London'"
    return f"to_char({there}, 'FMDD FMMonth YYYY')"


def _roles_with(permission: Permission) -> str:
    return ", ".join(f"'{role.value}'" for role in Role if permission in role.definition.permissions)


CASES, STANDINGS, REVIEWS = (model._meta.db_table for model in (CaseFile, Standing, Consultation))
ACTS: tuple[tuple[Status, Permission, Side], ...] = (
    (Status.WITH_SUPERVISOR, Permission.SIGN_OFF, Side.POLICE),
    (Status.ACTION_PLAN, Permission.ANSWER_ACTIONS, Side.POLICE),
    (Status.AUTHORISED, Permission.RECORD_CHARGE, Side.POLICE),
    (Status.SUBMITTED, Permission.TRIAGE, Side.CPS),
    (Status.SECOND_TRIAGE, Permission.ALLOCATE, Side.CPS),
    (Status.WITH_PROSECUTOR, Permission.REVIEW, Side.CPS),
)
"""Who has to be there for suspects in each status to go on."""


def _held_there(organisation: str, permission: Permission) -> str:
    """Whether anybody holds a permission in an organisation today."""
    return f"""EXISTS (
        SELECT FROM {Membership._meta.db_table} a JOIN accounts_unit u ON u.id = a.unit_id
          JOIN {User._meta.db_table} p ON p.id = a.user_id AND p.is_active
         WHERE u.organisation_id = {organisation} AND a.role IN ({_roles_with(permission)})
           AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s))"""


def _nobody(status: Status, permission: Permission, side: Side) -> str:
    place = "w.force_id" if side is Side.POLICE else "COALESCE(w.handled_by_id, w.cps_area_id)"
    what = _quoted(f"suspects wait ({STATUSES[status].label(side).lower()}), and nobody there may act")
    return f"""SELECT o.code, '{what}', waiting.since, NULL::bigint, '', NULL::bigint FROM (
        SELECT {place} AS id, min(w.status_at) AS since FROM {STANDINGS} w
         WHERE w.status = '{status.value}' GROUP BY 1) waiting
          JOIN accounts_organisation o ON o.id = waiting.id WHERE NOT {_held_there("o.id", permission)}"""


_CLOSED = ", ".join(
    f"'{status.value}'" for status in Status if STATUSES[status].holder in {Holder.CLOSED, Holder.COURT}
)
_OPEN_ITEMS = ", ".join(f"'{state.value}'" for state in OPEN_STATES)
_BEFORE_THE_END = ", ".join(
    f"'{kind.value}'"
    for kind in (MatterKind.CONTEST, MatterKind.APPROVAL, MatterKind.ITEM_EXTENSION, MatterKind.ITEM_CHALLENGE)
)
_CAN_BE_CLOSED = ", ".join(f"'{status.value}'" for status in FINALISE.sources)
_STATUS = " ".join(
    f"WHEN '{status.value}' THEN '{_quoted(STATUSES[status].label(Side.CPS).lower())}'" for status in Status
)
_KINDS = " ".join(f"WHEN '{kind.value}' THEN '{_quoted(kind.label)}'" for kind in MatterKind)

_PAGES = " ".join(f"WHEN '{kind.value}' THEN '{page}'" for kind, page in ADDRESSES.items())
_LEFT = f"""(SELECT max(a.valid_to)::timestamp AT TIME ZONE 'Europe/London' FROM {Membership._meta.db_table} a
              WHERE a.user_id = r.prosecutor_id AND a.valid_to <= %(on)s)"""
# The review or the submission that a suspect waits in, with its page.
_WAITS_IN = f"""
    CROSS JOIN LATERAL (SELECT max(b.submission_id) AS id FROM {Submission.suspects.through._meta.db_table} b
                         WHERE b.suspect_id = s.id) sent
    LEFT JOIN {REVIEWS} r ON r.submission_id = sent.id AND r.completed_at IS NULL"""
_WHERE = f"""
    CASE w.status WHEN '{Status.SUBMITTED.value}' THEN 'charging:triage'
                  WHEN '{Status.WITH_PROSECUTOR.value}' THEN 'charging:review_allocate' ELSE '' END,
    CASE w.status WHEN '{Status.SUBMITTED.value}' THEN sent.id ELSE r.id END"""

STUCK: Mapping[str, str] = {
    repairs.NOBODY_CAN_ACT: " UNION ALL ".join(_nobody(*act) for act in ACTS),
    repairs.HOLDER_LEFT: f"""
        SELECT c.urn || c.suffix, 'review ' || r.number || ' is with somebody who does not review there any more',
               COALESCE({_LEFT}, r.allocated_at), NULL::bigint, '', NULL::bigint
          FROM {REVIEWS} r JOIN {CASES} c ON c.id = r.case_file_id
         WHERE r.completed_at IS NULL AND r.prosecutor_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM {Membership._meta.db_table} a JOIN accounts_unit u ON u.id = a.unit_id
                 JOIN {User._meta.db_table} p ON p.id = a.user_id AND p.is_active
                WHERE a.user_id = r.prosecutor_id AND u.organisation_id = COALESCE(c.handled_by_id, c.cps_area_id)
                  AND a.role IN ({_roles_with(Permission.REVIEW)})
                  AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s))""",
    repairs.NOT_RETURNED: f"""
        SELECT c.urn || c.suffix, 'action plan ' || p.number || ' has no open item left',
               COALESCE(items.at, p.issued_at), NULL::bigint, 'charging:action_plan', p.id
          FROM {ActionPlan._meta.db_table} p JOIN {CASES} c ON c.id = p.case_file_id
          JOIN LATERAL (SELECT max(COALESCE(i.answered_at, i.cancelled_at)) AS at,
                               bool_or(i.state IN ({_OPEN_ITEMS})) AS open
                          FROM {ActionItem._meta.db_table} i WHERE i.plan_id = p.id) items ON true
         WHERE p.returned_at IS NULL AND NOT items.open
           AND COALESCE(items.at, p.issued_at) < %(now)s - %(days)s * interval '1 day'""",
    repairs.NOBODY_ACTS: f"""
        SELECT c.urn || c.suffix, (CASE m.kind {_KINDS} END) || ' (' || m.subject || '): due ' || {_day("m.due_at")},
               m.due_at, m.suspect_id, (CASE m.kind {_PAGES} ELSE '' END), m.subject
          FROM {Matter._meta.db_table} m JOIN {CASES} c ON c.id = m.case_file_id
         WHERE m.due_at < %(now)s - %(days)s * interval '1 day'
         UNION ALL
        SELECT c.urn || c.suffix, 'suspect ' || s.number || ', ' || (CASE w.status {_STATUS} END) || ': due ' ||
               {_day("w.due_at")} || COALESCE(', nobody has done anything since ' || {_day("last.at", "0")}, ''),
               w.due_at, s.id, {_WHERE}
          FROM {STANDINGS} w JOIN {CASES} c ON c.id = w.case_file_id JOIN casework_suspect s ON s.id = w.suspect_id
          {_WAITS_IN}
         CROSS JOIN LATERAL (SELECT max(e.at) AS at FROM {LEDGER_TABLE} e
                              WHERE e.case_id = w.case_file_id AND e.by_id IS NOT NULL) last
         WHERE w.due_at < %(now)s - %(days)s * interval '1 day' AND w.status NOT IN ({_CAN_BE_CLOSED})
           AND COALESCE(last.at, w.opened_at) < %(now)s - %(silent)s * interval '1 day'""",
    repairs.NOT_CLOSED: f"""
        SELECT c.urn || c.suffix, 'suspect ' || s.number || ', ' || (CASE w.status {_STATUS} END) || ': since ' ||
               {_day("w.status_at", "0")}, w.status_at, s.id, 'charging:suspect_finalise', s.id
          FROM {STANDINGS} w JOIN {CASES} c ON c.id = w.case_file_id JOIN casework_suspect s ON s.id = w.suspect_id
         WHERE w.status IN ({_CAN_BE_CLOSED}) AND w.status_at < %(now)s - %(closing)s * interval '1 month'
           AND COALESCE(w.due_at, w.status_at) < %(now)s - %(days)s * interval '1 day'""",
    repairs.ORPHAN_CLOCK: f"""
        SELECT c.urn || c.suffix, 'detention of suspect ' || s.number || ' is still counted, though the case is over',
               (SELECT w.status_at FROM {STANDINGS} w WHERE w.suspect_id = s.id), s.id, 'charging:clocks', NULL::bigint
          FROM {Detention._meta.db_table} d JOIN casework_suspect s ON s.id = d.suspect_id
          JOIN {CASES} c ON c.id = s.case_file_id
         WHERE d.ended_at IS NULL AND s.status IN ({_CLOSED})
         UNION ALL
        SELECT c.urn || c.suffix, (CASE m.kind {_KINDS} END) || ' (' || m.subject || ') waits, though the case is over',
               (SELECT max(w.status_at) FROM {STANDINGS} w WHERE w.case_file_id = c.id), m.suspect_id,
               (CASE m.kind {_PAGES} ELSE '' END), m.subject
          FROM {Matter._meta.db_table} m JOIN {CASES} c ON c.id = m.case_file_id
         WHERE m.kind IN ({_BEFORE_THE_END}) AND NOT EXISTS (
               SELECT FROM {STANDINGS} w WHERE w.case_file_id = c.id AND w.status NOT IN ({_CLOSED}))""",
    repairs.JOB_STOPPED: f"""
        SELECT o.code, 'bulk job ' || j.id || ' was begun and not finished', COALESCE(j.worked_at, j.asked_at),
               NULL::bigint, '', NULL::bigint
          FROM {BulkJob._meta.db_table} j JOIN accounts_organisation o ON o.id = j.organisation_id
         WHERE j.done_at IS NULL AND j.cancelled_at IS NULL
           AND COALESCE(j.worked_at, j.asked_at) < %(now)s - interval '{JOB_RESTS}'""",
}


def look(*, at: datetime) -> Iterator[Found]:
    """Look for each sort of stuck work."""
    on = local_date(at)
    asked: dict[str, Any] = {
        "now": at,
        "on": on,
        "days": limit("stuck_after", on).span.amount,
        "silent": limit("silent_after", on).span.amount,
        "closing": limit("finalise_after", on).span.amount,
    }
    for sort, sql in STUCK.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM ({sql}) found ORDER BY 1, 2 LIMIT {MOST}", asked)
            found = cursor.fetchall()
        yield from (Found(sort, *row) for row in found)
