"""What waits because somebody does not agree: mismatches, unused authorities, escalations, victims' requests."""

from accounts.roles import Permission, Side
from charging.lifecycle import MatterKind
from charging.models import (
    Consultation,
    Decision,
    Escalation,
    EscalationStep,
    Mismatch,
    MismatchState,
    UnusedAuthority,
    VictimReview,
    VictimReviewStage,
)
from charging.rules.ladder import ladders

# Both agencies see it until it is settled, whoever of them has to act next.
MISMATCHES = f"""
SELECT '{MatterKind.MISMATCH.value}', r.id, r.case_file_id, r.suspect_id, a.side, a.permission,
       NULL::bigint, NULL::bigint, r.since, r.due_at
  FROM {Mismatch._meta.db_table} r CROSS JOIN (VALUES
       ('{Side.POLICE.value}'::text, '{Permission.RECORD_CHARGE.value}'::text),
       ('{Side.CPS.value}', '{Permission.REVIEW.value}')) a (side, permission)
 WHERE r.state <> '{MismatchState.SETTLED.value}'
"""
UNUSED = f"""
SELECT '{MatterKind.AUTHORITY_UNUSED.value}', r.id, r.case_file_id, r.suspect_id, '{Side.CPS.value}',
       '{Permission.REVIEW.value}', NULL::bigint, NULL::bigint, r.said_at, r.due_at
  FROM {UnusedAuthority._meta.db_table} r WHERE r.outcome = ''
"""
ESCALATIONS = f"""
SELECT '{MatterKind.ESCALATION.value}', r.id, r.case_file_id, r.suspect_id, '{Side.CPS.value}',
       '{Permission.ANSWER_ESCALATION.value}', NULL::bigint, r.original_by_id, t.raised_at, t.due_at
  FROM {Escalation._meta.db_table} r JOIN {EscalationStep._meta.db_table} t ON t.escalation_id = r.id
 WHERE r.outcome = '' AND t.outcome = '' AND t.step = (
       SELECT max(l.step) FROM {EscalationStep._meta.db_table} l WHERE l.escalation_id = r.id)
"""
_RUNGS = ", ".join(
    f"(DATE '{ladder.valid_from}', {rung.step}, ARRAY[{', '.join(repr(role.value) for role in rung.answered_by)}], "
    f"ARRAY[{', '.join(repr(role.value) for role in rung.raised_by)}])"
    for ladder in ladders()
    for rung in ladder.rungs
)


def _ranks(column: str, further: int) -> str:
    """Read who answers, or who raises, the last step of an escalation or one further on.

    It is by the ladder of the day on which the last was raised: the edition that began last.
    """
    return f"""(
       SELECT rung.{column} FROM {EscalationStep._meta.db_table} t
         JOIN (VALUES {_RUNGS}) rung (begins, step, answerers, raisers) ON rung.step = t.step + {further}
        WHERE t.escalation_id = said.subject AND t.step = (
              SELECT max(l.step) FROM {EscalationStep._meta.db_table} l WHERE l.escalation_id = said.subject)
        ORDER BY rung.begins <= (t.raised_at AT TIME ZONE 'Europe/London')::date DESC, rung.begins DESC
        LIMIT 1)"""


WHO_ANSWERS, WHO_GOES_ON = _ranks("answerers", 0), _ranks("raisers", 1)
# Nobody can go on from the last step of all.
OVERDUE = f"""
SELECT said.* FROM (
SELECT '{MatterKind.ESCALATION_OVERDUE.value}', r.id AS subject, r.case_file_id, r.suspect_id, '{Side.POLICE.value}',
       '{Permission.ESCALATE.value}', NULL::bigint, NULL::bigint, t.due_at AS since, NULL::timestamptz
  FROM {Escalation._meta.db_table} r JOIN {EscalationStep._meta.db_table} t ON t.escalation_id = r.id
 WHERE r.outcome = '' AND t.outcome = '' AND t.overdue_at IS NOT NULL AND t.step = (
       SELECT max(l.step) FROM {EscalationStep._meta.db_table} l WHERE l.escalation_id = r.id)
) said WHERE {WHO_GOES_ON} IS NOT NULL
"""
VICTIMS = f"""
SELECT '{MatterKind.VICTIM_REVIEW.value}', r.id, r.case_file_id, r.suspect_id, '{Side.CPS.value}',
       CASE r.stage WHEN '{VictimReviewStage.LOCAL.value}' THEN '{Permission.REVIEW.value}'
                    ELSE '{Permission.ANSWER_ESCALATION.value}' END,
       NULL::bigint, c.completed_by_id, r.recorded_at, r.due_at
  FROM {VictimReview._meta.db_table} r JOIN {Decision._meta.db_table} d ON d.id = r.decision_id
  JOIN {Consultation._meta.db_table} c ON c.id = d.consultation_id WHERE r.outcome = ''
"""
DISAGREEMENTS = (MISMATCHES, UNUSED, ESCALATIONS, OVERDUE, VICTIMS)
