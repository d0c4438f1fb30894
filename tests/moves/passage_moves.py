"""Moves between police and the CPS: sending, triage, contests, streams, transfers, closing, escalation."""

from accounts.models import Organisation, Unit
from casework.lifecycle import Status
from casework.models import CaseworkType, Material
from charging.lifecycle import (
    ContestOutcome,
    Purpose,
    ReviewType,
    Stream,
    SubmissionState,
    TriageResult,
)
from charging.models import (
    Closing,
    Contest,
    Escalation,
    EscalationOutcome,
    StreamReason,
    StuckThing,
    Submission,
)
from charging.operations import (
    chasing,
    closing,
    contests,
    direct,
    disputes,
    escalating,
    escalations,
    explanations,
    late_answers,
    notices,
    packages,
    reminders,
    streams,
    stuck,
    submission,
    transfer,
    triage,
    withdrawal,
)
from charging.operations.explanations import Said
from charging.operations.transfer import Destination
from charging.queries.submission.judging import open_gaps
from charging.queries.submission.streams_now import by_suspect, streams_now, usual_review
from charging.rules.contests import Grounds, Ruling
from charging.rules.explanations import key_of
from charging.rules.triage import review_fits
from config.invariants import everything, findings
from tests import stories
from tests.clock import THURSDAY_9AM
from tests.moves.file_moves import cases, suspects
from tests.moves.move import (
    BUILDERS,
    ESCALATORS,
    LADDER,
    LAWYERS,
    MANAGERS,
    NOBODY,
    REPAIRERS,
    SUPERVISORS,
    TRIAGERS,
    has_it_now,
    move,
    nothing,
    only_if,
)

SENDABLE = frozenset({Status.BUILDING, Status.REJECTED, Status.ADVICE_GIVEN})
AT_THE_CPS = frozenset({Status.SUBMITTED, Status.SECOND_TRIAGE, Status.WITH_PROSECUTOR})


def submissions(_step):
    """Every submission, at the gate, sent back or sent."""
    return Submission.objects.select_related("case_file", "triage", "withdrawal").order_by("pk")


def any_with(case_file, statuses):
    """Whether any suspect of a case stands so."""
    return case_file.suspects.filter(status__in=statuses).exists()


def upheld_case(cast, **options):
    """A rejection that was contested and stands; return the contest."""
    row = stories.contested_case(cast, **options)
    ruling = Ruling(outcome=ContestOutcome.UPHELD, reason="It is not in the file.")
    contests.decide(contest=row, ruling=ruling, by=cast.legal_manager, at=THURSDAY_9AM)
    return stories.fresh(row)


# To the gate and through it.


def may_go(_step, case_file):
    return case_file.merged_into_id is None and any_with(case_file, SENDABLE)


@move(submission.send_to_supervisor, BUILDERS, cases, fits=only_if(may_go), weight=5)
def send_to_supervisor(step, case_file):
    purpose = step.one([Purpose.CHARGING, Purpose.CHARGING, Purpose.EARLY_ADVICE])
    chosen = step.one([Stream.GREEN, Stream.GREEN_PRIORITY, Stream.RED])
    going = list(case_file.suspects.filter(status__in=SENDABLE))
    held = [each.custody_basis == "custody" for each in going]
    if going and not step.now_and_then(5):
        chosen = Stream.RED if all(held) else step.one([Stream.GREEN, Stream.GREEN_PRIORITY])
    own = {step.one(going).pk: step.one(list(Stream))} if going and step.now_and_then(8) else {}
    reasons = stories.reasons_to_go(case_file, at=step.at) if not step.now_and_then(12) else {}
    preparation = submission.Preparation(purpose=purpose, stream=chosen, streams=own, explanations=reasons)
    return submission.send_to_supervisor(case_file=case_file, preparation=preparation, by=step.by, at=step.at)


