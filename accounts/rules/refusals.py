"""What somebody may not do, in the words of a refusal: every permission goes on after "does not let you"."""

from collections.abc import Mapping

from accounts.roles import Permission

ACTS: Mapping[Permission, str] = {
    Permission.VIEW_CASES: "see this case",
    Permission.OPEN_CASE: "open a case file",
    Permission.BUILD_FILE: "change what is in the file",
    Permission.SIGN_OFF: "sign the file off",
    Permission.TRIAGE: "triage files",
    Permission.ALLOCATE: "give reviews to prosecutors",
    Permission.REVIEW: "review files",
    Permission.ANSWER_ACTIONS: "answer action plans",
    Permission.RECORD_CHARGE: "record charges",
    Permission.VIEW_FIGURES: "see the shared figures",
    Permission.ARRANGE_COVER: "arrange cover",
    Permission.SEE_SENSITIVE: "know of sensitive material",
    Permission.MANAGE_STANDARD: "keep the file standard",
    Permission.CONVERSE: "ask or answer questions",
    Permission.DELEGATE: "lend sign-off to somebody",
    Permission.SEE_READERS: "see who has opened the case",
    Permission.KEEP_CUSTODY: "record detention or bail",
    Permission.WITHDRAW_SUBMISSION: "take a file back from the CPS",
    Permission.CONTEST: "contest what the CPS rejects or asks for",
    Permission.DECIDE_CONTEST: "decide what police contest",
    Permission.TRANSFER: "give the case to another part of the CPS",
    Permission.APPROVE_REVIEW: "approve reviews",
    Permission.ESCALATE: "escalate what the CPS decided",
    Permission.ANSWER_ESCALATION: "answer escalations",
    Permission.KEEP_VICTIM_REVIEW: "keep victims' requests for a review",
    Permission.ANSWER_FAILURES: "answer file-quality failures",
    Permission.DECIDE_DISPUTES: "decide disputed file-quality failures",
    Permission.MANAGE_WORK: "manage the work of a unit",
    Permission.SEE_WORK: "see how much work people have",
    Permission.REPAIR_WORK: "put stuck work right",
    Permission.SEE_DELIVERIES: "see which e-mails could not be delivered",
}
