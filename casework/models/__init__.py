"""The case file: suspects, offences, people, material, the file standard, reference lists, the ledger."""

from casework.models.case_file import CaseFile, CaseFlag, CaseworkType, Flag, headline_status, visible
from casework.models.event import CaseEvent, Notice
from casework.models.file_standard import FileStandardEdition, FileStandardRow
from casework.models.material import Material, MaterialKind, MaterialVersion
from casework.models.outbox import OutboxEntry
from casework.models.person import Person, PersonalStatement, PersonRole, SpecialMeasures
from casework.models.reference import BankHoliday, CodeListEntry, Court, OffenceCode, ReferenceVersion
from casework.models.suspect import CustodyBasis, Offence, Plea, PreviousConvictions, Suspect

__all__ = [
    "BankHoliday",
    "CaseEvent",
    "CaseFile",
    "CaseFlag",
    "CaseworkType",
    "CodeListEntry",
    "Court",
    "CustodyBasis",
    "FileStandardEdition",
    "FileStandardRow",
    "Flag",
    "Material",
    "MaterialKind",
    "MaterialVersion",
    "Notice",
    "Offence",
    "OffenceCode",
    "OutboxEntry",
    "Person",
    "PersonRole",
    "PersonalStatement",
    "Plea",
    "PreviousConvictions",
    "ReferenceVersion",
    "SpecialMeasures",
    "Suspect",
    "headline_status",
    "visible",
]
