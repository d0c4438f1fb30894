"""What waits for somebody, worked out from the tables that decide it: one statement over a set of cases.

Narrowed to one case it keeps that case's matters, widened to all it fills or checks the whole table.
"""

from collections.abc import Mapping

from casework.models import CaseFile, Matter
from casework.queries.listing import OF_CASE
from charging.lifecycle import MatterKind
from charging.queries.disagreements.contests import WAITING as CONTESTS
from charging.queries.disagreements.matters import DISAGREEMENTS, WHO_ANSWERS, WHO_GOES_ON
from charging.queries.plans.matters import PLANS
from charging.queries.quality.matters import QUALITY
from charging.queries.review.matters import REVIEWS, WHO_APPROVES

SAID = (
    "kind",
    "subject",
    "case_file_id",
    "suspect_id",
    "side",
    "permission",
    "person_id",
    "not_person_id",
    "since",
    "due_at",
)
"""What each source says of a matter, in this order; what the policy asks comes from the case file."""
COLUMNS = (*SAID, "roles")
"""All that is charging's of a matter."""

# So that there is a statement, with its types, where no source has anything.
NOTHING = """
SELECT ''::text, 0::bigint, 0::bigint, NULL::bigint, ''::text, ''::text, NULL::bigint, NULL::bigint, now(),
       NULL::timestamptz WHERE false
"""
SOURCES: tuple[str, ...] = (
    CONTESTS,
    *PLANS,
    *QUALITY,
    *DISAGREEMENTS,
    *REVIEWS,
)
"""One SELECT of what is said a kind, over open rows only."""

GRADES: Mapping[MatterKind, str] = {
    MatterKind.APPROVAL: WHO_APPROVES,
    MatterKind.ESCALATION: WHO_ANSWERS,
    MatterKind.ESCALATION_OVERDUE: WHO_GOES_ON,
}
"""For kinds that some grades act on and others do not: the roles, as an expression over what is said."""
ROLES = " ".join(f"WHEN '{kind.value}' THEN {roles}" for kind, roles in GRADES.items())

MATTERS = f"""
SELECT {", ".join(f"said.{name}" for name in SAID)}, COALESCE(CASE said.kind {ROLES} END, '{{}}') AS roles,
       {", ".join(f"c.{name}" for name in OF_CASE)}
  FROM ({" UNION ALL ".join((NOTHING, *SOURCES))}) said ({", ".join(SAID)})
  JOIN {CaseFile._meta.db_table} c ON c.id = said.case_file_id
"""

FORGET_MATTERS = f"DELETE FROM {Matter._meta.db_table} WHERE case_file_id = ANY(%(cases)s)"
KEEP_MATTERS = f"""
INSERT INTO {Matter._meta.db_table} ({", ".join((*COLUMNS, *OF_CASE))})
{MATTERS} WHERE said.case_file_id = ANY(%(cases)s)
"""

ADDRESSES: Mapping[MatterKind, str] = {
    MatterKind.CONTEST: "charging:contest",
    MatterKind.APPROVAL: "charging:approval",
    MatterKind.THRESHOLD_REVIEW: "charging:threshold_review",
    MatterKind.ITEM_EXTENSION: "charging:item_extension",
    MatterKind.ITEM_CHALLENGE: "charging:item_challenge",
    MatterKind.TRIAL_ITEMS: "charging:action_plan",
    MatterKind.REOPENING: "charging:reopening",
    MatterKind.MISMATCH: "charging:mismatch",
    MatterKind.AUTHORITY_UNUSED: "charging:unused_authority",
    MatterKind.ESCALATION: "charging:escalation",
    MatterKind.ESCALATION_OVERDUE: "charging:escalation",
    MatterKind.VICTIM_REVIEW: "charging:victim_review",
    MatterKind.ASSESSMENT: "charging:assessment",
    MatterKind.FAILURES: "charging:assessment",
    MatterKind.DISPUTE: "charging:assessment",
    MatterKind.SECOND_SCORE: "charging:second_score",
}
"""The page of each kind, by URL name; its address takes the case's reference and the subject's key."""
