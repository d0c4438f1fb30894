"""What waits for somebody because of a review: approvals, and charges under the Threshold Test to look at again."""

from charging.lifecycle import Grade, MatterKind
from charging.models import Approval, Consultation, ThresholdReview
from charging.permissions.reviewing import who_approves

APPROVALS = f"""
SELECT '{MatterKind.APPROVAL.value}', a.id, r.case_file_id, NULL::bigint, 'cps', a.permission, NULL::bigint,
       r.prosecutor_id, a.asked_at, a.due_at
  FROM {Approval._meta.db_table} a JOIN {Consultation._meta.db_table} r ON r.id = a.consultation_id
 WHERE a.state = 'asked' AND r.completed_at IS NULL
"""
_GRADES = " ".join(
    f"WHEN '{grade.value}' THEN ARRAY[{', '.join(repr(role.value) for role in who_approves(grade))}]"
    for grade in Grade
    if grade is not Grade.ANOTHER_LAWYER
)
# Another lawyer is anybody who reviews; above that, the grade that the rule named or a higher one.
WHO_APPROVES = f"""(
       SELECT CASE a.grade {_GRADES} END FROM {Approval._meta.db_table} a WHERE a.id = said.subject)"""
SECOND_LOOKS = f"""
SELECT '{MatterKind.THRESHOLD_REVIEW.value}', t.id, t.case_file_id, t.suspect_id, 'cps', 'review', t.prosecutor_id,
       NULL::bigint, t.opened_at, t.due_at
  FROM {ThresholdReview._meta.db_table} t WHERE t.done_at IS NULL
"""
REVIEWS = (APPROVALS, SECOND_LOOKS)
