"""What waits for somebody because of a review: approvals, and charges under the Threshold Test to look at again."""

from charging.lifecycle import MatterKind
from charging.models import Approval, Consultation, ThresholdReview

APPROVALS = f"""
SELECT '{MatterKind.APPROVAL.value}', a.id, r.case_file_id, NULL::bigint, 'cps', a.permission, NULL::bigint,
       r.prosecutor_id, a.asked_at, a.due_at
  FROM {Approval._meta.db_table} a JOIN {Consultation._meta.db_table} r ON r.id = a.consultation_id
 WHERE a.state = 'asked' AND r.completed_at IS NULL
"""
SECOND_LOOKS = f"""
SELECT '{MatterKind.THRESHOLD_REVIEW.value}', t.id, t.case_file_id, t.suspect_id, 'cps', 'review', t.prosecutor_id,
       NULL::bigint, t.opened_at, t.due_at
  FROM {ThresholdReview._meta.db_table} t WHERE t.done_at IS NULL
"""
REVIEWS = (APPROVALS, SECOND_LOOKS)
