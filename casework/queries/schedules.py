"""The schedules as documents: what MG6C, MG6D and MG6E say, drawn from the items and the answers of a case.

MG6C carries what may be served and nothing of what the disclosure officer thinks; that stands in MG6E. MG6E
is the same for every reader: what is sensitive is reported on MG6D alone, whether there is any or not.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from accounts.models import User
from casework.models import Answer, AnswerState, CaseFile, DisclosureView, UnusedItem
from casework.queries import unused
from casework.queries.paper_heads import case_words, officer_words
from casework.rules import presumed
from casework.rules.disclosure import CERTIFIED, NIL_RETURN, DisclosureEdition, Question, edition_on
from casework.rules.papers import Fact, Grid, Paper, Section
from casework.rules.presumed import PresumedKind
from foundation.periods import local_date
from foundation.verdicts import Verdict
from foundation.wording import day

TITLES = {
    "mg6c": "MG6C Schedule of relevant non-sensitive unused material",
    "mg6d": "MG6D Schedule of relevant sensitive material",
    "mg6e": "MG6E Disclosure officer’s report",  # noqa: RUF001 - the apostrophe that pages use
}
HANDLING = {
    "mg6c": "OFFICIAL-SENSITIVE",
    "mg6d": "OFFICIAL-SENSITIVE – sensitive material, not disclosable",  # noqa: RUF001
    "mg6e": "OFFICIAL-SENSITIVE – not disclosable",  # noqa: RUF001
}
SENSITIVE_FORMS = frozenset({"mg6d"})
NOTHING_WRONG = Verdict.ok()
NOT_ANSWERED = "Not yet answered"


@dataclass(frozen=True)
class Schedule:
    """One document as it would be made now, what is still wrong with it, and the rows of its CSV file."""

    form: str
    paper: Paper
    verdict: Verdict
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]

    @property
    def is_sensitive(self) -> bool:
        """Whether only those may know of it who may know of sensitive material."""
        return self.form in SENSITIVE_FORMS

    @property
    def may_be_made(self) -> Verdict:
        """What stops the document; a gap in MG6E stands in it in plain words instead, for all to see."""
        return self.verdict if self.is_sensitive else NOTHING_WRONG


def schedule(case_file: CaseFile, user: User, form: str, *, on: date) -> Schedule:
    """Draw one of the three documents for a reader, who must be one that may know of it. Raises KeyError."""
    made = {"mg6c": _mg6c, "mg6d": _mg6d, "mg6e": _mg6e}[form](case_file, user, on)
    officer = officer_words(edition_on(on), unused.answers(case_file, user))
    introduction = [f"{case_words(case_file)} {officer}", *made.paper.introduction]
    return replace(made, paper=replace(made.paper, introduction=introduction))


def _mg6c(case_file: CaseFile, user: User, on: date) -> Schedule:
    items = list(unused.schedule(case_file, user, sensitive=False))
    columns = ("Item", "Description", "Where it is kept")
    rows = [(item.number, item.description, item.location) for item in items]
    table = _grid("Items", columns, rows, (1, 9, 3), "No items are listed.")
    introduction = ["Relevant material that is not part of the evidence and is not thought to be sensitive."]
    return _made("mg6c", introduction, [Section(heading="Items", table=table)], columns, rows)


def _mg6d(case_file: CaseFile, user: User, on: date) -> Schedule:
    items, answers = list(unused.schedule(case_file, user, sensitive=True)), unused.answers(case_file, user)
    grounds = edition_on(on).grounds
    columns = (
        "Item",
        "Description",
        "Where it is kept",
        "Ground",
        "Why it is sensitive",
        "View",
        "Reason for the view",
    )
    rows = [
        (
            item.number,
            item.description,
            item.location,
            grounds.get(item.sensitivity_ground, item.sensitivity_ground),
            item.sensitivity_rationale,
            item.get_view_display(),
            item.view_reason or item.rebutted_because,
        )
        for item in items
    ]
    table = _grid("Items", columns, rows, (1, 4, 2, 3, 4, 3, 3), "Nothing is listed.")
    statement = Section(heading="Statement", facts=[nil_fact(answers.get(NIL_RETURN))])
    verdict = presumed.for_sensitive_schedule(items, answers)
    sections = [statement, Section(heading="Items", table=table)]
    return _made("mg6d", ["Known only to those who may know of sensitive material."], sections, columns, rows, verdict)


def nil_fact(answer: Answer | None) -> Fact:
    """What is stated of the sensitive schedule as a whole."""
    if answer is None or answer.state not in {AnswerState.NONE, AnswerState.GIVEN}:
        return Fact(label="Sensitive material", value=NOT_ANSWERED, state=True)
    none = "Nil return: there is no relevant sensitive material"
    value = none if answer.state == AnswerState.NONE else "Everything that is relevant and sensitive is listed"
    return Fact(label="Sensitive material", value=value, note=_by(answer))


def _mg6e(case_file: CaseFile, user: User, on: date) -> Schedule:
    edition = edition_on(on)
    items = list(unused.schedule(case_file, user, sensitive=False))
    answers = unused.answers(case_file, user)
    kinds = presumed.presumed_kinds((item for item in items if item.presumption), answers, edition=edition)
    columns = ("Item", "Description", "Why it meets the test", "Inspected")
    rows = [
        (item.number, item.description, item.view_reason, _inspected(item))
        for item in items
        if item.view == DisclosureView.MEETS
    ]
    meets = _grid("Items that meet the test", columns, rows, (1, 5, 5, 3), "No item on the MG6C is thought to meet it.")
    sections = [
        Section(heading="Items that may undermine the prosecution or assist the defence", table=meets),
        Section(heading="Items reviewed", facts=_counts(items)),
        Section(heading="Material presumed to meet the test", table=_presumed_grid(kinds)),
        Section(heading="Statements of the disclosure officer", facts=certificate_facts(edition, answers)),
    ]
    introduction = [
        "This report is about the items of the MG6C. Sensitive material is dealt with on the MG6D, "
        "whether there is any or not."
    ]
    verdict = presumed.presumption_gaps(kinds) & unanswered_certificates(edition, answers)
    return _made("mg6e", introduction, sections, columns, rows, verdict)


def _counts(items: Sequence[UnusedItem]) -> list[Fact]:
    views = Counter(item.view for item in items)
    return [Fact(label=view.label, value=str(views[view.value])) for view in DisclosureView]


def _presumed_grid(kinds: Sequence[PresumedKind]) -> Grid:
    rows = [(kind.label, said_of(kind), rebutted_of(kind)) for kind in kinds]
    return _grid("Presumed material", ("Kind", "What there is", "Presumption rebutted"), rows, (4, 4, 5), "")


def said_of(kind: PresumedKind) -> str:
    """What the case says of one kind, in words: its items, or the answer."""
    if kind.items:
        return ", ".join(f"item {item.number}" for item in kind.items)
    words = {
        AnswerState.NONE: "None to list on this schedule",
        AnswerState.NOT_APPLICABLE: "Does not apply",
        AnswerState.UNKNOWN: "Not known yet",
    }
    return words[AnswerState(kind.answer.state)] if kind.answer else NOT_ANSWERED


def rebutted_of(kind: PresumedKind) -> str:
    """Why the presumption does not hold for items of one kind, item by item; empty where none is rebutted."""
    against = [item for item in kind.items if item.view == DisclosureView.DOES_NOT_MEET]
    return "; ".join(f"item {item.number}: {item.rebutted_because}" for item in against)


def certificate_facts(edition: DisclosureEdition, answers: Mapping[str, Answer]) -> list[Fact]:
    """Each certifying question with its answer, or the plain word that nobody has answered."""
    return [_answered(question, answers.get(question.code)) for question in edition.certificates]


def _answered(question: Question, answer: Answer | None) -> Fact:
    if answer is None:
        return Fact(label=question.ask, value=NOT_ANSWERED, state=True)
    given = answer.state == AnswerState.GIVEN
    return Fact(
        label=question.ask,
        value=answer.value if given else answer.get_state_display(),
        state=not given,
        note=_by(answer),
    )


def unanswered_certificates(edition: DisclosureEdition, answers: Mapping[str, Answer]) -> Verdict:
    """Say which certifying questions nobody has answered."""
    verdict = Verdict.ok()
    for question in edition.certificates:
        if question.code not in answers:
            verdict &= Verdict.no("not_certified", question.ask, question.code.removeprefix(CERTIFIED))
    return verdict


def _inspected(item: UnusedItem) -> str:
    if item.inspected_at is None:
        return "Not recorded"
    return f"{day(local_date(item.inspected_at))} by {item.inspected_by}"


def _by(answer: Answer) -> str:
    return f"{answer.changed_by}, {day(local_date(answer.changed_at))}"


def _grid(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[int], empty: str
) -> Grid:
    texts = [[str(value) for value in row] for row in rows]
    return Grid(caption=caption, columns=columns, rows=texts, widths=widths, empty=empty)


def _made(
    form: str,
    introduction: Sequence[str],
    sections: Sequence[Section],
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    verdict: Verdict = NOTHING_WRONG,
) -> Schedule:
    paper = Paper(title=TITLES[form], handling=HANDLING[form], introduction=introduction, sections=sections)
    return Schedule(form=form, paper=paper, verdict=verdict, columns=columns, rows=rows)
