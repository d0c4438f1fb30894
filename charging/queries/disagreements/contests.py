"""Contested rejections: which wait, and what whoever decides reads."""

from accounts.models import User
from accounts.roles import Permission, Side
from casework.models import CaseFile, Material
from charging.lifecycle import MatterKind, TriageResult
from charging.models import Contest, Submission, Triage, TriageReason

WAITING = f"""
SELECT '{MatterKind.CONTEST.value}', k.id, s.case_file_id, NULL::bigint, '{Side.CPS.value}',
       '{Permission.DECIDE_CONTEST.value}', NULL::bigint, t.by_id, k.raised_at, k.due_at
  FROM {Contest._meta.db_table} k JOIN {Triage._meta.db_table} t ON t.id = k.triage_id
  JOIN {Submission._meta.db_table} s ON s.id = t.submission_id
 WHERE k.outcome = ''
"""
"""Open contests, in the columns of matters."""


def contest_of(case_file: CaseFile, pk: int) -> Contest | None:
    """A contest of this case with the rejection it is about and who raised and decided it; None for another's."""
    rows = Contest.objects.select_related("triage__submission", "triage__by", "raised_by", "decided_by")
    found = rows.filter(pk=pk, triage__submission__case_file=case_file).first()
    if found:
        found.triage.submission.case_file = case_file
    return found


def can_be_contested(submission: Submission) -> bool:
    """Whether a submission is rejected and nobody has contested that; whether it went on since is not asked."""
    triage = getattr(submission, "triage", None)
    return triage is not None and triage.result == TriageResult.REJECT and not hasattr(triage, "contest")


def reasons_given(submission: Submission) -> list[TriageReason]:
    """Why triage rejected a file, each reason once."""
    given = TriageReason.objects.filter(triage__submission=submission).select_related("reason")
    return list(given.order_by("reason__position", "id").distinct("reason__position"))


def material_of(contest: Contest, reader: User) -> list[Material]:
    """The material that the contest names, as far as the reader may know of it."""
    named = Material.objects.filter(pk__in=contest.material.values("pk"))
    return list(named.visible_to(reader).order_by("pk"))
