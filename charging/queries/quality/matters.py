"""What waits for somebody in file quality: an assessment, answers of police, disputes to decide, a second score."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from accounts.roles import Permission, Side
from casework.models import Matter
from charging.lifecycle import MatterKind
from charging.models import Assessment, AssessmentState, Consultation, Failure, FailureAnswer, SampleDraw, SecondScore

_ASSESSMENTS, _FAILURES = Assessment._meta.db_table, Failure._meta.db_table
_OPEN = f"a.state = '{AssessmentState.NOT_MET.value}' AND NOT a.closed"

TO_ASSESS = f"""
SELECT '{MatterKind.ASSESSMENT.value}', a.id, a.case_file_id, NULL::bigint, '{Side.CPS.value}',
       '{Permission.REVIEW.value}', r.completed_by_id, NULL::bigint, a.opened_at, a.due_at
  FROM {_ASSESSMENTS} a JOIN {Consultation._meta.db_table} r ON r.id = a.consultation_id
 WHERE a.state = '{AssessmentState.TO_ASSESS.value}'
"""
TO_ANSWER = f"""
SELECT '{MatterKind.FAILURES.value}', a.id, a.case_file_id, NULL::bigint, '{Side.POLICE.value}',
       '{Permission.ANSWER_FAILURES.value}', NULL::bigint, NULL::bigint, a.assessed_at, a.disputes_close_at
  FROM {_ASSESSMENTS} a
 WHERE {_OPEN} AND EXISTS (SELECT FROM {_FAILURES} f WHERE f.assessment_id = a.id AND f.stands AND f.answer = '')
"""
TO_DECIDE = f"""
SELECT '{MatterKind.DISPUTE.value}', a.id, a.case_file_id, NULL::bigint, '{Side.CPS.value}',
       '{Permission.DECIDE_DISPUTES.value}', NULL::bigint, a.assessed_by_id, d.since, a.disputes_close_at
  FROM {_ASSESSMENTS} a CROSS JOIN LATERAL (
       SELECT min(f.answered_at) AS since FROM {_FAILURES} f
        WHERE f.assessment_id = a.id AND f.stands AND f.decision = ''
          AND f.answer = '{FailureAnswer.DISPUTED.value}') d
 WHERE {_OPEN} AND d.since IS NOT NULL
"""
TO_SCORE = f"""
SELECT '{MatterKind.SECOND_SCORE.value}', s.id, a.case_file_id, NULL::bigint, '{Side.CPS.value}',
       '{Permission.REVIEW.value}', s.scorer_id, a.assessed_by_id, w.drawn_at, s.due_at
  FROM {SecondScore._meta.db_table} s JOIN {_ASSESSMENTS} a ON a.id = s.assessment_id
  JOIN {SampleDraw._meta.db_table} w ON w.id = s.draw_id
 WHERE s.scored_at IS NULL
"""
QUALITY = (TO_ASSESS, TO_ANSWER, TO_DECIDE, TO_SCORE)

TELLING = (MatterKind.FAILURES, MatterKind.DISPUTE)
"""Kinds that tell that a file failed."""


def without_results(rows: QuerySet[Matter], user: User) -> QuerySet[Matter]:
    """Leave out what would tell a reader the first result of a file that they have still to score blind."""
    blind = Matter.objects.filter(kind=MatterKind.SECOND_SCORE, person=user, case_file=OuterRef("case_file"))
    return rows.filter(~Q(kind__in=TELLING) | ~Exists(blind))


def waiting_for_quality(user: User) -> QuerySet[Matter, Any]:
    """What waits about the file of one submission, as kind, subject and whose: for a subquery over submissions."""
    file = "consultation__assessment"
    own = Q(subject=OuterRef(file), kind__in=(MatterKind.ASSESSMENT, *TELLING))
    second = Q(subject=OuterRef(f"{file}__second_score"), kind=MatterKind.SECOND_SCORE, person=user)
    rows = without_results(Matter.objects.filter(own | second, case_file=OuterRef("case_file")), user)
    return rows.order_by("kind").values(said=JSONObject(kind="kind", subject="subject", person="person_id"))
