"""The forms of one case: which it calls for, what each says, what is still to be answered, and the paper of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from casework.models import Answer, AnswerState, CaseFile, Offence, Person, Suspect
from casework.queries.case_page import standard_for
from casework.queries.contents import first_reviewed_at
from casework.rules import answers as rules
from casework.rules.contents import CaseContents, Subject, where_of
from casework.rules.form_facts import FormFacts, forms_of_standard
from casework.rules.forms import Catalogue, Form, Question, Section, catalogue_on
from casework.rules.papers import Grid
from casework.rules.shown import LISTS, SHOWN, Place


def contents_for_forms(case_file: CaseFile) -> CaseContents:
    """What the forms read of a file, in seven queries whatever its size. Sensitive material is on no form."""
    offences = Offence.objects.filter(suspect__case_file=case_file, withdrawn_at__isnull=True)
    live = case_file.material.filter(withdrawn_at__isnull=True, sensitive=False)
    return CaseContents(
        case_file=case_file,
        suspects=list(case_file.suspects.all()),
        offences=list(offences.select_related("offence_code").order_by("suspect_id", "id")),
        people=list(case_file.people.live()),
        material=list(live.select_related("suspect", "person").order_by("kind", "id")),
        flags=frozenset(case_file.flags.filter(cleared_at__isnull=True).values_list("code", flat=True)),
        answers=list(case_file.answers.filter(person__withdrawn_at__isnull=True).select_related("changed_by")),
        reviewed_at=first_reviewed_at(case_file),
    )


@dataclass(frozen=True)
class Line:
    """One line of a form. `question` is set where it is asked on this form; `where` leads to where it is answered."""

    label: str
    value: str
    is_answered: bool
    is_words: bool
    counts: bool
    where: str = ""
    source: str = ""
    question: Question | None = None
    answer: Answer | None = None


@dataclass(frozen=True)
class Part:
    """One section of a form about one thing. `key` names both in addresses and fields."""

    form: Form
    section: Section
    subject: Subject
    lines: Sequence[Line]
    listed: Grid | None

    @property
    def key(self) -> str:
        """A name for this part on its page."""
        return f"{self.section.code}-{where_of(self.subject)}"

    @property
    def about(self) -> str:
        """Whom it is about, in words; empty for the case."""
        return "" if isinstance(self.subject, CaseFile) else str(self.subject)

    @property
    def to_answer(self) -> Sequence[Line]:
        """The lines that are asked here."""
        return [line for line in self.lines if line.question]

    @property
    def shown(self) -> Sequence[Line]:
        """The lines that are answered elsewhere."""
        return [line for line in self.lines if not line.question]

    @property
    def unanswered(self) -> int:
        """How many lines that count nobody has answered."""
        return sum(1 for line in self.lines if line.counts and not line.is_answered)


@dataclass(frozen=True)
class FormPage:
    """One form of one case, as a reader sees it and as the paper says it."""

    form: Form
    parts: Sequence[Part]
    called_for: bool

    @cached_property
    def asked(self) -> int:
        """How many lines count."""
        return sum(1 for part in self.parts for line in part.lines if line.counts)

    @cached_property
    def answered(self) -> int:
        """How many of them are answered."""
        return self.asked - sum(part.unanswered for part in self.parts)

    @cached_property
    def last(self) -> Answer | None:
        """The answer that was given or confirmed last on this form."""
        given = [line.answer for part in self.parts for line in part.lines if line.question and line.answer]
        return max(given, key=lambda answer: answer.changed_at, default=None)


@dataclass(frozen=True)
class Forms:
    """The forms of one case on one day."""

    facts: FormFacts
    catalogue: Catalogue

    @classmethod
    def of(cls, case_file: CaseFile, *, on: date) -> "Forms":
        """Read the case once, for every form."""
        return cls(FormFacts(contents_for_forms(case_file), on), catalogue_on(on))

    def pages(self) -> list[FormPage]:
        """Every form: those called for and least complete first, then by their place in the catalogue."""
        pages = [self.page(form) for form in self.catalogue.forms.values()]
        return sorted(pages, key=lambda page: (not page.called_for, page.answered == page.asked))

    def page(self, form: Form) -> FormPage:
        """One form with every part of it: what is about the case first, then each subject with all its parts."""
        parts = [part for section in form.sections for part in self._parts(form, section)]
        parts.sort(key=lambda part: _order(part.subject))
        return FormPage(form, parts, self.facts.calls_for(form) or form.code in self._needed)

    @cached_property
    def _needed(self) -> frozenset[str]:
        """The forms that the standard of the day asks for here, in one query; what meets its rows is not judged."""
        return forms_of_standard(standard_for(self.facts.contents, on=self.facts.on))

    def _parts(self, form: Form, section: Section) -> list[Part]:
        found = []
        for subject in self.facts.subjects(section.about):
            of_subject = self.facts.of_subject(subject)
            if not self.facts.holds(section.asked_when, subject, of_subject):
                continue
            lines = [
                self._line(line, subject)
                for line in section.lines
                if isinstance(line, str) or self.facts.is_asked(line, section, subject, of_subject)
            ]
            found.append(Part(form, section, subject, lines, self._listed(section)))
        return found

    def _listed(self, section: Section) -> Grid | None:
        if not section.listed:
            return None
        listed = LISTS[section.listed]
        rows = listed.rows(self.facts.contents)
        return Grid(caption=listed.caption, columns=listed.columns, rows=rows, widths=listed.widths)

    def _line(self, line: Question | str, subject: Subject) -> Line:
        if isinstance(line, Question):
            return self._answered(line, subject)
        if line in SHOWN:
            return self._shown(line, subject)
        question = self.catalogue.questions[line]
        form, section = self.catalogue.sections[line]
        where = f"{reverse('casework:form_edit', args=[self._slug, form.code])}#{section.code}-{where_of(subject)}"
        answered = self._answered(question, subject)
        return Line(
            answered.label, answered.value, answered.is_answered, answered.is_words, answered.counts, where, form.title
        )

    def _answered(self, question: Question, subject: Subject) -> Line:
        answer = self.facts.answer(question.code, subject)
        return Line(
            label=question.label,
            value=rules.words(question, answer),
            is_answered=answer is not None,
            is_words=answer is None or answer.state != AnswerState.GIVEN,
            counts=True,
            question=question,
            answer=answer,
        )

    def _shown(self, name: str, subject: Subject) -> Line:
        shown = SHOWN[name]
        value = shown.read(self.facts.contents, subject)
        where = place_of(shown.place, self._slug, subject)
        counts = not shown.empty
        return Line(shown.label, value or shown.empty or rules.MISSING, bool(value), not value, counts, where)

    @property
    def _slug(self) -> str:
        return self.facts.contents.case_file.slug


def place_of(place: Place, slug: str, subject: Subject) -> str:
    """The address of the page on which a fact is answered; empty where there is none."""
    if place is Place.NOWHERE:
        return ""
    keys = [slug] if isinstance(subject, CaseFile) else [slug, subject.pk]
    return reverse(f"casework:{place}", args=keys)


def _order(subject: Subject) -> tuple[int, int]:
    if isinstance(subject, Suspect):
        return 1, subject.number
    return (2, subject.pk) if isinstance(subject, Person) else (0, 0)


def progress(case_file: CaseFile, *, on: date) -> Mapping[str, tuple[int, int]]:
    """How many of its lines are answered on each form that the case calls for, by the form's code."""
    pages = Forms.of(case_file, on=on).pages()
    return {page.form.code: (page.answered, page.asked) for page in pages if page.called_for}
