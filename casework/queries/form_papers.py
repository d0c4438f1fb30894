"""A form as a paper: the same lines in the same words as its page."""

from datetime import datetime

from casework.models import Answer, CaseFile
from casework.queries.forms import FormPage, Part
from casework.queries.paper_heads import case_words
from casework.rules.papers import Fact, Paper, Section
from foundation.periods import local_date
from foundation.wording import day


def paper_of(page: FormPage, case_file: CaseFile) -> Paper:
    """What a form says, ready to be typeset: the same lines in the same words as its page."""
    sections, about = [], ""
    for part in page.parts:
        if part.about and part.about != about:
            sections.append(Section(heading=part.about))
        about = part.about
        sections.append(_section_of(part))
    introduction = [case_words(case_file), page.form.purpose]
    return Paper(title=page.form.title, handling=page.form.handling, introduction=introduction, sections=sections)


def _section_of(part: Part) -> Section:
    facts = [
        Fact(label=line.label, value=line.value, state=line.is_words, note=_confirmed(line.answer))
        for line in part.lines
    ]
    return Section(
        heading=part.section.heading,
        level=2 if part.about else 1,
        paragraphs=[part.section.note] if part.section.note else [],
        facts=facts,
        table=part.listed,
    )


def _confirmed(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return f"Last confirmed by {answer.changed_by} on {day_words(answer.changed_at)}"


def day_words(at: datetime) -> str:
    """Write the local day of an instant."""
    return day(local_date(at))