@move(explanations.explain, BUILDERS, cases)
def explain_gaps(step, case_file):
    gaps = open_gaps(stories.fresh(case_file), on=step.today)
    said = {key_of(gap): Said(text=step.one(["Not available yet.", ""])) for gap in step.some(gaps)}
    return explanations.explain(case_file=case_file, reasons=said, by=step.by, at=step.at)


at_the_gate = only_if(lambda _step, row: row.state == SubmissionState.WITH_SUPERVISOR)


@move(submission.sign_off, SUPERVISORS, submissions, lent=True, fits=at_the_gate, weight=6)
def sign_off(step, row):
    return submission.sign_off(submission=row, comments=step.words("Checked."), by=step.by, at=step.at)


def goes_back(step, row):
    mine = row.prepared_by_id == step.by.pk
    return row.state == SubmissionState.WITH_SUPERVISOR and not mine and has_it_now(step, row.case_file)


@move(submission.send_back, SUPERVISORS, submissions, lent=True, fits=goes_back, weight=2)
def send_back(step, row):
    return submission.send_back(submission=row, comments=step.words("Not yet."), by=step.by, at=step.at)


@move(withdrawal.withdraw, SUPERVISORS, submissions, fits=only_if(lambda _s, row: row.state == SubmissionState.SENT))
def withdraw_submission(step, row):
    return withdrawal.withdraw(submission=row, reason=step.words("Another arrest."), by=step.by, at=step.at)


# Triage.


def to_triage(_step, row):
    done = getattr(row, "triage", None)
    waits = row.suspects.filter(status__in=[Status.SUBMITTED, Status.SECOND_TRIAGE]).exists()
    untouched = done is None or done.result == TriageResult.PASSED_ON
    return row.state == SubmissionState.SENT and waits and untouched


def must_triage(step, row):
    """A first triage by anybody of the kind who has the case must succeed."""
    if not to_triage(step, row):
        return False
    return True if getattr(row, "triage", None) is None and has_it_now(step, row.case_file) else None


@move(triage.accept, TRIAGERS, submissions, fits=must_triage, weight=6)
def accept(step, row):
    casework_type = step.one([CaseworkType.MAGISTRATES, CaseworkType.CROWN, CaseworkType.RASSO])
    shortfall = None
    if row.stream == Stream.RED and step.now_and_then(3):
        shortfall = triage.Shortfall(reasons={"TR06": "No statement"}, respond_by=step.day(3, 20))
    review_type = step.one(list(ReviewType)) if step.now_and_then(4) else usual_review(row)
    if not review_fits(review_type, purpose=row.purpose, streams=by_suspect(streams_now(row))):
        step.wrong.append("a review that the stream does not call for")
    return triage.accept(
        submission=row,
        review_type=review_type,
        casework_type=casework_type,
        shortfall=shortfall,
        by=step.by,
        at=step.at,
    )


@move(triage.reject, TRIAGERS, submissions, fits=must_triage, weight=3)
def reject(step, row):
    held, codes = row.suspects.filter(streams__stream=Stream.RED, streams__submission=row), ["TR02", "TR06", "TR08"]
    codes = ["PR01"] if held.exists() else step.some(codes)
    respond_by = step.day(1, 20)
    if step.now_and_then(12):
        step.wrong.append("a day that is past")
        respond_by = step.day(-9, 0)
    return triage.reject(
        submission=row,
        reasons=dict.fromkeys(codes, step.words("Not in the file")),
        respond_by=respond_by,
        remind_on=respond_by if step.one([True, False]) else None,
        by=step.by,
        at=step.at,
    )


def rejections(_step):
    return submissions(_step).filter(triage__isnull=False)


def is_rejected(_step, row):
    return row.triage.result == TriageResult.REJECT and any_with(row.case_file, [Status.REJECTED])


@move(contests.contest, BUILDERS, rejections, fits=only_if(is_rejected), weight=3)
def contest(step, row):
    some = step.some(Material.objects.order_by("pk")) if step.now_and_then(3) else []
    grounds = Grounds(text=step.words("It is in the file."), material=some)
    return contests.contest(submission=row, grounds=grounds, by=step.by, at=step.at)


