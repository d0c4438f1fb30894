"""The prosecutor's review: taken or allocated, then completed with a decision for each suspect."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.queries.people import covered_by
from casework import events as ledger
from casework.models import CaseEvent, CaseFile, Suspect
from casework.queries.case_page import contents_of
from charging import events, permissions
from charging.lifecycle import CodeTest, Result
from charging.models import Consultation, ReviewSection
from charging.operations import advice, assessments, direct, listing, plans
from charging.operations.allocation import Gift, give
from charging.operations.decisions import Deciding, decide
from charging.operations.submission import lock_suspects
from charging.queries.review.advice_content import advice_content
from charging.queries.review.draft import last_change
from charging.queries.review.facts import (
    approved_rules,
    asked_so_far,
    review_facts,
    suspects_under_review,
    verdict_on,
)
from charging.queries.review.hub import as_written
from charging.queries.review.page import reviews_of
from charging.rules.allocation import for_choice
from charging.rules.decision import Review
from charging.rules.requested_items import asked_of
from charging.rules.review_digest import digest_of
from charging.rules.submissions import most_confined
from charging.rules.workload import edition_on
from foundation.periods import local_date
from foundation.verdicts import Conflict, Verdict
from foundation.wording import when


def lock_open(consultation: Consultation) -> Consultation:
    """Lock a review and its case. Raises Conflict where somebody has completed it."""
    CaseFile.objects.lock(consultation.case_file)
    row = Consultation.objects.select_for_update(of=("self",)).select_related("submission").get(pk=consultation.pk)
    row.case_file = CaseFile.objects.lock(consultation.case_file)
    if row.completed_at:
        did = "withdrew this file" if hasattr(row.submission, "withdrawal") else "has completed this review already"
        raise Conflict(Verdict.no("already_done", f"{row.completed_by} {did}, {when(row.completed_at)}."))
    return row


@transaction.atomic
def allocate(
    *,
    consultation: Consultation,
    prosecutor: User,
    suggested_id: int | None = None,
    why: str = "",
    by: User,
    at: datetime,
) -> CaseEvent:
    """Give a review to a prosecutor.

    `suggested_id` is the key of whom the service suggested, if it did; `why` says by code why it is somebody else.
    Raises NotPermitted, Refused (no reason for choosing otherwise) or Conflict; then nothing has changed.
    """
    consultation = lock_open(consultation)
    permissions.may_allocate(by, consultation, prosecutor).require_permission()
    for_choice(prosecutor.pk, suggested_id, why, edition_on(local_date(at))).require()
    _require_untaken(consultation, prosecutor, by, at)
    gift = Gift(consultation=consultation, prosecutor=prosecutor, suggested_id=suggested_id, why=why)
    return give([gift], by=by, at=at)[0]


def _require_untaken(consultation: Consultation, prosecutor: User, by: User, at: datetime) -> None:
    """Raise Conflict where somebody else has the review, unless whoever asks allocates reviews or covers for them."""
    holder = consultation.prosecutor
    if holder is None or holder == prosecutor or permissions.may_choose_prosecutor(by, consultation.case_file):
        return
    if holder not in covered_by(by, on=local_date(at)):
        raise Conflict(Verdict.no("already_taken", f"{holder} has taken this review already."))


@transaction.atomic
def complete(*, consultation: Consultation, review: Review, by: User, at: datetime) -> CaseEvent:
    """Complete a review: a decision for each suspect, and one action plan where more work is needed.

    Its advice is sealed and its sections are the record from then on. Returns the event of the completed
    consultation. Raises NotPermitted, Refused with every gap in the review (an approval that is missing among them),
    Conflict or WrongStatus; then nothing has changed.
    """
    consultation = lock_open(consultation)
    permissions.may_review(by, consultation).require_permission()
    locked = {suspect.pk: suspect for suspect in lock_suspects(consultation.case_file)}
    suspects = [locked[suspect.pk] for suspect in suspects_under_review(consultation)]
    today = local_date(at)
    facts = review_facts(contents_of(consultation.case_file), suspects, today)
    asked_before = asked_so_far(consultation)
    verdict_on(consultation, review, suspects, facts, today, asked=asked_before).require()
    approved = sorted(approved_rules(consultation, review))
    _close(consultation, review, by, at)
    entry = _record_completion(consultation, review, suspects, by, at)
    now = Deciding(consultation, facts, by, at)
    decisions = [decide(now, suspect, review.outcomes[suspect.pk]) for suspect in suspects]
    if review.items:
        plans.issue(
            consultation=consultation, items=review.items, asked=asked_of(review.outcomes, suspects), by=by, at=at
        )
    content = advice_content(consultation, review, decisions, by, approved=approved)
    advice.seal(consultation, content, reason="", by=by, at=at)
    assessments.open_for(consultation, by=by, at=at)
    direct.pass_on_once_decided(consultation.case_file, by=by, at=at)
    listing.keep_standings(consultation.case_file)
    return entry


@transaction.atomic
def issue(*, consultation: Consultation, digest: str, by: User, at: datetime) -> CaseEvent:
    """Complete a review with what is written of it, part by part; `digest` is that of what was read, empty for any.

    It is put together under the lock of the case, so that what somebody saves meanwhile is never lost. Raises Conflict
    where it says something else by now, and whatever `complete` raises; then nothing has changed.
    """
    consultation = lock_open(consultation)
    permissions.may_review(by, consultation).require_permission()
    row = reviews_of(consultation.case_file).get(pk=consultation.pk)
    row.case_file = row.submission.case_file = consultation.case_file
    _, state = as_written(row, by, at=at)
    if digest not in {"", digest_of(state.review)}:
        raise Conflict(Verdict.no("changed_meanwhile", last_change(state.draft)))
    return complete(consultation=row, review=state.review, by=by, at=at)


def _close(consultation: Consultation, review: Review, by: User, at: datetime) -> None:
    consultation.analysis = review.analysis
    consultation.disclosure_considered = review.disclosure_considered
    consultation.completed_at, consultation.completed_by = at, by
    consultation.save(update_fields=["analysis", "disclosure_considered", "completed_at", "completed_by"])
    for code, text in review.texts.items():
        ReviewSection.objects.update_or_create(
            consultation=consultation,
            code=code,
            suspect=None,
            number=0,
            defaults={"text": text},
            create_defaults={"text": text, "changed_at": at, "changed_by": by},
        )


def _record_completion(
    consultation: Consultation, review: Review, suspects: Sequence[Suspect], by: User, at: datetime
) -> CaseEvent:
    threshold = any(o.result is Result.CHARGE_THRESHOLD for o in review.outcomes.values())
    said = events.ConsultationCompleted(
        consultation_id=consultation.pk,
        submission_id=consultation.submission_id,
        results={str(suspect.pk): review.outcomes[suspect.pk].result.value for suspect in suspects},
        test=(CodeTest.THRESHOLD if threshold else CodeTest.FULL).value,
        custody_basis=most_confined(suspects),
    )
    return ledger.record(said, case_file=consultation.case_file, by=by, at=at, suspects=suspects)
