"""The fixed words of charging: purposes, streams, results, answers. Suspects' moves are casework's."""

from django.db.models import TextChoices


class Purpose(TextChoices):
    """What a submission asks for."""

    CHARGING = "charging", "Charging decision"
    EARLY_ADVICE = "early_advice", "Early advice"
    ACTION_PLAN_REPLY = "action_plan_reply", "Answers to an action plan"
    APPEAL = "appeal", "A decision made again"


ASKED_BY_POLICE = (Purpose.CHARGING, Purpose.EARLY_ADVICE)
"""What goes through the supervisor's gate and triage; the others go straight to a prosecutor."""
PURPOSES = [(purpose.value, purpose.label) for purpose in ASKED_BY_POLICE]


class Stream(TextChoices):
    """How fast a file has to be looked at."""

    RED = "red", "Red: in custody, decision within 3 hours"
    GREEN_PRIORITY = "green_priority", "Green priority: decision within 5 days"
    GREEN = "green", "Green: decision within 28 days"
    EARLY_ADVICE = "early_advice", "Early advice: no national target"


STREAM_NAMES = {
    Stream.RED: "Red",
    Stream.GREEN_PRIORITY: "Green priority",
    Stream.GREEN: "Green",
    Stream.EARLY_ADVICE: "Early advice",
}


class ReviewType(TextChoices):
    """The review that triage sends an accepted file to."""

    HOURS_3 = "3h", "Priority review, within 3 hours"
    DAYS_5 = "5d", "Review within 5 calendar days"
    DAYS_28 = "28d", "Review within 28 calendar days"
    ADVICE = "advice", "Early advice"


REVIEW_TYPE_OF_STREAM = {
    Stream.RED: ReviewType.HOURS_3,
    Stream.GREEN_PRIORITY: ReviewType.DAYS_5,
    Stream.GREEN: ReviewType.DAYS_28,
    Stream.EARLY_ADVICE: ReviewType.ADVICE,
}


class SubmissionState(TextChoices):
    """Where a submission is: a supervisor's gate first, then the CPS."""

    WITH_SUPERVISOR = "with_supervisor", "With the supervisor"
    RETURNED = "returned", "Sent back to the builder"
    SENT = "sent", "Sent to the CPS"


class TriageResult(TextChoices):
    """What triage says."""

    ACCEPT = "accept", "Accepted"
    REJECT = "reject", "Rejected"
    PASSED_ON = "passed_on", "Passed to second triage"
    OVERTURNED = "overturned", "Rejected, then overturned"


DECIDED_AT_TRIAGE = ((TriageResult.ACCEPT.value, "Accepted"), (TriageResult.REJECT.value, "Rejected"))
"""What somebody at triage can say; the others are what became of it."""


class ContestOutcome(TextChoices):
    """What came of a contested rejection. Overtaken: the file left police's hands before anybody decided."""

    UPHELD = "upheld", "The rejection stands"
    OVERTURNED = "overturned", "The rejection is overturned"
    OVERTAKEN = "overtaken", "Closed, because the file went on before it was decided"


class TransferKind(TextChoices):
    """Why a case went from one CPS body or unit to another."""

    TRANSFER = "transfer", "Transferred"
    OUT_OF_HOURS = "out_of_hours", "Sent to CPS Direct, out of hours"
    DECIDED = "decided", "Passed on by CPS Direct after its decision"
    HAND_OVER = "hand_over", "Handed over by CPS Direct, undecided"


class CodeTest(TextChoices):
    """The test of the Code for Crown Prosecutors that a decision applies."""

    FULL = "full", "Full Code Test"
    THRESHOLD = "threshold", "Threshold Test"


class Result(TextChoices):
    """What a review decides for one suspect, with the CPS decision code it is reported under."""

    CHARGE_FULL = "charge_full", "Charge under the Full Code Test"
    CHARGE_THRESHOLD = "charge_threshold", "Charge under the Threshold Test"
    NFA_EVIDENTIAL = "nfa_evidential", "No further action: evidential"
    NFA_PUBLIC_INTEREST = "nfa_public_interest", "No further action: public interest"
    OUT_OF_COURT = "out_of_court", "Out-of-court disposal"
    ACTION_PLAN = "action_plan", "More work needed: action plan"
    ADVICE = "advice", "Early advice given"


DECISION_CODES = {
    Result.CHARGE_FULL: "A",
    Result.CHARGE_THRESHOLD: "B2",
    Result.NFA_EVIDENTIAL: "K",
    Result.NFA_PUBLIC_INTEREST: "L",
    Result.OUT_OF_COURT: "C",
    Result.ACTION_PLAN: "H",
    Result.ADVICE: "",
}
TEST_OF = {Result.CHARGE_FULL: CodeTest.FULL, Result.CHARGE_THRESHOLD: CodeTest.THRESHOLD}
CHARGES = frozenset(TEST_OF)


