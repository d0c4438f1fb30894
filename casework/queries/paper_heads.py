"""What stands at the head of every paper of a case: whose it is, about whom, and who answers for a schedule."""

from collections.abc import Mapping

from casework.models import Answer, CaseFile
from casework.rules.disclosure import DisclosureEdition
from foundation.periods import local_date
from foundation.wording import day


def case_words(case_file: CaseFile) -> str:
    """The force and everybody who is suspected, in one query."""
    names = [str(suspect) for suspect in case_file.suspects.order_by("number")]
    label = "Suspect" if len(names) == 1 else "Suspects"
    return f"Force: {case_file.force}. {label}: {', '.join(names) or 'none named yet'}."


def officer_words(edition: DisclosureEdition, answers: Mapping[str, Answer]) -> str:
    """The disclosure officer as whoever certified last; said only where every statement is made."""
    given = [answers.get(question.code) for question in edition.certificates]
    certified = [answer for answer in given if answer]
    if not certified or len(certified) < len(given):
        return "Disclosure officer: has not certified yet."
    last = max(certified, key=lambda answer: answer.changed_at)
    return f"Disclosure officer: {last.changed_by}, who certified on {day(local_date(last.changed_at))}."
