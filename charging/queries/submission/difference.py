"""What changed since the file was last sent: against the reasons of its rejection, and thing by thing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from casework.lifecycle import Status
from casework.models import Suspect, sees_sensitive
from casework.rules.file_standard import CaseContents, Requirement
from charging.lifecycle import SubmissionState, TriageResult
from charging.models import Submission, Triage, TriageReason
from charging.queries.submission.sealed import Sealed, SealState, sealed
from charging.queries.submission.whole_file import whole_file
from charging.rules import rejections
from charging.rules.difference import OF_A_REJECTION, Change, Difference, difference
from charging.rules.explanations import COVERS
from charging.rules.receipt_paper import local_day_of
from charging.rules.rejections import GivenReason, ReasonState
from charging.rules.sealed_file import sealed_file, sensitive_annex

AFTER_A_REJECTION = frozenset({Status.REJECTED, Status.WITH_SUPERVISOR})


@dataclass(frozen=True)
class Resubmission:
    """What became of a submission that was sent: `after` is the next one, or None for the file as it stands.

    `sensitive` is empty for readers who may not know of sensitive material, as it is where there is none.
    """

    before: Submission
    after: Submission | None
    sealed: Sealed
    found: Difference
    sensitive: Difference
    reasons: Sequence[ReasonState] = ()
    respond_by: date | None = None

    @property
    def was_rejected(self) -> bool:
        """Whether triage gave the earlier one back, so that there are reasons to answer."""
        return bool(self.reasons)

    @property
    def changes(self) -> Sequence[Change]:
        """Every change that this reader may know of."""
        return [*self.found.changes, *self.sensitive.changes]

    @property
    def counted(self) -> str:
        """How many reasons are cleared, explained and open, in words."""
        return rejections.counted(self.reasons)

    @property
    def explanations_about(self) -> str:
        """What explanations of its reasons are about."""
        return about_rejection(self.before)


def about_rejection(submission: Submission) -> str:
    """The mark of explanations that answer the rejection of one submission, and of no other."""
    return f"{OF_A_REJECTION}{submission.pk}"


def last_sent(suspects: Iterable[Suspect], *, before: Submission | None = None) -> Submission | None:
    """The last submission of any of some suspects that the CPS had; before another one, where that is given.

    Its rejection, if it had one, is read with it, in one query.
    """
    rows = Submission.objects.filter(state=SubmissionState.SENT, suspects__in=suspects)
    if before is not None:
        rows = rows.filter(pk__lt=before.pk)
    return with_reasons(rows).order_by("-pk").first()


def with_reasons(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Read triage with each submission, and the reasons of its rejection in their order."""
    given = TriageReason.objects.filter(triage__submission=OuterRef("pk")).order_by("reason__position", "pk")
    said = JSONObject(code="reason__code", title="reason__title", detail="detail", row="row", about="about")
    return rows.select_related("triage").annotate(given=ArraySubquery(given.values(said=said)))


def next_sent(submission: Submission) -> Submission | None:
    """The first submission after one that sent any of its suspects again."""
    rows = Submission.objects.filter(
        state=SubmissionState.SENT, pk__gt=submission.pk, suspects__in=submission.suspects.values("pk")
    )
    return rows.select_related("triage").order_by("pk").first()


def reason_gaps(contents: CaseContents, rows: Sequence[Requirement]) -> list[Requirement]:
    """Return a row for each reason of the rejection that police hold the file for: met once all its rows are mended.

    It stands on the checklist like any other row: while it is not met, the file goes only with an explanation.
    Asks nothing of the database for a file that was never sent.
    """
    held = {Status(suspect.status) for suspect in contents.suspects}
    if contents.case_file.first_submitted_at is None or not held & AFTER_A_REJECTION:
        return []
    before = last_sent(contents.suspects)
    if before is None or _rejection(before) is None:
        return []
    since = as_it_stands(before, contents, rows)
    return [_gap(states, before) for states in rejections.by_code(since.reasons).values()]


