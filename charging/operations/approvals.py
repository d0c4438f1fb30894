"""Approval of a review: asked for by whoever has it, given or refused by somebody else, about one very review."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework import events as ledger
from casework.events import Payload
from casework.models import CaseEvent, CaseFile
from casework.queries.case_page import contents_of
from casework.rules import limits
from charging import events, permissions
from charging.lifecycle import Stream
from charging.models import Approval, ApprovalState, Consultation
from charging.operations import listing
from charging.operations.review import lock_open
from charging.permissions.reviewing import may_approve
from charging.queries.review.facts import approved_rules, review_facts, suspects_under_review
from charging.rules.approvals import ApprovalRule, needed
from charging.rules.decision import Review
from charging.rules.review_digest import digest_of
from foundation.periods import local_date
from foundation.verdicts import Conflict, Refused, Verdict
from foundation.wording import when


@transaction.atomic
def ask(*, consultation: Consultation, review: Review, by: User, at: datetime) -> CaseEvent:
    """Ask for every approval that a review needs and does not have as it stands.

    What is asked about is this very review: any change afterwards voids it. Raises NotPermitted, Conflict, or
    Refused where no approval is needed or all are asked for already; then nothing has changed.
    """
    consultation = lock_open(consultation)
    permissions.may_review(by, consultation).require_permission()
    open_rules = _open_rules(consultation, review, at)
    if not open_rules:
        raise Refused(Verdict.no("no_approval_open", "There is no approval to ask for: this review has what it needs."))
    digest, code = digest_of(review), _limit(consultation)
    Approval.objects.filter(consultation=consultation, state=ApprovalState.ASKED).exclude(digest=digest).update(
        state=ApprovalState.VOID
    )
    Approval.objects.bulk_create(
        Approval(
            consultation=consultation,
            rule=rule.code,
            grade=rule.who.value,
            permission=rule.permission.value,
            digest=digest,
            asked_at=at,
            asked_by=by,
            due_at=limits.due(code, at),
        )
        for rule in open_rules
    )
    listing.keep_standings(consultation.case_file)
    said = events.ApprovalAsked(
        consultation_id=consultation.pk, rules=[rule.code for rule in open_rules], digest=digest
    )
    return ledger.record(said, case_file=consultation.case_file, by=by, at=at)


def _open_rules(consultation: Consultation, review: Review, at: datetime) -> Sequence[ApprovalRule]:
    """The rules that call for approval and under which this very review is neither approved nor waiting."""
    on = local_date(at)
    suspects = suspects_under_review(consultation)
    facts = review_facts(contents_of(consultation.case_file), suspects, on)
    rows = Approval.objects.filter(consultation=consultation, state=ApprovalState.ASKED, digest=digest_of(review))
    had = {*approved_rules(consultation, review), *rows.values_list("rule", flat=True)}
    return [rule for rule in needed(review, suspects, facts, on) if rule.code not in had]


def _limit(consultation: Consultation) -> str:
    return "approve_review_red" if consultation.submission.stream == Stream.RED else "approve_review"


@transaction.atomic
def approve(*, approval: Approval, comment: str = "", by: User, at: datetime) -> CaseEvent:
    """Agree to a review as it was when it was asked about.

    Raises NotPermitted (not of the grade, an author of it) or Conflict, naming who changed or decided it meanwhile;
    then nothing has changed.
    """
    row = _settle(approval, ApprovalState.APPROVED, comment, by, at)
    return _told(row, events.ApprovalGiven, by, at)


@transaction.atomic
def send_back(*, approval: Approval, comment: str, by: User, at: datetime) -> CaseEvent:
    """Not agree, and say why. Raises NotPermitted, Refused (no comment) or Conflict; then nothing has changed."""
    if not comment.strip():
        raise Refused(Verdict.no("no_comment", "Say what has to change before it can be approved.", "comment"))
    row = _settle(approval, ApprovalState.SENT_BACK, comment, by, at)
    return _told(row, events.ApprovalRefused, by, at)


def _settle(approval: Approval, state: ApprovalState, comment: str, by: User, at: datetime) -> Approval:
    CaseFile.objects.lock(approval.consultation.case_file)
    row = (
        Approval.objects.select_for_update(of=("self",))
        .select_related("consultation__case_file", "decided_by")
        .get(pk=approval.pk)
    )
    row.consultation.case_file = CaseFile.objects.lock(row.consultation.case_file)
    _require_open(row)
    may_approve(by, row).require_permission()
    row.state, row.comment, row.decided_at, row.decided_by = state, comment.strip(), at, by
    row.save(update_fields=["state", "comment", "decided_at", "decided_by"])
    listing.keep_standings(row.consultation.case_file)
    return row


def _require_open(row: Approval) -> None:
    if row.consultation.completed_at:
        raise Conflict(Verdict.no("already_done", "This review has been issued already."))
    if row.state == ApprovalState.VOID:
        message = "The review was changed after approval was asked for, so this is about a review that is no more."
        raise Conflict(Verdict.no("changed_meanwhile", message))
    if row.state != ApprovalState.ASKED and row.decided_at:
        state = ApprovalState(row.state).label.lower()
        message = f"{row.decided_by} has decided this already: {state}, {when(row.decided_at)}."
        raise Conflict(Verdict.no("already_done", message))


def _told(row: Approval, kind: type[Payload], by: User, at: datetime) -> CaseEvent:
    consultation = row.consultation
    said = kind(
        consultation_id=consultation.pk,  # type: ignore[call-arg]  # both kinds say the same
        prosecutor_id=consultation.prosecutor_id or row.asked_by_id,
        rule=row.rule,
        digest=row.digest,
    )
    return ledger.record(said, case_file=consultation.case_file, by=by, at=at)
