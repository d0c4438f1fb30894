"""The facts by which a form, a part of one or a question is called for, and for whom each part stands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casework.models import Answer, AnswerState, CaseFile, CustodyBasis, Person, PersonRole, Suspect
from casework.rules.file_standard import CaseContents, Facts, Subject, case_facts
from casework.rules.forms import About, Form, Question, Section, When

AnswerKey = tuple[str, int | None, int | None]


def key_of(code: str, subject: Subject) -> AnswerKey:
    """How an answer is found: the question, and the suspect or the person that it is about."""
    return (
        code,
        subject.pk if isinstance(subject, Suspect) else None,
        subject.pk if isinstance(subject, Person) else None,
    )


def part_key(subject: Subject) -> str:
    """The name of a subject in addresses and fields: case, suspect-3, person-7."""
    if isinstance(subject, CaseFile):
        return "case"
    return f"{type(subject).__name__.lower()}-{subject.pk}"


@dataclass(frozen=True)
class FormFacts:
    """What a case says, ready to be asked: the case's own facts are worked out once, whatever its size."""

    contents: CaseContents
    answers: Mapping[AnswerKey, Answer]
    on: date
    of_case: Facts = field(default_factory=dict)

    @classmethod
    def of(cls, contents: CaseContents, answers: Iterable[Answer], on: date) -> "FormFacts":
        """Work the case's facts out."""
        people = contents.people
        own = {
            "submitted": frozenset({"yes" if contents.case_file.first_submitted_at else "no"}),
            "has_people": frozenset({"yes" if people else "no"}),
            "previous_convictions": frozenset(suspect.previous_convictions for suspect in contents.suspects),
            "special_measures": frozenset(person.special_measures for person in people),
            "personal_statement": frozenset(person.personal_statement for person in people),
        }
        by_key = {(each.question, each.suspect_id, each.person_id): each for each in answers}
        return cls(contents, by_key, on, {**case_facts(contents, on), **own})

    def of_subject(self, subject: Subject) -> Facts:
        """The facts as they fall on one suspect or person."""
        if isinstance(subject, Person):
            return self.of_case | {
                "special_measures": frozenset({subject.special_measures}),
                "personal_statement": frozenset({subject.personal_statement}),
            }
        if not isinstance(subject, Suspect):
            return self.of_case
        return self.of_case | {
            "plea": frozenset({subject.anticipated_plea} - {""}),
            "custody": frozenset({"yes" if subject.custody_basis == CustodyBasis.CUSTODY else "no"}),
            "youth": frozenset({"yes" if subject.is_youth(self.on) else "no"}),
            "previous_convictions": frozenset({subject.previous_convictions}),
        }

    def answer(self, code: str, subject: Subject) -> Answer | None:
        """The answer to a question about a subject."""
        return self.answers.get(key_of(code, subject))

    def holds(self, when: When, subject: Subject, facts: Facts) -> bool:
        """Say whether every condition holds: on a fact, or on the answer to another question."""
        return all(self._values(name, subject, facts) & set(values) for name, values in when.items())

    def _values(self, name: str, subject: Subject, facts: Facts) -> frozenset[str]:
        if "." not in name:
            return facts.get(name, frozenset())
        found = self.answer(name, subject) or self.answer(name, self.contents.case_file)
        if found is None:
            return frozenset()
        return frozenset({found.value if found.state == AnswerState.GIVEN else found.state})

    def calls_for(self, form: Form) -> bool:
        """Say whether the case calls for a form."""
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