class ActionState(TextChoices):
    """Where an action item is."""

    PENDING = "pending", "Answer needed"
    PART = "part", "Part received"
    ANSWERED = "answered", "Answered"
    CANCELLED = "cancelled", "No longer needed"


OPEN_STATES = frozenset({ActionState.PENDING, ActionState.PART})
"""Something is still to come."""


class Answer(TextChoices):
    """How police answer an item."""

    PROVIDED = "provided", "Provided"
    PARTLY = "partly", "Partly provided"
    UNAVAILABLE = "unavailable", "Cannot be provided"
    DISPUTED = "disputed", "We do not agree it is needed"


class ActionCategory(TextChoices):
    """What sort of thing an action item asks for."""

    DOCUMENTS = "documents", "Documents and forms"
    FOOTAGE = "footage", "Footage"
    STATEMENTS = "statements", "Statements"
    FORENSIC = "forensic", "Forensic"
    MEDICAL = "medical", "Medical"
    RECORDS = "records", "Records"
    EXHIBITS = "exhibits", "Exhibits"
    OTHER = "other", "Other"


class Repeat(TextChoices):
    """What the prosecutor says of an item that comes after earlier ones."""

    NOT_ANSWERED = "not_answered", "The same: it was not fully answered before"
    NEW_NEED = "new_need", "A new need: something came up since"
    KNOWABLE = "knowable", "A new need that could have been known at the first review"
    NOT_SAME = "not_same", "Not the same thing"


class RequestState(TextChoices):
    """Where a request for more time is. What was answered or cancelled meanwhile needs no decision any more."""

    OPEN = "open", "Waiting for the CPS"
    AGREED = "agreed", "Agreed"
    OTHER_DATE = "other_date", "Another date agreed"
    REFUSED = "refused", "Refused"
    OVERTAKEN = "overtaken", "No longer needed"


class ChallengeOutcome(TextChoices):
    """What came of police saying that an item is not needed; empty while nobody has decided."""

    STANDS = "stands", "The item stands"
    CANCELLED = "cancelled", "The item is cancelled"
    FOR_TRIAL = "for_trial", "Needed for trial, not for the decision"
    OVERTAKEN = "overtaken", "No longer to be decided"


CHALLENGE_RULINGS = [(each.value, each.label) for each in ChallengeOutcome if each is not ChallengeOutcome.OVERTAKEN]
"""What somebody decides of a challenge; the rest happens."""


class NeededFor(TextChoices):
    """Only what is needed for the decision holds the answers back."""

    DECISION = "decision", "Needed for the decision"
    TRIAL = "trial", "Needed for trial"


class ChargeMethod(TextChoices):
    """How police charged."""

    CHARGE = "charge", "Charged at a police station"
    REQUISITION = "requisition", "Postal requisition"
    SUMMONS = "summons", "Summons"


class Match(TextChoices):
    """How the charges laid compare with those authorised."""

    EXACT = "exact", "Exactly as authorised"
    LESSER = "lesser", "Less than authorised"
    DIFFERENT = "different", "Different from those authorised"
    NONE = "none", "Charged without authority"


class MatterKind(TextChoices):
    """What can wait for somebody besides the suspects in their statuses; the words say what is needed."""

    CONTEST = "contest", "Contested rejection to decide"
    APPROVAL = "approval", "Review to approve"
    THRESHOLD_REVIEW = "threshold_review", "Full Code review of a Threshold Test charge needed"
    ITEM_EXTENSION = "item_extension", "Request for more time to answer"
    ITEM_CHALLENGE = "item_challenge", "Challenged action item to decide"
    TRIAL_ITEMS = "trial_items", "Action items needed for trial to answer"
    REOPENING = "reopening", "Request to reopen a closed case"
    MISMATCH = "mismatch", "Charges that differ from the authority"
    AUTHORITY_UNUSED = "authority_unused", "Authority that police will not use"
    ESCALATION = "escalation", "Escalated decision to answer"
    ESCALATION_OVERDUE = "escalation_overdue", "Overdue escalation to take to the next step"
    VICTIM_REVIEW = "victim_review", "Victim's request for a review to answer"
    ASSESSMENT = "assessment", "File quality to assess"
    FAILURES = "failures", "File-quality failures to answer"
    DISPUTE = "dispute", "Disputed file-quality failures to decide"
    SECOND_SCORE = "second_score", "Blind second score of a file"


class Grade(TextChoices):
    """Who can agree to a review; whoever stands higher can stand in."""

    ANOTHER_LAWYER = "another_lawyer", "another lawyer"
    LEGAL_MANAGER = "legal_manager", "a legal manager"
    DEPUTY_CHIEF = "deputy_chief", "the Deputy Chief Crown Prosecutor"
    CHIEF = "chief", "the Chief Crown Prosecutor"
