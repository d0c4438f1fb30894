"""Ledger rows written by hand, to tell the figures any story; only tests write the ledger this way."""

from datetime import UTC, datetime, timedelta
from itertools import count

from casework.models import CaseEvent, OutboxEntry
from charging import events
from foundation.periods import LONDON

HOLDERS = {
    "charging.submission_received": "cps",
    "charging.action_plan_issued": "police",
    "charging.early_advice_given": "police",
    "charging.charge_authorised": "police_to_charge",
    "charging.suspect_charged": "court",
    "charging.nfa_decided": "closed",
    "charging.oocd_decided": "closed",
    "charging.suspect_admin_finalised": "closed",
    "charging.suspect_reopened": "police",
    "casework.suspect_linked": "police",
}
PLACES = {"force": "01", "police_unit": "01AB", "cps_area": "LN", "cps_unit": "LN-M"}
_numbers = count(1)


def london(text):
    """Read "2025-01-03" (at 10 in the morning) or "2025-01-03 23:30" as London time."""
    moment = datetime.fromisoformat(text if " " in text else f"{text} 10:00")
    return moment.replace(tzinfo=LONDON).astimezone(UTC)


def row(type_, at, *, case=1, suspects=(11,), recorded=None, holder=None, details=None, places=None, **fields):
    """One event that is not yet in the ledger."""
    at = london(at) if isinstance(at, str) else at
    recorded = london(recorded) if isinstance(recorded, str) else recorded
    if holder is None:
        rejected = type_ == "charging.triage_completed" and (details or {}).get("result") == "reject"
        holder = "police" if rejected else HOLDERS.get(type_, "")
    return CaseEvent(
        case_id=case, urn=f"01AB{case:05d}25", type=type_, at=at, recorded_at=recorded or at, actor_org="police",
        suspect_ids=list(suspects), holder=holder, details=details or {}, casework_type="magistrates",
        **{**PLACES, **(places or {})}, **fields,
    )  # fmt: skip


def write(rows):
    """Put events into the ledger and owe them to the figures, as record() does."""
    for event in rows:
        event.save(force_insert=True)
        OutboxEntry.objects.create(
            event_id=event.pk, case_id=event.case_id, subscriber="metrics", created_at=event.recorded_at
        )


def received(at, submission=None, purpose="charging", basis="bail", **more):
    """The CPS received a submission."""
    details = {"submission_id": submission or next(_numbers), "purpose": purpose, "custody_basis": basis}
    return row(events.SubmissionReceived.name, at, details=details, **more)


def triaged(at, submission, result="accept", reasons=(), **more):
    """The CPS triaged it."""
    details = {"submission_id": submission, "result": result, "reason_codes": list(reasons)}
    return row(events.TriageCompleted.name, at, details=details, **more)


def resolved(at, submission, result="overturned", **more):
    """Somebody at the CPS decided what police contested."""
    details = {"submission_id": submission, "contest_id": next(_numbers), "result": result}
    holder = "cps" if result == "overturned" else ""
    return row(events.TriageChallengeResolved.name, at, details=details, holder=holder, **more)


def challenged(at, submission, **more):
    """Police contested a rejection."""
    details = {"submission_id": submission, "contest_id": next(_numbers)}
    return row(events.TriageChallenged.name, at, details=details, **more)


def escalated(at, escalation, step=1, about="decision", **more):
    """Police took a disagreement to a step of the ladder."""
    details = {"escalation_id": escalation, "about": about, "step": step, "rank": "supervisor"}
    return row(events.EscalationRaised.name, at, details=details, **more)


def step_answered(at, escalation, step=1, outcome="stands", **more):
    """Somebody at the CPS answered a step."""
    details = {"escalation_id": escalation, "about": "decision", "step": step, "outcome": outcome, "in_time": True}
    return row(events.EscalationAnswered.name, at, details=details, **more)


def escalation_closed(at, escalation, step=1, outcome="withdrawn", **more):
    """An escalation ended without an answer."""
    details = {"escalation_id": escalation, "about": "decision", "step": step, "outcome": outcome}
    return row(events.EscalationClosed.name, at, details=details, **more)


def consulted(at, **more):
    """A prosecutor finished a review."""
    return row(events.ConsultationCompleted.name, at, details={"consultation_id": next(_numbers)}, **more)


def plan(at, **more):
    """An action plan went to police."""
    return row(events.ActionPlanIssued.name, at, details={"plan_id": next(_numbers)}, **more)


def authorised(at, **more):
    """A charge was authorised."""
    return row(events.ChargeAuthorised.name, at, details={"test": "full"}, **more)


def charged(at, **more):
    """Police charged."""
    return row(events.SuspectCharged.name, at, details={"matches_authority": "exact"}, **more)


def nfa(at, group="evidential", **more):
    """No further action."""
    return row(events.NfaDecided.name, at, details={"group": group}, **more)


def closed(at, **more):
    """Closed without a decision."""
    return row(events.SuspectAdminFinalised.name, at, details={"reason": "plan_unanswered"}, **more)


def reopened(at, **more):
    """Opened again after it was closed without a decision."""
    return row(events.SuspectReopened.name, at, details={"stands": "action_plan"}, **more)


def clock_vector(case=1, suspects=(11,)):
    """A rejection, a plan and a charge, added up by hand: 66 days, the CPS 2 + 13 + 14, police 9 + 28."""
    who = {"case": case, "suspects": suspects}
    first, second = 9000 + case, 9500 + case
    return [
        row("casework.suspect_linked", "2025-01-02", **who),
        received("2025-01-03", first, **who),
        triaged("2025-01-05", first, "reject", ["MG3"], **who),
        received("2025-01-14", second, **who),
        triaged("2025-01-15", second, **who),
        consulted("2025-01-27 09:59", **who),
        plan("2025-01-27", **who),
        received("2025-02-24", purpose="action_plan_reply", **who),
        consulted("2025-03-10 09:59", **who),
        authorised("2025-03-10", **who),
        charged("2025-03-12", **who),
    ]


def after(moment, hours):
    """A later instant."""
    return moment + timedelta(hours=hours)
