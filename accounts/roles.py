"""Roles as code: who may do which kind of thing. Where they may do it comes from their units."""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """The agency somebody works for."""

    POLICE = "police"
    CPS = "cps"


class Permission(StrEnum):
    """One kind of act. The value is what the ledger, the matrix and the tests call it."""

    VIEW_CASES = "view_cases"
    OPEN_CASE = "open_case"
    BUILD_FILE = "build_file"
    SIGN_OFF = "sign_off"
    TRIAGE = "triage"
    ALLOCATE = "allocate"
    REVIEW = "review"
    ANSWER_ACTIONS = "answer_actions"
    RECORD_CHARGE = "record_charge"
    VIEW_FIGURES = "view_figures"
    ARRANGE_COVER = "arrange_cover"
    SEE_SENSITIVE = "see_sensitive"
    MANAGE_STANDARD = "manage_standard"
    CONVERSE = "converse"
    DELEGATE = "delegate"
    SEE_READERS = "see_readers"
    KEEP_CUSTODY = "keep_custody"
    WITHDRAW_SUBMISSION = "withdraw_submission"
    CONTEST = "contest"
    DECIDE_CONTEST = "decide_contest"
    TRANSFER = "transfer"
    APPROVE_REVIEW = "approve_review"
    ESCALATE = "escalate"
    ANSWER_ESCALATION = "answer_escalation"
    KEEP_VICTIM_REVIEW = "keep_victim_review"
    ANSWER_FAILURES = "answer_failures"
    DECIDE_DISPUTES = "decide_disputes"
    SEE_WORK = "see_work"
    MANAGE_WORK = "manage_work"
    REPAIR_WORK = "repair_work"
    SEE_DELIVERIES = "see_deliveries"


DESCRIPTIONS: dict[Permission, str] = {
    Permission.VIEW_CASES: "See the case files of their own force or Area",
    Permission.OPEN_CASE: "Open a case file for their own police unit",
    Permission.BUILD_FILE: "Add suspects, offences, people and material to a file",
    Permission.SIGN_OFF: "Sign a file off with comments and submit it, or send it back to its builder",
    Permission.TRIAGE: "Accept or reject a submitted file at CPS triage",
    Permission.ALLOCATE: "Allocate a review to a prosecutor",
    Permission.REVIEW: "Review a file and decide, suspect by suspect",
    Permission.ANSWER_ACTIONS: "Answer the items of an action plan and return them to the CPS",
    Permission.RECORD_CHARGE: "Record that a suspect has been charged",
    Permission.VIEW_FIGURES: "See the shared figures and the lists behind them",
    Permission.ARRANGE_COVER: "Arrange who covers their work while they are away",
    Permission.SEE_SENSITIVE: "Know of sensitive material and schedules, in the cases that they can see",
    Permission.MANAGE_STANDARD: "Draft, compare and publish editions of the file standard",
    Permission.CONVERSE: "Ask and answer questions on a case",
    Permission.DELEGATE: "Lend sign-off for their own unit to a named person for a while",
    Permission.SEE_READERS: "See who has opened a case, and who has downloaded what is in it",
    Permission.KEEP_CUSTODY: "Record detention, its reviews and extensions, and pre-charge bail",
    Permission.WITHDRAW_SUBMISSION: "Take a submitted file back until the CPS has decided",
    Permission.CONTEST: "Contest a rejection at triage, challenge an action item, ask for more time",
    Permission.DECIDE_CONTEST: "Decide what police contest or challenge, unless it was their own act",
    Permission.TRANSFER: "Give a case to another CPS Area or unit, and take over from CPS Direct",
    Permission.APPROVE_REVIEW: "Approve a review that the rules say a second person must agree to",
    Permission.ESCALATE: "Escalate a CPS decision, on the step that fits their rank",
    Permission.ANSWER_ESCALATION: "Decide an escalated case, on the step that fits their grade",
    Permission.KEEP_VICTIM_REVIEW: "Record a victim's request to review a decision, and what came of it",
    Permission.ANSWER_FAILURES: "Say of each file-quality failure whether police dispute it",
    Permission.DECIDE_DISPUTES: "Decide disputed file-quality failures, and draw samples for second scoring",
    Permission.SEE_WORK: "See everybody's workload, and work that is stuck, in their own CPS body",
    Permission.MANAGE_WORK: "Note specialisms of others, allocate in bulk",
    Permission.REPAIR_WORK: "See work that is stuck and put it right",
    Permission.SEE_DELIVERIES: "See which e-mails could not be delivered to anybody, and send them again",
}


@dataclass(frozen=True)
class RoleDefinition:
    """What a role is called, whose it is, what it is for and what it allows."""

    title: str
    side: Side
    description: str
    permissions: frozenset[Permission]


class Role(StrEnum):
    """The roles a person can hold in a unit."""

    FILE_BUILDER = "file_builder"
    DISCLOSURE_OFFICER = "disclosure_officer"
    SUPERVISOR = "supervisor"
    POLICE_MANAGER = "police_manager"
    CHIEF_OFFICER = "chief_officer"
    CASEWORK_ASSISTANT = "casework_assistant"
    PROSECUTOR = "prosecutor"
    LEGAL_MANAGER = "legal_manager"
    DEPUTY_CHIEF = "deputy_chief"
    CHIEF_PROSECUTOR = "chief_prosecutor"
    AREA_MANAGER = "area_manager"
    POLICE_STANDARDS = "police_standards"
    CPS_STANDARDS = "cps_standards"

    @property
    def definition(self) -> RoleDefinition:
        """The words and permissions of this role."""
        return ROLES[self]


