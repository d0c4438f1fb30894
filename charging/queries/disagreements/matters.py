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
    f"(DATE '{ladder.valid_from}', {rung.step}, ARRAY[{', '.join(repr(role.value) for role in rung.answered_by)}])"
    for ladder in ladders()
    for rung in ladder.rungs
)
# The grades that the ladder of the day on which a step was raised names for it: the edition that began last.
WHO_ANSWERS = f"""(
       SELECT rung.roles FROM {EscalationStep._meta.db_table} t
         JOIN (VALUES {_RUNGS}) rung (begins, step, roles) ON rung.step = t.step
        WHERE t.escalation_id = said.subject
        ORDER BY t.step DESC, rung.begins <= (t.raised_at AT TIME ZONE 'Europe/London')::date DESC, rung.begins DESC
        LIMIT 1)"""
VICTIMS = f"""
SELECT '{MatterKind.VICTIM_REVIEW.value}', r.id, r.case_file_id, r.suspect_id, '{Side.CPS.value}',
       CASE r.stage WHEN '{VictimReviewStage.LOCAL.value}' THEN '{Permission.REVIEW.value}'
                    ELSE '{Permission.ANSWER_ESCALATION.value}' END,
       NULL::bigint, c.completed_by_id, r.recorded_at, r.due_at
  FROM {VictimReview._meta.db_table} r JOIN {Decision._meta.db_table} d ON d.id = r.decision_id
  JOIN {Consultation._meta.db_table} c ON c.id = d.consultation_id WHERE r.outcome = ''
"""
DISAGREEMENTS = (MISMATCHES, UNUSED, ESCALATIONS, VICTIMS)
