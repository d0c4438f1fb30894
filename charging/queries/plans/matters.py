"""What waits about action plans and closed cases: requests for more time, challenges, requests to reopen."""

from accounts.roles import Permission, Side
from casework.models import Suspect
from charging.lifecycle import MatterKind, RequestState
from charging.models import ActionItem, ActionPlan, Closing, ItemChallenge, ItemExtension

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
PLANS = (EXTENSIONS, CHALLENGES, REOPENINGS)