_EVERYONE = frozenset({Permission.VIEW_CASES, Permission.VIEW_FIGURES, Permission.ARRANGE_COVER})
_BUILDER = _EVERYONE | {
    Permission.OPEN_CASE,
    Permission.BUILD_FILE,
    Permission.ANSWER_ACTIONS,
    Permission.RECORD_CHARGE,
    Permission.CONVERSE,
    Permission.SEE_READERS,
    Permission.KEEP_CUSTODY,
    Permission.CONTEST,
}

_LEGAL_MANAGER = {
    Permission.TRIAGE,
    Permission.TRANSFER,
    Permission.REVIEW,
    Permission.ALLOCATE,
    Permission.APPROVE_REVIEW,
    Permission.DECIDE_CONTEST,
    Permission.ANSWER_ESCALATION,
    Permission.KEEP_VICTIM_REVIEW,
    Permission.DECIDE_DISPUTES,
    Permission.SEE_WORK,
    Permission.MANAGE_WORK,
    Permission.REPAIR_WORK,
    Permission.SEE_SENSITIVE,
    Permission.CONVERSE,
    Permission.SEE_READERS,
}
_CHIEF = {
    Permission.APPROVE_REVIEW,
    Permission.ANSWER_ESCALATION,
    Permission.SEE_SENSITIVE,
    Permission.CONVERSE,
    Permission.SEE_READERS,
}

ROLES: dict[Role, RoleDefinition] = {
    Role.FILE_BUILDER: RoleDefinition(
        "File builder", Side.POLICE, "Builds the case file and answers what the CPS asks for", _BUILDER
    ),
    Role.SUPERVISOR: RoleDefinition(
        "Police supervisor",
        Side.POLICE,
        "Checks a file against the standard, comments, and submits it",
        _BUILDER
        | {
            Permission.SIGN_OFF,
            Permission.SEE_SENSITIVE,
            Permission.DELEGATE,
            Permission.WITHDRAW_SUBMISSION,
            Permission.ESCALATE,
            Permission.ANSWER_FAILURES,
        },
    ),
    Role.DISCLOSURE_OFFICER: RoleDefinition(
        "Disclosure officer",
        Side.POLICE,
        "Builds the file and its schedules of unused material, sensitive items included",
        _BUILDER | {Permission.SEE_SENSITIVE},
    ),
    Role.POLICE_MANAGER: RoleDefinition(
        "Force criminal justice manager",
        Side.POLICE,
        "Reads the shared figures for a force, answers file-quality failures and escalates",
        _EVERYONE
        | {
            Permission.DELEGATE,
            Permission.SEE_READERS,
            Permission.ESCALATE,
            Permission.ANSWER_FAILURES,
            Permission.REPAIR_WORK,
        },
    ),
    Role.CHIEF_OFFICER: RoleDefinition(
        "Chief police officer",
        Side.POLICE,
        "Escalates a CPS decision to the Chief Crown Prosecutor",
        _EVERYONE | {Permission.SEE_READERS, Permission.ESCALATE},
    ),
    Role.CASEWORK_ASSISTANT: RoleDefinition(
        "CPS casework assistant",
        Side.CPS,
        "Triages what police submit",
        _EVERYONE | {Permission.TRIAGE, Permission.TRANSFER, Permission.KEEP_VICTIM_REVIEW, Permission.CONVERSE},
    ),
    Role.PROSECUTOR: RoleDefinition(
        "Charging lawyer",
        Side.CPS,
        "Reviews files and decides",
        _EVERYONE | {Permission.REVIEW, Permission.SEE_SENSITIVE, Permission.CONVERSE},
    ),
    Role.LEGAL_MANAGER: RoleDefinition(
        "CPS legal manager",
        Side.CPS,
        "Allocates reviews, decides what police contest, and triages and reviews where needed",
        _EVERYONE | _LEGAL_MANAGER,
    ),
    Role.DEPUTY_CHIEF: RoleDefinition(
        "Deputy Chief Crown Prosecutor",
        Side.CPS,
        "Decides escalated cases on the second step, and approves reviews",
        _EVERYONE | _CHIEF,
    ),
    Role.CHIEF_PROSECUTOR: RoleDefinition(
        "Chief Crown Prosecutor",
        Side.CPS,
        "Decides escalated cases on the last step, and approves reviews",
        _EVERYONE | _CHIEF,
    ),
    Role.AREA_MANAGER: RoleDefinition(
        "CPS Area manager",
        Side.CPS,
        "Reads the shared figures, the workload and what is stuck in an Area",
        _EVERYONE | {Permission.SEE_READERS, Permission.SEE_WORK},
    ),
    Role.POLICE_STANDARDS: RoleDefinition(
        "Police file standards manager",
        Side.POLICE,
        "Keeps the editions of the file standard, with the CPS",
        _EVERYONE | {Permission.MANAGE_STANDARD, Permission.SEE_DELIVERIES},
    ),
    Role.CPS_STANDARDS: RoleDefinition(
        "CPS file standards manager",
        Side.CPS,
        "Keeps the editions of the file standard, with police",
        _EVERYONE | {Permission.MANAGE_STANDARD, Permission.SEE_DELIVERIES},
    ),
}

LENT = frozenset({Permission.SIGN_OFF, Permission.SEE_SENSITIVE})
"""What a delegation of sign-off carries: whoever vouches for a file has to see all of it."""
