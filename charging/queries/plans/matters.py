"""What waits about action plans and closed cases: requests for more time, challenges, requests to reopen."""

from accounts.roles import Permission, Side
from casework.models import Suspect
from charging.lifecycle import OPEN_STATES, MatterKind, NeededFor, RequestState
from charging.models import ActionItem, ActionPlan, Closing, Consultation, ItemChallenge, ItemExtension, Submission
from charging.queries.plans.chasing import GOES_ON

_ITEM = f"{ActionItem._meta.db_table} i ON i.id = r.item_id JOIN {ActionPlan._meta.db_table} p ON p.id = i.plan_id"

EXTENSIONS = f"""
SELECT '{MatterKind.ITEM_EXTENSION.value}', r.id, p.case_file_id, i.suspect_id, '{Side.CPS.value}',
       '{Permission.REVIEW.value}', p.issued_by_id, NULL::bigint, r.asked_at, r.due_at
  FROM {ItemExtension._meta.db_table} r JOIN {_ITEM} WHERE r.state = '{RequestState.OPEN.value}'
"""
CHALLENGES = f"""
SELECT '{MatterKind.ITEM_CHALLENGE.value}', r.id, p.case_file_id, i.suspect_id, '{Side.CPS.value}',
       '{Permission.REVIEW.value}', NULL::bigint, r.asked_by_id, r.at, r.due_at
  FROM {ItemChallenge._meta.db_table} r JOIN {_ITEM} WHERE r.outcome = ''
"""
REOPENINGS = f"""
SELECT '{MatterKind.REOPENING.value}', r.id, s.case_file_id, r.suspect_id, '{Side.CPS.value}',
       '{Permission.TRIAGE.value}', NULL::bigint, NULL::bigint, r.asked_at, r.due_at
  FROM {Closing._meta.db_table} r JOIN {Suspect._meta.db_table} s ON s.id = r.suspect_id
 WHERE r.asked_at IS NOT NULL AND r.refused_at IS NULL AND r.reopened_at IS NULL
"""
# What a plan still needs for trial once nobody's decision waits for it, due when the first of it is.
_OPEN = ", ".join(f"'{state.value}'" for state in sorted(OPEN_STATES))
_GOES_ON = ", ".join(f"'{status.value}'" for status in GOES_ON)
TRIAL = f"""
SELECT '{MatterKind.TRIAL_ITEMS.value}', p.id, p.case_file_id, NULL::bigint, '{Side.POLICE.value}',
       '{Permission.ANSWER_ACTIONS.value}', NULL::bigint, NULL::bigint, p.issued_at,
       (needed.first + 1)::timestamp AT TIME ZONE 'Europe/London'
  FROM {ActionPlan._meta.db_table} p JOIN LATERAL (
       SELECT min(COALESCE(i.extended_to, i.due_on)) AS first
         FROM {ActionItem._meta.db_table} i
        WHERE i.plan_id = p.id AND i.needed_for = '{NeededFor.TRIAL.value}' AND i.state IN ({_OPEN})
          AND EXISTS (
              SELECT FROM {Suspect._meta.db_table} s
                JOIN {Submission.suspects.through._meta.db_table} m ON m.suspect_id = s.id
                JOIN {Consultation._meta.db_table} r ON r.submission_id = m.submission_id
               WHERE r.id = p.consultation_id AND s.status IN ({_GOES_ON})
                 AND COALESCE(i.suspect_id, s.id) = s.id)) needed ON needed.first IS NOT NULL
 WHERE p.returned_at IS NOT NULL
"""
PLANS = (EXTENSIONS, CHALLENGES, REOPENINGS, TRIAL)
