"""What comes next in a case: the steps this reader can take, and whom the others wait for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse

from accounts.models import User
from accounts.roles import Side
from casework import lifecycle
from casework.lifecycle import STATUSES, Status, Transition
from casework.models import CaseFile, Suspect
from charging import permissions
from charging.lifecycle import SubmissionState
from charging.models import Consultation, Submission
from charging.queries.rounds import Round
from foundation.verdicts import Verdict
from foundation.wording import day


class StepKind(StrEnum):
    """How a step is offered."""

    PAGE = "page"
    POST = "post"
    ASIDE = "aside"
    WAITING = "waiting"


FINE = Verdict.ok()
PLACE = {StepKind.PAGE: 0, StepKind.POST: 0, StepKind.WAITING: 1, StepKind.ASIDE: 2}


@dataclass(frozen=True)
class NextStep:
    """One step. A verdict with reasons explains why its button is disabled; a waiting step has no button.

    `said` is what others said that the step has to answer, a paragraph each.
    """

    label: str
    url: str
    verdict: Verdict = FINE
    hint: str = ""
    kind: StepKind = StepKind.PAGE
    said: Sequence[str] = ()


@dataclass(frozen=True)
class Situation:
    """What the steps are worked out from, all read before: nothing here queries."""

    case_file: CaseFile
    user: User
    suspects: Sequence[Suspect]
    rounds: Sequence[Round]
    covers: frozenset[int] = frozenset()

    @property
    def is_police(self) -> bool:
        """Whether the reader works for police."""
        return self.user.side is Side.POLICE

    def able(self, transition: Transition) -> list[Suspect]:
        """The suspects who may make a move."""
        return [suspect for suspect in self.suspects if Status(suspect.status) in transition.sources]

    def url(self, name: str, *keys: int) -> str:
        """The address of a page of this case."""
        return reverse(f"charging:{name}", args=[self.case_file.slug, *keys])

    def waiting(self, status: Status, url: str = "", hint: str = "") -> NextStep:
        """Say whom the reader waits for, in the words of the status."""
        side = Side.POLICE if self.is_police else Side.CPS
        return NextStep(STATUSES[status].label(side), url, hint=hint, kind=StepKind.WAITING)


def next_steps(
    case_file: CaseFile,
    user: User,
    suspects: Sequence[Suspect],
    rounds: Sequence[Round],
    *,
    covers: frozenset[int] = frozenset(),
) -> list[NextStep]:
    """Return every step that is possible or waited for now, those the reader must take first.

    `covers` are the keys of those on this case whom the reader covers for today.
    """
    situation = Situation(case_file, user, suspects, rounds, covers)
    parts = (_send, _sign_off, _triage, _review, _answer, _charge, _close)
    found = [step for part in parts for step in part(situation)]
    return sorted(found, key=lambda step: (PLACE[step.kind], not step.verdict.allowed))


def _send(now: Situation) -> Iterator[NextStep]:
    able = now.able(lifecycle.SEND_TO_SUPERVISOR)
    if now.suspects and not able:
        return
    statuses = {Status(suspect.status) for suspect in able}
    if not now.is_police:
        yield from (now.waiting(status) for status in sorted(statuses))
        return
    again = Status.REJECTED in statuses
    label = "Mend the file and send it again" if again else "Check the file and send it to a supervisor"
    verdict = permissions.may_send_to_supervisor(now.user, now.case_file)
    if not now.suspects and verdict.allowed:
        yield NextStep("Add a suspect", reverse("casework:suspect_add", args=[now.case_file.slug]))
    yield NextStep(label, now.url("submission_prepare"), verdict, said=[*_sent_back(now), *_rejected(now)])


def _sent_back(now: Situation) -> Iterator[str]:
    """What the supervisor said, where the last thing that happened to the file is that it was sent back."""
    last = now.rounds[-1].submission if now.rounds else None
    if last and last.state == SubmissionState.RETURNED:
        yield f"Sent back by {last.supervised_by}: {last.supervisor_comments}"


def _rejected(now: Situation) -> Iterator[str]:
    """Why the CPS rejected the last file that it was sent, for as long as it has not been sent again."""
    sent = [each for each in now.rounds if each.submission.state == SubmissionState.SENT]
    if not sent or not sent[-1].was_rejected:
        return
    for reason in sent[-1].rejected_for:
        detail = f": {reason['detail']}" if reason["detail"] else ""
        yield f"Rejected at triage. {reason['code']}, {reason['title']}{detail}"
    due = sent[-1].triage.respond_by if sent[-1].triage else None
    if due:
        yield f"Respond to the CPS by {day(due)}."


def _sign_off(now: Situation) -> Iterator[NextStep]:
    if not now.able(lifecycle.SUBMIT):
        return
    if not now.is_police:
        yield now.waiting(Status.WITH_SUPERVISOR)
        return
    for each in now.rounds:
        if each.submission.state == SubmissionState.WITH_SUPERVISOR:
            yield _at_the_gate(now, each.submission)


def _at_the_gate(now: Situation, submission: Submission) -> NextStep:
    """The supervisor's step; everybody else waits, whoever prepared the file too."""
    if permissions.may_sign_off(now.user, submission):
        url = now.url("submission_sign_off", submission.pk)
        return NextStep("Sign off or send back", url, hint=f"{submission.prepared_by} sent it to a supervisor.")
    own = submission.prepared_by_id == now.user.pk
    hint = "You prepared this file, so someone else must sign it off." if own else f"Sent by {submission.prepared_by}."
    url = now.url("submission_receipt", submission.pk)
    return NextStep("Waiting for supervisor sign-off", url, hint=hint, kind=StepKind.WAITING)


