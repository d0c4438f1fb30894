"""A case in memory, told in a few words, from which a test changes one thing. No database."""

import json
from dataclasses import dataclass, field
from datetime import date

from casework.models import (
    Answer,
    AnswerState,
    CaseFile,
    CaseworkType,
    CustodyBasis,
    DisclosureView,
    FileStandardEdition,
    FileStandardRow,
    Material,
    MaterialVersion,
    MediaDetails,
    Offence,
    OffenceCode,
    Person,
    PersonRole,
    Playable,
    Plea,
    Suspect,
    UnusedItem,
)
from casework.operations.file_standard import DATA
from casework.rules.file_standard import CaseContents, requirements
from tests.clock import MONDAY

EDITION = json.loads(DATA.read_text(encoding="utf-8"))["editions"][-1]
GROUPS = EDITION["offence_groups"]
THE_EDITION = FileStandardEdition(code=EDITION["code"], offence_groups=GROUPS)
ROWS = [FileStandardRow(edition=THE_EDITION, position=place, **row) for place, row in enumerate(EDITION["rows"], 1)]
SHOPLIFTING = ("TH68010", "either_way", "046/00")


@dataclass
class Told:
    """What the file says. `offence` is code, mode of trial and Home Office class, the same for every suspect."""

    suspects: list = field(default_factory=list)
    people: list = field(default_factory=list)
    material: list = field(default_factory=list)
    answers: list = field(default_factory=list)
    unused: list = field(default_factory=list)
    newest: dict = field(default_factory=dict)
    flags: frozenset = frozenset()
    casework_type: str = CaseworkType.MAGISTRATES
    offence: tuple = SHOPLIFTING
    case: dict = field(default_factory=dict)
    purpose: str = "charging"
    officer: object = None
    reviewed_at: object = None

    @property
    def contents(self):
        code = OffenceCode(code=self.offence[0], mode_of_trial=self.offence[1], home_office_code=self.offence[2])
        case_file = CaseFile(pk=1, casework_type=self.casework_type, **self.case)
        if self.officer:
            case_file.officer = self.officer
        return CaseContents(
            case_file=case_file,
            suspects=self.suspects,
            offences=[Offence(suspect_id=suspect.pk, offence_code=code) for suspect in self.suspects],
            people=self.people,
            material=self.material,
            flags=self.flags,
            answers=self.answers,
            unused=self.unused,
            newest=self.newest,
            reviewed_at=self.reviewed_at,
        )

    def judged(self, on=MONDAY, rows=ROWS):
        return requirements(self.contents, rows, on=on, purpose=self.purpose, groups=GROUPS)

    def rows(self, code, where=None, on=MONDAY):
        return [row for row in self.judged(on) if row.code == code and where in {None, row.where}]

    def needed(self, on=MONDAY):
        return {row.code for row in self.judged(on) if row.needed}

    def missing(self, on=MONDAY):
        return {(row.code, row.where) for row in self.judged(on) if row.missing}


def a_suspect(pk=1, name="Test Alder", **facts):
    given, family = name.split()
    known = {"custody_basis": CustodyBasis.BAIL, "anticipated_plea": Plea.GUILTY}
    return Suspect(pk=pk, number=pk, given_names=given, family_name=family, **(known | facts))


def a_denier(pk=1, name="Test Alder", **facts):
    return a_suspect(pk, name, anticipated_plea=Plea.NOT_GUILTY, **facts)


def a_victim(pk=1, name="Test Wensum", **facts):
    given, family = name.split()
    return Person(pk=pk, role=PersonRole.VICTIM, given_names=given, family_name=family, **facts)


def a_witness(pk=2, name="Test Yare", **facts):
    given, family = name.split()
    return Person(pk=pk, role=PersonRole.WITNESS, given_names=given, family_name=family, **facts)


def a_child():
    return date(MONDAY.year - 12, 1, 1)


def some_material(kind, pk=None, **about):
    told = {"link_state": "", "source": "", "justification": ""} | about
    return Material(pk=pk, kind=kind, title=f"Some {kind}", **told)


def a_recording(kind, pk=None, *, clip=(0, 20), playable=Playable.PLAYS, whole=False, **about):
    item = some_material(kind, pk, **about)
    start, end = clip or (None, None)
    item.media = MediaDetails(material=item, clip_from=start, clip_to=end, whole_needed=whole, playable=playable)
    return item


def a_version(item, scan_state):
    return {item.pk: MaterialVersion(material=item, number=1, scan_state=scan_state)}


def an_answer(question, state=AnswerState.GIVEN, value="", *, suspect=None, person=None):
    said = value or ("Said." if state == AnswerState.GIVEN else "")
    return Answer(question=question, state=state, value=said, suspect_id=suspect, person_id=person)


def an_item(view=DisclosureView.DOES_NOT_MEET, **facts):
    return UnusedItem(description="Notebook of PC 1, 3 pages", view=view, **facts)
