"""What the rows of the service claim to have happened: each claim needs its event in the ledger.

A hash chain shows what was changed or taken out of its middle; where its end was cut off it looks whole.
What then gives it away is the state: a decision without its event, a suspect ahead of the ledger.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from casework import events as casework
from casework.events import LEDGER_TABLE, OUTBOX_TABLE, Payload
from charging import events as charging
from charging.lifecycle import Result, TriageResult

CASE = "JOIN casework_casefile c ON c.id = {}.case_file_id"
SUSPECT = "JOIN casework_suspect s ON s.id = {}.suspect_id " + CASE.format("s")
REVIEW = "JOIN charging_consultation r ON r.id = {}.consultation_id " + CASE.format("r")
PLAN = "JOIN charging_actionplan p ON p.id = {}.plan_id " + CASE.format("p")


@dataclass(frozen=True)
class Claim:
    """Rows `t` of a table, joined to their case `c`, and the event that each of them needs.

    What was withdrawn goes untold into a case that takes its case in: its events stay `elsewhere`.
    """

    what: str
    table: str
    case: str
    event: type[Payload]
    found_by: str
    only: str = "TRUE"
    elsewhere: bool = False

    def sql(self) -> str:
        """Return the query for the rows whose event is not there: URN and what to say of it."""
        there = "TRUE" if self.elsewhere else "e.case_id = c.id"
        return f"""
            SELECT c.urn || c.suffix, '{self.what} (row ' || t.id || ') has no event {self.event.name}'
              FROM {self.table} t {self.case}
             WHERE ({self.only}) AND NOT EXISTS (
                   SELECT FROM {LEDGER_TABLE} e
                    WHERE {there} AND e.type = '{self.event.name}' AND NOT e.voided AND {self.found_by})"""


def about(key: str, column: str = "id") -> str:
    """Find the event by what its details say."""
    return f"e.details ->> '{key}' = t.{column}::text"


OF_CASE, OF_SUSPECT, OF_REVIEW, OF_PLAN = CASE.format("t"), SUSPECT.format("t"), REVIEW.format("t"), PLAN.format("t")
OF_SENT = "JOIN charging_submission b ON b.id = t.submission_id " + CASE.format("b")
OF_ITEM = "JOIN charging_actionitem i ON i.id = t.item_id " + PLAN.format("i")
SAME_ITEM = about("item_id", "item_id")
ITSELF = "JOIN casework_casefile c ON c.id = t.id"
SENT = "t.state = 'sent'"
GONE = "NOT NULL"
# A prosecutor who keeps a case has its next review from the moment it opens: nobody allocates it.
ALLOCATED = "t.allocated_at <> t.opened_at"
# A review ends undecided when police withdraw the file, or charge its last suspect without it.
TAKEN_BACK = "EXISTS (SELECT FROM charging_withdrawal w WHERE w.submission_id = t.submission_id)"

CLAIMS = (
    Claim("the case", "casework_casefile", ITSELF, casework.CaseOpened, "TRUE"),
    Claim("suspect", "casework_suspect", OF_CASE, casework.SuspectLinked, "t.id = ANY(e.suspect_ids)"),
    Claim("offence", "casework_offence", OF_SUSPECT, casework.OffenceProposed, about("offence_id")),
    Claim(
        "withdrawn offence", "casework_offence", OF_SUSPECT, casework.OffenceWithdrawn, about("offence_id"),
        "t.withdrawn_at IS NOT NULL",
    ),
    *(
        Claim(what, table, OF_CASE, event, about(key), f"t.withdrawn_at IS {only}", elsewhere)
        for what, table, event, key in (
            ("victim or witness", "casework_person", casework.PersonAdded, "person_id"),
            ("material", "casework_material", casework.MaterialAdded, "material_id"),
        )
        for only, elsewhere in (("NULL", False), (GONE, True))
    ),
    Claim(
        "withdrawn material", "casework_material", OF_CASE, casework.MaterialWithdrawn, about("material_id"),
        f"t.withdrawn_at IS {GONE}", elsewhere=True,
    ),
    Claim("flag", "casework_caseflag", OF_CASE, casework.FlagSet, about("flag", "code")),
    Claim(
        "cleared flag", "casework_caseflag", OF_CASE, casework.FlagCleared, about("flag", "code"),
        "t.cleared_at IS NOT NULL",
    ),
    Claim(
        "file at the gate", "charging_submission", OF_CASE, charging.FileSentToSupervisor, about("submission_id"),
        "t.state = 'with_supervisor' OR t.supervised_at IS NOT NULL",
    ),
    Claim(
        "file sent back", "charging_submission", OF_CASE, charging.FileReturnedBySupervisor, about("submission_id"),
        "t.state = 'returned'",
    ),
    Claim(
        "file signed off", "charging_submission", OF_CASE, charging.FileSignedOff, about("submission_id"),
        f"{SENT} AND t.supervised_at IS NOT NULL",
    ),
    Claim("submission", "charging_submission", OF_CASE, charging.SubmissionSent, about("submission_id"), SENT),
    Claim("receipt", "charging_submission", OF_CASE, charging.SubmissionReceived, about("submission_id"), SENT),
    Claim(
        "triage", "charging_triage", OF_SENT, charging.TriageCompleted, about("submission_id", "submission_id"),
        f"t.result <> '{TriageResult.PASSED_ON.value}'",
    ),
    Claim(
        "triage passed on", "charging_triage", OF_SENT, charging.TriagePassedOn,
        about("submission_id", "submission_id"), "t.passed_on_at IS NOT NULL",
    ),
    Claim(
        "allocated review", "charging_consultation", OF_CASE, charging.ReviewAllocated, about("consultation_id"),
        ALLOCATED,
    ),
    Claim(
        "completed review", "charging_consultation", OF_CASE, charging.ConsultationCompleted,
        about("consultation_id"), f"t.completed_at IS NOT NULL AND NOT {TAKEN_BACK}",
    ),
    Claim(
        "withdrawn file", "charging_withdrawal",
        "JOIN charging_submission b ON b.id = t.submission_id " + CASE.format("b"), charging.SubmissionWithdrawn,
        about("submission_id", "submission_id"),
    ),
    *(
        Claim("decision", "charging_decision", OF_REVIEW, event, about("decision_id"), f"t.result IN ({results})")
        for event, results in (
            (charging.ChargeAuthorised, f"'{Result.CHARGE_FULL.value}', '{Result.CHARGE_THRESHOLD.value}'"),
            (charging.EarlyAdviceGiven, f"'{Result.ADVICE.value}'"),
            (charging.NfaDecided, f"'{Result.NFA_EVIDENTIAL.value}', '{Result.NFA_PUBLIC_INTEREST.value}'"),
            (charging.OocdDecided, f"'{Result.OUT_OF_COURT.value}'"),
        )
    ),
    *(
        Claim("action plan", "charging_actionplan", OF_CASE, event, about("plan_id"), only)
        for event, only in ((charging.ActionPlanIssued, "NOT t.for_trial"), (charging.TrialItemsAsked, "t.for_trial"))
    ),
    Claim("action item", "charging_actionitem", OF_PLAN, charging.ActionItemCreated, about("item_id")),
    Claim(
        "answered item", "charging_actionitem", OF_PLAN, charging.ActionItemAnswered, about("item_id"),
        "t.answered_at IS NOT NULL",
    ),
    Claim(
        "cancelled item", "charging_actionitem", OF_PLAN, charging.ActionItemCancelled, about("item_id"),
        "t.cancelled_at IS NOT NULL",
    ),
    Claim(
        "assessed answer", "charging_actionitem", OF_PLAN, charging.ActionItemAssessed, about("item_id"),
        "t.assessed_at IS NOT NULL",
    ),
    Claim(
        "moved date", "charging_actionitem", OF_PLAN, charging.ActionItemDueChanged,
        f"{about('item_id')} AND e.details ->> 'new' = t.extended_to::text", "t.extended_to IS NOT NULL",
    ),
    Claim(
        "plan taken back", "charging_actionplan", OF_CASE, charging.ActionPlanTakenBack, about("plan_id"),
        "t.taken_back_by_id IS NOT NULL",
    ),
    Claim("part received", "charging_partreceipt", OF_ITEM, charging.ActionItemPartReceived, SAME_ITEM),
    Claim("challenged item", "charging_itemchallenge", OF_ITEM, charging.ActionItemChallenged, SAME_ITEM),
    Claim(
        "decided challenge", "charging_itemchallenge", OF_ITEM, charging.ItemChallengeDecided, SAME_ITEM,
        "t.decided_by_id IS NOT NULL",
    ),
    Claim("closing", "charging_closing", OF_SUSPECT, charging.SuspectAdminFinalised, "e.id = t.event_id"),
    Claim(
        "reopening", "charging_closing", OF_SUSPECT, charging.SuspectReopened, about("closed_event_id", "event_id"),
        "t.reopened_at IS NOT NULL",
    ),
    Claim("reminder", "charging_chase", OF_CASE, charging.ChaseSent, about("step", "step")),
    Claim("advice", "charging_advice", OF_REVIEW, charging.AdviceSealed, about("advice_id")),
    Claim(
        "approved review", "charging_approval", OF_REVIEW, charging.ApprovalGiven, about("digest", "digest"),
        "t.state = 'approved'",
    ),
    Claim(
        "review sent back", "charging_approval", OF_REVIEW, charging.ApprovalRefused, about("digest", "digest"),
        "t.state = 'sent_back'",
    ),
    Claim(
        "second look", "charging_thresholdreview", OF_CASE, charging.ThresholdReviewDone, about("review_id"),
        "t.done_at IS NOT NULL",
    ),
    Claim("point to prove", "charging_point", OF_CASE, charging.PointAdded, about("point_id"), "t.element = ''"),
    Claim(
        "point taken out", "charging_point", OF_CASE, charging.PointRemoved, about("point_id"),
        "t.removed_at IS NOT NULL",
    ),
    Claim(
        "link to a point", "charging_pointsupport",
        "JOIN charging_point p ON p.id = t.point_id " + CASE.format("p"), charging.PointSupported,
        f"{about('point_id', 'point_id')} AND {about('material_id', 'material_id')}",
    ),
    Claim("charge", "charging_chargerecord", OF_SUSPECT, charging.SuspectCharged, "t.suspect_id = ANY(e.suspect_ids)"),
)  # fmt: skip

OWED = f"""
SELECT c.urn || c.suffix, '{{what}} (row ' || t.id || ') tells of an event that is not there'
  FROM {{table}} t JOIN casework_casefile c ON c.id = t.{{case}}
 WHERE NOT EXISTS (SELECT FROM {LEDGER_TABLE} e WHERE e.id = t.event_id)"""


def queries() -> Iterator[str]:
    """Return every query for something that the ledger should tell and does not: URN and what to say of it."""
    for claim in CLAIMS:
        yield claim.sql()
    yield OWED.format(what="outbox entry", table=OUTBOX_TABLE, case="case_id")
    yield OWED.format(what="notice", table="casework_notice", case="case_file_id")