def _gap(states: Sequence[ReasonState], before: Submission) -> Requirement:
    reason, open_rows = states[0].reason, [state.row_name for state in states if not state.cleared and state.row_name]
    row = f" What it is about: {'; '.join(open_rows)}." if open_rows else ""
    cleared_at = max((state.cleared_at for state in states if state.cleared_at), default=None)
    return Requirement(
        code=reason.code,
        title=f"Rejected for {reason.code}: {reason.title}",
        reason=f"The CPS said: {reason.detail}{row}",
        about="",
        where=about_rejection(before),
        needed=True,
        met=all(state.cleared for state in states),
        met_by=f"Cleared on {local_day_of(cleared_at)}" if cleared_at else "Cleared",
        blocks=False,
        triage_code="",
        because="The CPS rejected the file for it.",
        ways={COVERS: [[s.reason.row, s.reason.about] for s in states if not s.cleared and s.reason.row]},
    )


def as_it_stands(
    before: Submission, contents: CaseContents, rows: Sequence[Requirement], *, reader: User | None = None
) -> Resubmission:
    """Compare a submission with the file as it stands. `reader` is None where only the reasons are asked for."""
    whole = whole_file(contents, rows, named=reader is not None)
    annex = sensitive_annex(whole, salt="") if reader and sees_sensitive(reader, contents.case_file) else None
    return _compared(before, None, sealed_file(whole), annex, reader=reader)


def between(after: Submission, *, reader: User) -> Resubmission | None:
    """Compare a submission that was sent with the one before it, both as they were sealed."""
    before = last_sent(after.suspects.all(), before=after)
    return from_one_to_the_next(before, after, reader=reader) if before else None


def from_one_to_the_next(before: Submission, after: Submission, *, reader: User) -> Resubmission:
    """Compare two submissions, both as they were sealed."""
    later = sealed(after, reader=reader)
    return _compared(before, after, later.file, later.annex, reader=reader)


def _compared(
    before: Submission,
    after: Submission | None,
    now: Mapping[str, Any],
    annex: Mapping[str, Any] | None,
    *,
    reader: User | None,
) -> Resubmission:
    was = sealed(before, reader=reader)
    found = difference(was.file, now)
    sensitive = difference(was.annex, annex) if was.annex and annex else Difference()
    rejected = _rejection(before)
    rows = after.manifest.get("standard", []) if after else now["standard"]
    # Of open changes only, so that every reader, and the check before sending, has the same answer.
    reasons = _Reasons(before, was, now, rows, found.changes)
    return Resubmission(
        before=before,
        after=after,
        sealed=was,
        found=found,
        sensitive=sensitive,
        reasons=[reasons.state(reason) for reason in given_reasons(before)] if rejected else [],
        respond_by=rejected.respond_by if rejected else None,
    )


def _rejection(submission: Submission) -> Triage | None:
    triage: Triage | None = getattr(submission, "triage", None)
    return triage if triage and triage.result == TriageResult.REJECT else None


def given_reasons(submission: Submission) -> list[GivenReason]:
    """The reasons of a rejection as the rules know them, in their order."""
    read: list[dict[str, str]] | None = getattr(submission, "given", None)
    if read is None:
        read = with_reasons(Submission.objects.filter(pk=submission.pk)).get().given  # type: ignore[attr-defined]
    return [GivenReason(**row) for row in read]


@dataclass(frozen=True)
class _Reasons:
    """What the reasons of a rejection are compared with: the rows then and now, what changed, what was said."""

    before: Submission
    was: Sealed
    now: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    changes: Sequence[Change]

    def state(self, reason: GivenReason) -> ReasonState:
        """Say what became of one reason."""
        row = self._row(reason)
        return ReasonState(
            reason=reason,
            row_name=row.get("name", ""),
            then=rejections.state_of(reason, self.before.manifest.get("standard", [])),
            now=rejections.state_of(reason, self.rows),
            changes=rejections.touching(self.changes, reason, row.get("ways", {})),
            explanation=self._explained(reason),
        )

    def _row(self, reason: GivenReason) -> Mapping[str, Any]:
        rows = [*self.now.get("standard", []), *self.was.file.get("standard", [])]
        return next((row for row in rows if row["key"] == reason.row_key), {})

    def _explained(self, reason: GivenReason) -> str:
        wanted = (reason.code, about_rejection(self.before))
        said = (row for row in self.now.get("explanations", []) if (row["code"], row["about"]) == wanted)
        return next((str(row["text"]) for row in said), "")


def is_comparable(since: Resubmission) -> bool:
    """Whether the earlier file can be compared thing by thing."""
    return since.sealed.state is SealState.WHOLE and since.found.comparable
