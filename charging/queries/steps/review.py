"""What comes next while a prosecutor has the file."""

from collections.abc import Iterator

from accounts.roles import Permission
from casework.lifecycle import Status
from charging import permissions
from charging.models import Consultation
from charging.queries.steps.step import NextStep, Situation, StepKind


def review(now: Situation) -> Iterator[NextStep]:
    for each in now.rounds:
        if each.consultation is None or not each.is_under_review:
            continue
        if now.is_police:
            yield now.waiting(
                Status.WITH_PROSECUTOR, now.url("review", each.consultation.pk), _with_whom(each.consultation)
            )
        else:
            yield from _review_by_cps(now, each.consultation)


def _with_whom(consultation: Consultation) -> str:
    return f"With {consultation.prosecutor}." if consultation.prosecutor else "Not allocated to a prosecutor yet."


def _review_by_cps(now: Situation, consultation: Consultation) -> Iterator[NextStep]:
    page = now.url("review", consultation.pk)
    waits = now.waiting(Status.WITH_PROSECUTOR, page, _with_whom(consultation))
    if consultation.prosecutor_id == now.user.pk:
        step = NextStep("Complete the review", page, permissions.may_review(now.user, consultation))
        yield step.or_waits(Permission.REVIEW, waits)
    elif consultation.prosecutor_id is None or consultation.prosecutor_id in now.covers:
        verdict = permissions.may_allocate(now.user, consultation, now.user)
        take = now.url("review_take", consultation.pk)
        whose = f"You cover for {consultation.prosecutor}." if consultation.prosecutor else "Nobody has it yet."
        step = NextStep("Take this review", take, verdict, whose, StepKind.POST)
        yield step.or_waits(Permission.REVIEW, waits)
    else:
        yield waits
    if permissions.may_choose_prosecutor(now.user, now.case_file):
        yield NextStep("Allocate this review", now.url("review_allocate", consultation.pk), kind=StepKind.ASIDE)
