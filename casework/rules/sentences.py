"""Names and questions as sentences have them, so that no reader meets a code."""

from collections.abc import Sequence

from casework.rules import disclosure
from casework.rules.forms import catalogues

MOST_NAMED = 3


def question_words(code: str) -> str:
    """What a question asks, in the words of the newest edition that asks it; the code itself where none does."""
    for catalogue in reversed(catalogues()):
        if code in catalogue.questions:
            return catalogue.questions[code].label
    for edition in reversed(disclosure.editions()):
        for question in (*edition.certificates, *edition.presumed.values()):
            if question.code == code:
                return question.ask
    return code


def sentence(template: str, who: Sequence[str], *, subject: str = "") -> str:
    """Fill in of whom something is true, or of which single subject it is not."""
    return template.format(
        who=listed(who),
        **{"is": "are" if len(who) > 1 else "is", "has": "have" if len(who) > 1 else "has"},
        nobody=f"{subject} is not" if subject else "nobody is",
    )


def listed(names: Sequence[str], *, most: int = MOST_NAMED) -> str:
    """Names as a sentence has them, the first few of many."""
    shown = list(names[:most])
    if len(names) > most:
        more = len(names) - most
        shown.append(f"{more} {'others' if more > 1 else 'other'}")
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
