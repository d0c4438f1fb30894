"""What must never be: state that disagrees with the ledger, work that nobody can go on with, seals that are broken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from casework.events import LEDGER_TABLE, Payload, SuspectLinked
from casework.lifecycle import Status
from casework.queries.listing import NAMES, OF_CASE, STANDING_COLUMNS, STANDINGS
from charging.events import (
    ActionPlanIssued,
    ChargeAuthorised,
    EarlyAdviceGiven,
    FileReturnedBySupervisor,
    FileSentToSupervisor,
    NfaDecided,
    OocdDecided,
    SubmissionReceived,
    SubmissionWithdrawn,
    SuspectAdminFinalised,
    SuspectCharged,
    SuspectReopened,
    TriageChallengeResolved,
    TriageCompleted,
    TriagePassedOn,
)
from charging.lifecycle import ContestOutcome, Purpose, TriageResult
from charging.queries.case.stuck import Found, look
from charging.queries.lists.listing import dues_out_of_step
from charging.queries.lists.matters import COLUMNS, MATTERS
from charging.queries.submission.seals import broken_seals

SHOWN, KEPT = 20, 500
LATE_AFTER = "1 hour"

STATUS_AFTER: dict[type[Payload], Status] = {
    SuspectLinked: Status.BUILDING,
    FileSentToSupervisor: Status.WITH_SUPERVISOR,
    ActionPlanIssued: Status.ACTION_PLAN,
    EarlyAdviceGiven: Status.ADVICE_GIVEN,
    ChargeAuthorised: Status.AUTHORISED,
    SuspectCharged: Status.CHARGED,
    NfaDecided: Status.NO_FURTHER_ACTION,
    OocdDecided: Status.OUT_OF_COURT,
    SuspectAdminFinalised: Status.ADMIN_FINALISED,
    SubmissionWithdrawn: Status.BUILDING,
    TriagePassedOn: Status.SECOND_TRIAGE,
}
"""Events after which a suspect's status is always the same; the other two depend on what they say."""

SENT_BACK = f"""e.type = '{FileSentToSupervisor.name}' AND e.details ->> 'submission_id' IN (
           SELECT details ->> 'submission_id' FROM {LEDGER_TABLE} WHERE type = '{FileReturnedBySupervisor.name}')"""
"""Sent back, a suspect stands where they stood before the gate: being sent there says nothing any more."""

STATUS_SAID = " ".join(
    [
        "CASE e.type",
        *(f"WHEN '{payload.name}' THEN '{status.value}'" for payload, status in STATUS_AFTER.items()),
        f"WHEN '{SubmissionReceived.name}' THEN CASE e.details ->> 'purpose'",
        f"WHEN '{Purpose.ACTION_PLAN_REPLY.value}' THEN '{Status.WITH_PROSECUTOR.value}'",
        f"WHEN '{Purpose.APPEAL.value}' THEN '{Status.WITH_PROSECUTOR.value}'",
        f"ELSE '{Status.SUBMITTED.value}' END",
        f"WHEN '{SuspectReopened.name}' THEN e.details ->> 'stands'",
        f"WHEN '{TriageCompleted.name}' THEN CASE e.details ->> 'result'",
        f"WHEN '{TriageResult.REJECT.value}' THEN '{Status.REJECTED.value}' ELSE '{Status.WITH_PROSECUTOR.value}' END",
        f"WHEN '{TriageChallengeResolved.name}' THEN CASE e.details ->> 'result'",
        f"WHEN '{ContestOutcome.OVERTURNED.value}' THEN '{Status.WITH_PROSECUTOR.value}'",
        f"ELSE '{Status.REJECTED.value}' END",
        "END",
    ]
)

SPEAKING: tuple[type[Payload], ...] = (
    *STATUS_AFTER,
    SubmissionReceived,
    SuspectReopened,
    TriageCompleted,
    TriageChallengeResolved,
)
SPEAKING_NAMES = ", ".join(f"'{payload.name}'" for payload in SPEAKING)