def raised(_step):
    return Contest.objects.select_related("triage__submission__case_file").order_by("pk")


undecided = only_if(lambda _step, row: not row.outcome)


@move(contests.decide, MANAGERS, raised, fits=undecided, weight=4)
def decide_contest(step, row):
    outcome = step.one([ContestOutcome.UPHELD, ContestOutcome.OVERTURNED])
    later = step.day(1, 20) if step.one([True, False]) else None
    ruling = Ruling(outcome=outcome, reason=step.words("So."), respond_by=later)
    return contests.decide(contest=row, ruling=ruling, by=step.by, at=step.at)


# Streams, and who has the case.


@move(
    streams.change_stream,
    BUILDERS | TRIAGERS | LAWYERS,
    suspects,
    fits=only_if(lambda _step, suspect: Status(suspect.status) in AT_THE_CPS),
)
def change_stream(step, suspect):
    return streams.change_stream(
        suspect=suspect,
        stream=step.one(list(Stream)),
        reason=step.one([StreamReason.LIMIT, StreamReason.RISK, StreamReason.DETAINED, StreamReason.MISTAKE]),
        by=step.by,
        at=step.at,
    )


@move(transfer.transfer, TRIAGERS, cases)
def transfer_case(step, case_file):
    area = step.one(Organisation.objects.filter(code__in=["south-east", "south-east", "wessex"]).order_by("code"))
    unit = step.maybe(Unit.objects.filter(organisation=area).order_by("pk")) if step.one([True, False]) else None
    there = Destination(body=area, unit=unit)
    return transfer.transfer(case_file=case_file, to=there, reason=step.words("It is theirs."), by=step.by, at=step.at)


def with_direct(_step, case_file):
    return case_file.handled_by_id is not None


@move(direct.hand_over, TRIAGERS, cases, fits=with_direct, weight=2)
def hand_over_direct(step, case_file):
    return direct.hand_over(case_file=case_file, risks=step.words("Detention ends."), by=step.by, at=step.at)


# Closing, and opening again.


CLOSABLE = frozenset({Status.REJECTED, Status.ACTION_PLAN, Status.ADVICE_GIVEN})


def stands_in(statuses):
    """A model that refuses unless a suspect stands in one of some statuses."""
    return only_if(lambda _step, suspect: Status(suspect.status) in statuses)


@move(closing.finalise, TRIAGERS, suspects, fits=stands_in(CLOSABLE), weight=2)
def finalise(step, suspect):
    chosen = [suspect, *step.some(suspect.case_file.suspects.order_by("pk"))] if step.now_and_then(3) else [suspect]
    closure = closing.Closure(
        reason=step.one(["not_resubmitted", "plan_unanswered", "other", "duplicate"]),
        early_because=step.one(["Police said so.", "Police said so.", ""]),
    )
    return closing.finalise(suspects=chosen, closure=closure, by=step.by, at=step.at)


closed = stands_in({Status.ADMIN_FINALISED})


@move(closing.ask_to_reopen, BUILDERS, suspects, fits=closed, weight=3)
def ask_to_reopen(step, suspect):
    return closing.ask_to_reopen(suspect=suspect, because=step.words("It has come."), by=step.by, at=step.at)


def asked_to_reopen(_step, suspect):
    """Whether police wait to hear whether a closed case is opened again."""
    waits = Closing.objects.filter(suspect=suspect, asked_at__isnull=False, refused_at__isnull=True)
    return waits.filter(reopened_at__isnull=True).exists()


@move(closing.refuse_to_reopen, TRIAGERS, suspects, fits=only_if(asked_to_reopen), weight=2)
def refuse_to_reopen(step, suspect):
    return closing.refuse_to_reopen(suspect=suspect, because=step.words("Another case."), by=step.by, at=step.at)


