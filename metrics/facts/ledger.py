"""What every fact statement starts from: the events known at an instant, suspect by suspect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from casework.events import LEDGER_TABLE
from charging.events import (
    CaseTransferred,
    ChargeAuthorised,
    ConsultationCompleted,
    EscalationAnswered,
    EscalationClosed,
    EscalationRaised,
    NfaDecided,
    OocdDecided,
    SubmissionReceived,
    SuspectAdminFinalised,
    SuspectCharged,
    SuspectReopened,
    TriageChallenged,
    TriageChallengeResolved,
    TriageCompleted,
)
from foundation.working_days import bundled

NAMES: dict[str, str] = {
    "received": SubmissionReceived.name,
    "triaged": TriageCompleted.name,
    "transferred": CaseTransferred.name,
    "challenged": TriageChallenged.name,
    "challenge_resolved": TriageChallengeResolved.name,
    "consulted": ConsultationCompleted.name,
    "authorised": ChargeAuthorised.name,
    "charged": SuspectCharged.name,
    "nfa": NfaDecided.name,
    "oocd": OocdDecided.name,
    "admin": SuspectAdminFinalised.name,
    "reopened": SuspectReopened.name,
    "escalated": EscalationRaised.name,
    "escalation_answered": EscalationAnswered.name,
    "escalation_closed": EscalationClosed.name,
}
"""Events by the names that the statements use. A renamed event fails here, not in a figure."""

LONDON_DAY = "({0} AT TIME ZONE 'Europe/London')::date"

# Known at the instant: recorded by then, and not replaced or withdrawn by an event recorded by then.
KNOWN = f"""
known AS (
    SELECT e.case_id, e.seq, e.urn, e.type, e.at, {LONDON_DAY.format("e.at")} AS on_day,
           e.suspect_ids, e.casework_type, e.youth, e.force, e.police_unit, e.cps_area, e.cps_unit,
           CASE WHEN e.type = %(received)s THEN 'cps'
                WHEN e.holder <> '' THEN e.holder
                WHEN e.type = %(authorised)s THEN 'police_to_charge'
                WHEN e.type = %(charged)s THEN 'court'
                WHEN e.type IN (%(nfa)s, %(oocd)s, %(admin)s) THEN 'closed'
                ELSE '' END AS holder, e.details
      FROM {LEDGER_TABLE} e
     WHERE e.recorded_at <= %(as_at)s AND NOT e.voided AND {{scope}}
       AND (e.case_id, e.id) NOT IN (SELECT c.case_id, c.corrects_id FROM {LEDGER_TABLE} c
                                      WHERE c.corrects_id IS NOT NULL AND c.recorded_at <= %(as_at)s
                                        AND {{correction_scope}})
)"""

STEPS = "metrics_step"
"""The temporary table of steps, which the statements about suspects share."""

# One row per suspect and event, in the order of events: a step lasts until the suspect's next event.
# The last of the positions at which each holder took over says with whom the file is from then on.
STEP_STATEMENT = f"""
WITH {KNOWN},
moment AS (
    SELECT k.case_id, s.suspect_id, k.seq, k.urn, k.type, k.at, k.on_day, k.casework_type, k.youth,
           k.force, k.police_unit, k.cps_area, k.cps_unit, k.holder,
           k.details ->> 'purpose' AS purpose,
           left(COALESCE(k.details ->> 'custody_basis', ''), 20) AS custody_basis,
           CASE k.type WHEN %(authorised)s THEN 'charge'
                       WHEN %(nfa)s THEN CASE k.details ->> 'group' WHEN 'public_interest' THEN 'nfa_public_interest'
                                                                    ELSE 'nfa_evidential' END
                       WHEN %(oocd)s THEN 'oocd'
                       WHEN %(admin)s THEN 'admin_finalised' END AS decision
      FROM known k CROSS JOIN LATERAL unnest(k.suspect_ids) AS s (suspect_id)
     WHERE k.holder <> '' OR k.type IN (%(triaged)s, %(consulted)s, %(transferred)s)
),
placed AS (
    SELECT *, row_number() OVER life AS pos, lead(at) OVER life AS next_at, lead(on_day) OVER life AS next_day,
           count(*) FILTER (WHERE holder <> '') OVER life AS turn
      FROM moment
    WINDOW life AS (PARTITION BY case_id, suspect_id ORDER BY at, seq)
),
held AS (
    SELECT *, first_value(holder) OVER (PARTITION BY case_id, suspect_id, turn ORDER BY pos) AS with_whom FROM placed
)
SELECT *, min(pos) FILTER (WHERE type = %(received)s) OVER life AS first_pos,
       min(pos) FILTER (WHERE type = %(charged)s) OVER life AS charged_pos
  FROM held WINDOW life AS (PARTITION BY case_id, suspect_id)
"""

SEGMENT = """CASE {0} WHEN 'custody' THEN 'custody' WHEN '' THEN 'unknown' ELSE 'not_custody' END"""


@dataclass(frozen=True)
class FactTable:
    """A fact model, the columns that tell its rows apart, and the statement that fills it."""

    model: type[Model]
    key: tuple[str, ...]
    statement: str

    @property
    def table(self) -> str:
        """The name of the table."""
        return self.model._meta.db_table

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns in the order in which the statement yields them: all but the id."""
        return tuple(field.attname for field in self.model._meta.concrete_fields if not field.primary_key)

    def rows(self, case_ids: Sequence[int] | None, as_at: datetime) -> tuple[str, dict[str, Any]]:
        """Return the SELECT for some cases, or for all where None, with its parameters.

        Both read the same statement: narrowed it is the incremental path, widened the rebuild.
        """
        return scoped(self.statement, case_ids, as_at)


def scoped(statement: str, case_ids: Sequence[int] | None, as_at: datetime) -> tuple[str, dict[str, Any]]:
    """Narrow a statement to some cases, or widen it to all where None; return it with its parameters."""
    narrowed = case_ids is not None
    sql = statement.replace("{scope}", "e.case_id = ANY(%(cases)s)" if narrowed else "TRUE").replace(
        "{correction_scope}", "c.case_id = ANY(%(cases)s)" if narrowed else "TRUE"
    )
    holidays = sorted(bundled().holidays)
    return sql, {**NAMES, "as_at": as_at, "cases": list(case_ids or ()), "holidays": holidays}


def steps(case_ids: Sequence[int] | None, as_at: datetime) -> tuple[str, dict[str, Any]]:
    """Return the SELECT of the steps of suspects in some cases, or in all where None, with its parameters."""
    return scoped(STEP_STATEMENT, case_ids, as_at)
