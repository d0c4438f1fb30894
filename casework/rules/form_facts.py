"""The facts by which a form, a part of one or a question is called for, and for whom each part stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from casework.models import Answer, AnswerState, CustodyBasis, Person, PersonRole, Suspect
from casework.rules.contents import CaseContents, Subject
from casework.rules.file_standard import Requirement
from casework.rules.forms import About, Form, Question, Section, When
from casework.rules.satisfaction import questions_of

Facts = Mapping[str, frozenset[str]]


def _yes_or_no(holds: bool) -> frozenset[str]:
    return frozenset({"yes" if holds else "no"})


def forms_of_standard(rows: Iterable[Requirement]) -> frozenset[str]:
    """The codes of forms that needed rows of the standard ask for, as answers on a form or as material of its kind."""
    ways = [row.ways for row in rows if row.needed]
    answered_on = {question.partition(".")[0] for way in ways for question in questions_of(way)}
    return frozenset(answered_on | {kind for way in ways for kind in way.get("material", ())})


@dataclass(frozen=True)
class FormFacts:
    """What a case says, ready to be asked; the facts of the whole case are worked out once, whatever its size."""

    contents: CaseContents
    on: date

    @cached_property
    def of_case(self) -> Facts:
        """The facts of the case as a whole: of suspects and people, every value that one of them has."""
        contents, suspects, people = self.contents, self.contents.suspects, self.contents.people
        return {
            "flag": contents.flags,
            "casework_type": frozenset({contents.case_file.casework_type}),
            "mode": frozenset(offence.offence_code.mode_of_trial for offence in contents.offences),
            "submitted": _yes_or_no(contents.case_file.first_submitted_at is not None),
            "plea": frozenset(suspect.plea_that_counts for suspect in suspects),
            "custody": _yes_or_no(any(suspect.custody_basis == CustodyBasis.CUSTODY for suspect in suspects)),
            "youth": _yes_or_no(any(suspect.is_youth(self.on) for suspect in suspects)),
            "previous_convictions": frozenset(suspect.previous_convictions for suspect in suspects),
            "has_people": _yes_or_no(bool(people)),
            "has_victim": _yes_or_no(any(person.role == PersonRole.VICTIM for person in people)),
            "special_measures": frozenset(person.special_measures for person in people),
            "personal_statement": frozenset(person.personal_statement for person in people),
        }

    def of_subject(self, subject: Subject) -> Facts:
        """The facts as they fall on one suspect or person."""
        if isinstance(subject, Person):
            return {
                **self.of_case,
                "special_measures": frozenset({subject.special_measures}),
                "personal_statement": frozenset({subject.personal_statement}),
            }
        if not isinstance(subject, Suspect):
            return self.of_case
        return {
            **self.of_case,
            "plea": frozenset({subject.plea_that_counts}),
            "custody": _yes_or_no(subject.custody_basis == CustodyBasis.CUSTODY),
            "youth": _yes_or_no(subject.is_youth(self.on)),
            "previous_convictions": frozenset({subject.previous_convictions}),
        }

    def answer(self, code: str, subject: Subject) -> Answer | None:
        """The answer to a question about a subject."""
        return self.contents.answer(code, subject)

    def holds(self, when: When, subject: Subject, facts: Facts) -> bool:
        """Say whether every condition of one of the sets holds: on a fact, or on the answer to another question."""
        return not when or any(
            all(self._values(name, subject, facts) & set(values) for name, values in conditions.items())
            for conditions in when
        )

    def _values(self, name: str, subject: Subject, facts: Facts) -> frozenset[str]:
        if "." not in name:
            return facts.get(name, frozenset())
        found = self.answer(name, subject) or self.answer(name, self.contents.case_file)
        if found is None:
            return frozenset()
        return frozenset({found.value if found.state == AnswerState.GIVEN else found.state})

    def calls_for(self, form: Form) -> bool:
        """Say whether the facts by which a form itself is asked for hold; the standard may call for it too."""
        return self.holds(form.asked_when, self.contents.case_file, self.of_case)

    def subjects(self, about: About) -> Sequence[Subject]:
        """Whom or what a part of a form stands for, once each."""
        if about is About.CASE:
            return [self.contents.case_file]
        if about is About.SUSPECT:
            return self.contents.suspects
        people = self.contents.people
        return [person for person in people if about is About.PERSON or person.role == PersonRole.VICTIM]

    def is_asked(self, question: Question, section: Section, subject: Subject, facts: Facts) -> bool:
        """Say whether a question is asked here of a subject. What was answered once stays in sight."""
        if self.answer(question.code, subject) is not None:
            return True
        return self.holds(section.asked_when, subject, facts) and self.holds(question.asked_when, subject, facts)