# Whoever came here from another case, split or merged, has a past in the ledger of that one: the latest word counts.
STATUS_DRIFT = f"""
WITH latest AS (
    SELECT e.case_id, s.id AS suspect_id, max(e.seq) AS seq
      FROM {LEDGER_TABLE} e CROSS JOIN LATERAL unnest(e.suspect_ids) AS s (id)
     WHERE e.type IN ({SPEAKING_NAMES}) AND NOT e.voided AND e.source_system = 'tandem'
       AND NOT ({SENT_BACK})
     GROUP BY e.case_id, s.id
),
said AS (
    SELECT DISTINCT ON (latest.suspect_id) latest.suspect_id, {STATUS_SAID} AS status
      FROM latest JOIN {LEDGER_TABLE} e ON e.case_id = latest.case_id AND e.seq = latest.seq
      JOIN casework_suspect p ON p.id = latest.suspect_id
     ORDER BY latest.suspect_id, e.recorded_at DESC, e.case_id = p.case_file_id DESC
)
SELECT c.urn || c.suffix, 'suspect ' || s.number || ' is “' || s.status || '” but the ledger says “' ||
       COALESCE(said.status, 'nothing') || '”'
  FROM casework_suspect s JOIN casework_casefile c ON c.id = s.case_file_id LEFT JOIN said ON said.suspect_id = s.id
 WHERE s.status IS DISTINCT FROM said.status
"""
SUSPECTS = "casework_suspect s JOIN casework_casefile c ON c.id = s.case_file_id"
OPEN_REVIEW = """charging_consultation r JOIN charging_submission_suspects m ON m.submission_id = r.submission_id
 WHERE r.completed_at IS NULL"""


def _columns(table: str, names: tuple[str, ...]) -> str:
    return ", ".join(f"{table}.{name}" for name in names)


LISTED = f"""
SELECT c.urn || c.suffix, 'the row in work queues of suspect key ' || COALESCE(said.suspect_id, w.suspect_id) ||
       ' is out of step'
  FROM ({STANDINGS}) said FULL JOIN casework_standing w ON w.suspect_id = said.suspect_id
  LEFT JOIN casework_casefile c ON c.id = COALESCE(said.case_file_id, w.case_file_id)
 WHERE ({_columns("said", STANDING_COLUMNS)}) IS DISTINCT FROM ({_columns("w", STANDING_COLUMNS)})"""
_MATTER = ", ".join((*COLUMNS, *OF_CASE))
WAITING = f"""
SELECT c.urn || c.suffix, 'what waits (' || odd.kind || ' ' || odd.subject || ') is out of step'
  FROM (((SELECT {_MATTER} FROM ({MATTERS}) said) EXCEPT ALL SELECT {_MATTER} FROM casework_matter) UNION ALL
        (SELECT {_MATTER} FROM casework_matter EXCEPT ALL (SELECT {_MATTER} FROM ({MATTERS}) said))) odd
  JOIN casework_casefile c ON c.id = odd.case_file_id"""
FOUND_BY_NAME = f"""
SELECT c.urn || c.suffix, 'the names that search finds are not those in the case'
  FROM ((({NAMES}) EXCEPT ALL SELECT case_file_id, words FROM casework_searchname) UNION ALL
        (SELECT case_file_id, words FROM casework_searchname EXCEPT ALL ({NAMES}))) odd
  JOIN casework_casefile c ON c.id = odd.case_file_id"""

