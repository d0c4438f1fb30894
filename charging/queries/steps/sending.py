"""What police do next to have a file sent: build, mend, sign off."""

from collections.abc import Iterator

from django.urls import reverse

from accounts.roles import Permission
from casework import lifecycle
from casework.lifecycle import Status
from charging import permissions
from charging.lifecycle import ContestOutcome, Purpose, SubmissionState
from charging.models import Submission
from charging.queries.steps.step import NextStep, Situation, StepKind
from foundation.wording import day, when


def send(now: Situation) -> Iterator[NextStep]:
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
    if Status.ADVICE_GIVEN in statuses:
        yield from _advice(now)
    if not now.suspects and verdict.allowed:
        yield NextStep("Add a suspect", reverse("casework:suspect_add", args=[now.case_file.slug]))
    step = NextStep(label, now.url("submission_prepare"), verdict, said=[*_sent_back(now), *_rejected(now)])
    waits = now.waiting(min(statuses, default=Status.BUILDING))
    yield step.or_waits(Permission.BUILD_FILE, waits)


def _advice(now: Situation) -> Iterator[NextStep]:
    """The early advice that police act on: to be read before the file is built further."""
    asked = [each for each in now.rounds if each.submission.purpose != Purpose.CHARGING and not each.withdrawal]
    given = [(each, each.completed_at) for each in (row.consultation for row in asked) if each]
    for review, at in [each for each in given if each[1]][-1:]:
        yield NextStep("Read the early advice", now.url("review", review.pk), hint=f"Given {when(at)}." if at else "")


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
    contest = sent[-1].contest
    if contest and contest.outcome == ContestOutcome.UPHELD:
        yield f"Contested, and the rejection stands. {contest.decided_by}: {contest.reason}"
    due = sent[-1].triage.respond_by if sent[-1].triage else None
    if due:
        yield f"Respond to the CPS by {day(due)}."


def sign_off(now: Situation) -> Iterator[NextStep]:
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
        return NextStep(
            "Sign off or send back",
            url,
            hint=f"{submission.prepared_by} sent it to a supervisor, {when(submission.prepared_at)}.",
        )
    own = submission.prepared_by_id == now.user.pk
    hint = "You prepared this file, so someone else must sign it off." if own else f"Sent by {submission.prepared_by}."
    url = now.url("submission_receipt", submission.pk)
    return NextStep("Waiting for supervisor sign-off", url, hint=hint, kind=StepKind.WAITING)
