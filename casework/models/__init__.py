"""The case file: suspects, offences, people, material, the file standard, reference lists, the ledger."""

from casework.models.answer import Answer, AnswerState
from casework.models.case_file import CaseFile, CaseFlag, CaseworkType, Flag, headline_status, visible
from casework.models.conversation import Message, MessageAct, Thread, ThreadSeen, ThreadState, Visibility
from casework.models.custody import Bail, Detention, DetentionPause, DetentionReview, Ended, Extension, PauseKind, Rank
from casework.models.document import DocumentState, GeneratedDocument
from casework.models.draft import Draft
from casework.models.event import CaseEvent, Notice, NoticeKind
from casework.models.file_standard import (
    AppliesTo,
    EditionCount,
    EditionEffect,
    FileStandardEdition,
    FileStandardRow,
    RowGroup,
)
from casework.models.likeness import Ground, Likeness, LikenessAnswer
from casework.models.listing import SearchName, Standing
from casework.models.mail import Mail, MailAllowance, MailChoice, MailKind, MailState, MailTrouble, NoticePreference
from casework.models.material import LinkState, Material, MaterialKind, MaterialVersion, ScanState
from casework.models.matter import Matter
from casework.models.media import MediaDetails, Playable, Redaction, RedactionNeed, RedactionStage
from casework.models.outbox import OutboxEntry
from casework.models.person import Person, PersonalStatement, PersonRole, SpecialMeasures
from casework.models.reading import ReadEntry, ReadKind, Search, Watch
from casework.models.reference import BankHoliday, CodeListEntry, Court, OffenceCode, ReferenceVersion
from casework.models.sensitivity import known_to, sees_sensitive
from casework.models.suspect import Alias, CustodyBasis, Offence, Plea, PreviousConvictions, Suspect
from casework.models.unused import DisclosureView, Presumption, UnusedItem
from casework.models.upload import Upload

__all__ = [
    "Alias",
    "Answer",
    "AnswerState",
    "AppliesTo",
    "Bail",
    "BankHoliday",
    "CaseEvent",
    "CaseFile",
    "CaseFlag",
    "CaseworkType",
    "CodeListEntry",
    "Court",
    "CustodyBasis",
    "Detention",
    "DetentionPause",
    "DetentionReview",
    "DisclosureView",
    "DocumentState",
    "Draft",
    "EditionCount",
    "EditionEffect",
    "Ended",
    "Extension",
    "FileStandardEdition",
    "FileStandardRow",
    "Flag",
    "GeneratedDocument",
    "Ground",
    "Likeness",
    "LikenessAnswer",
    "LinkState",
    "Mail",
    "MailAllowance",
    "MailChoice",
    "MailKind",
    "MailState",
    "MailTrouble",
    "Material",
    "MaterialKind",
    "MaterialVersion",
    "Matter",
    "MediaDetails",
    "Message",
    "MessageAct",
    "Notice",
    "NoticeKind",
    "NoticePreference",
    "Offence",
    "OffenceCode",
    "OutboxEntry",
    "PauseKind",
    "Person",
    "PersonRole",
    "PersonalStatement",
    "Playable",
    "Plea",
    "Presumption",
    "PreviousConvictions",
    "Rank",
    "ReadEntry",
    "ReadKind",
    "Redaction",
    "RedactionNeed",
    "RedactionStage",
    "ReferenceVersion",
    "RowGroup",
    "ScanState",
    "Search",
    "SearchName",
    "SpecialMeasures",
    "Standing",
    "Suspect",
    "Thread",
    "ThreadSeen",
    "ThreadState",
    "UnusedItem",
    "Upload",
    "Visibility",
    "Watch",
    "headline_status",
    "known_to",
    "sees_sensitive",
    "visible",
]