def _triage(now: Situation) -> Iterator[NextStep]:
    for each in now.rounds:
        if not each.awaits_triage:
            continue
        if now.is_police:
            yield now.waiting(Status.SUBMITTED, now.url("submission_receipt", each.submission.pk), "See the receipt.")
            return
        verdict = permissions.may_triage(now.user, now.case_file)
        hint = each.submission.get_stream_display()
        yield NextStep("Triage this file", now.url("triage", each.submission.pk), verdict, hint)


def _review(now: Situation) -> Iterator[NextStep]:
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
    if consultation.prosecutor_id == now.user.pk:
        yield NextStep("Complete the review", page, permissions.may_review(now.user, consultation))
    elif consultation.prosecutor_id is None or consultation.prosecutor_id in now.covers:
        verdict = permissions.may_allocate(now.user, consultation, now.user)
        take = now.url("review_take", consultation.pk)
        whose = f"You cover for {consultation.prosecutor}." if consultation.prosecutor else "Nobody has it yet."
        yield NextStep("Take this review", take, verdict, whose, StepKind.POST)
    else:
        yield NextStep("Charging decision needed", page, hint=_with_whom(consultation), kind=StepKind.WAITING)
    if permissions.may_choose_prosecutor(now.user, now.case_file):
        yield NextStep("Allocate this review", now.url("review_allocate", consultation.pk), kind=StepKind.ASIDE)


def _answer(now: Situation) -> Iterator[NextStep]:
    for each in now.rounds:
        if each.plan is None or not each.awaits_answers or not now.able(lifecycle.RETURN_ANSWERS):
            continue
        url = now.url("action_plan", each.plan.pk)
        due = f", the first by {day(each.first_due)}" if each.first_due else ""
        hint = f"{each.answers}{due}."
        if now.is_police:
            verdict = permissions.may_answer(now.user, now.case_file)
            yield NextStep(f"Answer action plan {each.plan.number}", url, verdict, hint)
        else:
            yield now.waiting(Status.ACTION_PLAN, url, hint)


def _charge(now: Situation) -> Iterator[NextStep]:
    able = now.able(lifecycle.CHARGE)
    if able and not now.is_police:
        yield now.waiting(Status.AUTHORISED, hint=", ".join(str(suspect) for suspect in able))
        return
    verdict = permissions.may_record_charge(now.user, now.case_file)
    for suspect in able:
        yield NextStep(f"Record the charge of {suspect}", now.url("charge_record", suspect.pk), verdict)


def _close(now: Situation) -> Iterator[NextStep]:
    if now.is_police or not permissions.may_finalise(now.user, now.case_file):
        return
    for suspect in now.able(lifecycle.FINALISE):
        label = f"Close without a decision: {suspect}"
        yield NextStep(label, now.url("suspect_finalise", suspect.pk), kind=StepKind.ASIDE)
