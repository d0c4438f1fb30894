"""When each suspect is due, in which stream and with which prosecutor: one statement over a set of cases.

Narrowed to one case it keeps that case's standings, widened to all it fills or checks the whole table.
"""

from casework.lifecycle import Status
from casework.models import Standing, Suspect
from charging.lifecycle import DECIDE_WITHIN, ActionState, SubmissionState
from charging.models import ActionItem, ActionPlan, Consultation, Submission, Triage

_STREAMS = " ".join(
    f"WHEN '{stream.value}' THEN interval '{int(limit.total_seconds())} seconds'"
    for stream, limit in DECIDE_WITHIN.items()
)
_WORDS = {
    "suspect": Suspect._meta.db_table,
    "standing": Standing._meta.db_table,
    "submission": Submission._meta.db_table,
    "sent_of": Submission.suspects.through._meta.db_table,
    "triage": Triage._meta.db_table,
    "review": Consultation._meta.db_table,
    "plan": ActionPlan._meta.db_table,
    "item": ActionItem._meta.db_table,
    "limit": f"CASE b.stream {_STREAMS} END",
    "sent": SubmissionState.SENT.value,
    "at_gate": SubmissionState.WITH_SUPERVISOR.value,
    "pending": ActionState.PENDING.value,
    "s_building": Status.BUILDING.value,
    "s_gate": Status.WITH_SUPERVISOR.value,
    "s_submitted": Status.SUBMITTED.value,
    "s_second": Status.SECOND_TRIAGE.value,
    "s_review": Status.WITH_PROSECUTOR.value,
    "s_rejected": Status.REJECTED.value,
    "s_plan": Status.ACTION_PLAN.value,
}

# Each suspect's submission that counts now: what stands at the gate, or what the CPS had last. The prosecutor is
# that of the open review, or of the last one.
# What is due on a day is late from the midnight after it.
DUES = """
SELECT w.suspect_id, COALESCE(b.stream, '') AS stream,
       CASE w.status
           WHEN '{s_gate}' THEN b.prepared_at + {limit}
           WHEN '{s_submitted}' THEN b.sent_at + {limit}
           WHEN '{s_second}' THEN b.sent_at + {limit}
           WHEN '{s_review}' THEN b.sent_at + {limit}
           WHEN '{s_rejected}' THEN (
               SELECT (t.respond_by + 1)::timestamp AT TIME ZONE 'Europe/London'
                 FROM {triage} t WHERE t.submission_id = b.id)
           WHEN '{s_plan}' THEN (
               SELECT (min(i.due_on) + 1)::timestamp AT TIME ZONE 'Europe/London'
                 FROM {item} i JOIN {plan} p ON p.id = i.plan_id JOIN {review} r ON r.id = p.consultation_id
                 JOIN {sent_of} m ON m.submission_id = r.submission_id AND m.suspect_id = w.suspect_id
                WHERE p.case_file_id = w.case_file_id AND p.returned_at IS NULL AND i.state = '{pending}'
                  AND (i.suspect_id IS NULL OR i.suspect_id = w.suspect_id))
       END AS due_at,
       (SELECT r.prosecutor_id FROM {review} r
          JOIN {sent_of} m ON m.submission_id = r.submission_id AND m.suspect_id = w.suspect_id
         WHERE r.case_file_id = w.case_file_id ORDER BY r.completed_at IS NOT NULL, r.id DESC LIMIT 1) AS prosecutor_id
  FROM {standing} w LEFT JOIN LATERAL (
       SELECT b.* FROM {submission} b JOIN {sent_of} m ON m.submission_id = b.id
        WHERE m.suspect_id = w.suspect_id AND w.status <> '{s_building}'
          AND b.state = CASE w.status WHEN '{s_gate}' THEN '{at_gate}' ELSE '{sent}' END
        ORDER BY b.id DESC LIMIT 1) b ON true
""".format(**_WORDS)

KEEP_DUES = f"""
UPDATE {_WORDS["standing"]} w SET stream = said.stream, due_at = said.due_at, prosecutor_id = said.prosecutor_id
  FROM ({DUES} WHERE w.case_file_id = ANY(%(cases)s)) said
 WHERE said.suspect_id = w.suspect_id
   AND (w.stream, w.due_at, w.prosecutor_id) IS DISTINCT FROM (said.stream, said.due_at, said.prosecutor_id)
"""