CHECKS: dict[str, str] = {
    "Status and ledger disagree": STATUS_DRIFT,
    "Accepted without a review": """
        SELECT c.urn || c.suffix, 'submission ' || s.id || ' was accepted but has no review'
          FROM charging_triage t JOIN charging_submission s ON s.id = t.submission_id
          JOIN casework_casefile c ON c.id = s.case_file_id
         WHERE t.result IN ('accept', 'overturned')
           AND NOT EXISTS (SELECT FROM charging_consultation r WHERE r.submission_id = s.id)""",
    "Contest of a rejection that stands for nobody": """
        SELECT c.urn || c.suffix, 'contest ' || k.id || ' is open but nobody it is about is rejected'
          FROM charging_contest k JOIN charging_triage t ON t.id = k.triage_id
          JOIN charging_submission s ON s.id = t.submission_id JOIN casework_casefile c ON c.id = s.case_file_id
         WHERE k.outcome = '' AND NOT EXISTS (
               SELECT FROM charging_submission_suspects m JOIN casework_suspect p ON p.id = m.suspect_id
                WHERE m.submission_id = s.id AND p.status = 'rejected')""",
    "With CPS Direct, though it has decided": """
        SELECT c.urn || c.suffix, 'CPS Direct has the case, but the CPS waits for nobody and nothing was rejected'
          FROM casework_casefile c
         WHERE c.handled_by_id IS NOT NULL AND NOT EXISTS (
               SELECT FROM casework_suspect p WHERE p.case_file_id = c.id AND p.status IN (
                   'submitted', 'second_triage', 'with_prosecutor', 'rejected', 'with_supervisor'))""",
    "Review of somebody who is not with the prosecutor": f"""
        SELECT c.urn || c.suffix, 'review ' || r.number || ' is open but none of its suspects is with the prosecutor'
          FROM charging_consultation r JOIN casework_casefile c ON c.id = r.case_file_id
         WHERE r.completed_at IS NULL AND NOT EXISTS (
               SELECT FROM charging_submission_suspects m JOIN casework_suspect s ON s.id = m.suspect_id
                WHERE m.submission_id = r.submission_id AND s.status = '{Status.WITH_PROSECUTOR.value}')""",
    "With the prosecutor, and no review is open": f"""
        SELECT c.urn || c.suffix, 'suspect ' || s.number || ' waits for a decision that nobody can make' FROM {SUSPECTS}
         WHERE s.status = '{Status.WITH_PROSECUTOR.value}'
           AND NOT EXISTS (SELECT FROM {OPEN_REVIEW} AND m.suspect_id = s.id)""",
    "With the supervisor, and nothing is at the gate": f"""
        SELECT c.urn || c.suffix, 'suspect ' || s.number || ' waits for a sign-off that nobody can give' FROM {SUSPECTS}
         WHERE s.status = '{Status.WITH_SUPERVISOR.value}' AND NOT EXISTS (
               SELECT FROM charging_submission b WHERE b.case_file_id = c.id AND b.state = 'with_supervisor')""",
    "Submitted, and nothing is to be triaged": f"""
        SELECT c.urn || c.suffix, 'suspect ' || s.number || ' waits for a triage that nobody can do' FROM {SUSPECTS}
         WHERE s.status = '{Status.SUBMITTED.value}' AND NOT EXISTS (
               SELECT FROM charging_submission b JOIN charging_submission_suspects m ON m.submission_id = b.id
                WHERE m.suspect_id = s.id AND b.state = 'sent'
                  AND NOT EXISTS (SELECT FROM charging_triage t WHERE t.submission_id = b.id))""",
    "Action plan answers needed, and no plan is out": f"""
        SELECT c.urn || c.suffix, 'suspect ' || s.number || ' waits for answers to a plan that is not there'
          FROM {SUSPECTS}
         WHERE s.status = '{Status.ACTION_PLAN.value}' AND NOT EXISTS (
               SELECT FROM charging_actionplan p WHERE p.case_file_id = c.id AND p.returned_at IS NULL)""",
    "Ready to charge, and nothing was authorised": f"""
        SELECT c.urn || c.suffix, 'suspect ' || s.number || ' is ready to charge without authority' FROM {SUSPECTS}
         WHERE s.status = '{Status.AUTHORISED.value}' AND NOT EXISTS (
               SELECT FROM charging_decision d JOIN charging_authorisedcharge a ON a.decision_id = d.id
                WHERE d.suspect_id = s.id)""",
    "Work queues do not say what cases say": LISTED,
    "Work queues do not say what waits": WAITING,
    "Search does not find what cases say": FOUND_BY_NAME,
    "Owed for more than an hour": f"""
        SELECT e.urn, o.subscriber || ' was not told of ' || e.type || ' for more than {LATE_AFTER}'
               || CASE WHEN o.attempts > 0 THEN ', tried ' || o.attempts || ' times: ' || o.error ELSE '' END
          FROM casework_outboxentry o JOIN {LEDGER_TABLE} e ON e.id = o.event_id
         WHERE o.delivered_at IS NULL AND o.created_at < %(now)s::timestamptz - interval '{LATE_AFTER}'""",
}


@dataclass(frozen=True)
class Finding:
    """One thing that must never be and is: how often, and the first few, each with its URN; `rows` are more of them."""

    title: str
    count: int
    lines: Sequence[str]
    rows: Sequence[tuple[str, str]] = ()


def findings(*, at: datetime) -> Iterator[Finding]:
    """Look for each of the things that must never be, and yield those that are; what was sealed comes last.

    Reads every byte that was ever sent, each document once: this takes as long as that does.
    """
    for title, sql in CHECKS.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT *, count(*) OVER () FROM ({sql}) AS found LIMIT {KEPT}", {"now": at})
            rows = cursor.fetchall()
        if rows:
            lines = [f"{urn}: {what}" for urn, what, _ in rows[:SHOWN]]
            yield Finding(title, rows[0][2], lines, [(urn, what) for urn, what, _ in rows])
    wrong = list(dues_out_of_step())
    if wrong:
        yield Finding("Work queues do not say what is due", len(wrong), wrong[:SHOWN])
    broken = list(broken_seals())
    if broken:
        yield Finding("What was sent is not what was sealed", len(broken), broken[:SHOWN])


def everything(found: Sequence[Finding], *, at: datetime) -> Iterator[Found]:
    """What is to be kept of what was found, in words that stay the same every night, and all work that is stuck."""
    for finding in found:
        for reference, what in finding.rows or (line.split(": ", 1) for line in finding.lines):
            yield Found(finding.title, reference.split(" ")[0], what.split(", tried ")[0])
    yield from look(at=at)