def must_reopen(step, suspect):
    if Status(suspect.status) is not Status.ADMIN_FINALISED or suspect.case_file.merged_into_id:
        return False
    return True if has_it_now(step, suspect.case_file) else None


@move(closing.reopen, TRIAGERS, suspects, fits=must_reopen, weight=3)
def reopen(step, suspect):
    return closing.reopen(suspect=suspect, because=step.words("It has come."), by=step.by, at=step.at)


# Escalation.


@move(
    escalations.escalate,
    ESCALATORS,
    suspects,
    fits=stands_in({Status.NO_FURTHER_ACTION, Status.OUT_OF_COURT, Status.AUTHORISED}),
    weight=3,
)
def escalate(step, suspect):
    return escalations.escalate(suspect=suspect, grounds=step.words("Look again."), by=step.by, at=step.at)


@move(
    escalating.escalate_rejection,
    ESCALATORS,
    raised,
    fits=only_if(lambda _step, row: row.outcome == ContestOutcome.UPHELD),
    weight=4,
)
def escalate_rejection(step, row):
    return escalating.escalate_rejection(contest=row, grounds=step.words("Look."), by=step.by, at=step.at)


def escalated(_step):
    return Escalation.objects.select_related("case_file", "suspect").order_by("pk")


def _step_of(step, row):
    return step.one([row.steps.count(), row.steps.count(), 1])


@move(escalations.go_on, ESCALATORS, escalated, fits=undecided, weight=4)
def go_on_escalating(step, row):
    number = row.steps.count() + 1
    return escalations.go_on(escalation=row, step=number, grounds=step.words("Still."), by=step.by, at=step.at)


@move(escalations.answer, LADDER, escalated, fits=undecided, weight=6)
def answer_escalation(step, row):
    outcome = step.one([EscalationOutcome.CHANGED, EscalationOutcome.STANDS, EscalationOutcome.IN_PART])
    reply = escalations.StepAnswer(outcome=outcome, reasons=step.words("So."))
    return escalations.answer(escalation=row, step=_step_of(step, row), reply=reply, by=step.by, at=step.at)


@move(escalations.withdraw, ESCALATORS, escalated, fits=undecided)
def end_escalation(step, row):
    return escalations.withdraw(escalation=row, reason=step.words("Enough."), by=step.by, at=step.at)


# What the service does by itself, and what managers put right.


@move(chasing.chase, NOBODY, nothing)
def chase(step, _thing):
    return chasing.chase(at=step.at, limit=9)


@move(chasing.chase_case, NOBODY, cases)
def chase_case(step, case_file):
    return chasing.chase_case(case_file=case_file, by=None, at=step.at)


@move(late_answers.tell, NOBODY, nothing)
def tell_of_late_answers(step, _thing):
    return late_answers.tell(at=step.at, limit=9)


@move(reminders.remind_of_second_looks, NOBODY, nothing)
def remind_of_second_looks(step, _thing):
    return reminders.remind_of_second_looks(at=step.at, limit=9)


@move(reminders.remind, NOBODY, nothing)
def remind(step, _thing):
    return reminders.remind(at=step.at, limit=9)


@move(disputes.close_what_is_over, NOBODY, nothing)
def close_what_is_over(step, _thing):
    return disputes.close_what_is_over(at=step.at)


@move(notices.deliver, NOBODY, nothing, weight=2)
def deliver_notices(step, _thing):
    return notices.deliver(at=step.at)


@move(stuck.keep, NOBODY, nothing, weight=2)
def keep_stuck(step, _thing):
    return stuck.keep(everything(list(findings(at=step.at)), at=step.at), at=step.at)


def stuck_things(_step):
    return StuckThing.objects.select_related("case_file", "organisation").order_by("pk")


@move(stuck.repair, REPAIRERS, stuck_things, weight=2)
def repair(step, thing):
    return stuck.repair(thing=thing, by=step.by, at=step.at)


@move(packages.work_out_next, NOBODY, nothing)
def work_out_package(_step, _thing):
    return packages.work_out_next()
