"""What pages and exports show of unused material: always what one reader may know of, and never more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from casework.models import Answer, CaseFile, UnusedItem, sees_sensitive, unused
from casework.rules.disclosure import DISCLOSURE, SENSITIVE_QUESTIONS, edition_on
from casework.rules.presumed import PresumedKind, presumed_kinds
from casework.rules.unused import prompts
from foundation.verdicts import Verdict

SCHEDULES = {name.lower(): sensitive for sensitive, name in unused.SCHEDULES.items()}
"""The schedules as addresses name them, and whether they are sensitive."""


def schedule(case_file: CaseFile, user: User, *, sensitive: bool) -> QuerySet[UnusedItem]:
    """The items that stand on one schedule now, in their order; none where the reader may not know of it."""
    rows = UnusedItem.objects.visible_to(user).live().filter(case_file=case_file, sensitive=sensitive)
    return rows.select_related("material", "inspected_by").order_by("number")


def everything(case_file: CaseFile, user: User) -> QuerySet[UnusedItem]:
    """The items of both schedules, as far as the reader may know of them."""
    rows = UnusedItem.objects.visible_to(user).live().filter(case_file=case_file)
    return rows.select_related("material", "inspected_by").order_by("sensitive", "number")


def answers(case_file: CaseFile, user: User) -> Mapping[str, Answer]:
    """What the case answers about its schedules, by question, without what the reader may not know of."""
    rows = Answer.objects.filter(
        case_file=case_file, suspect__isnull=True, person__isnull=True, question__startswith=DISCLOSURE
    ).select_related("changed_by")
    if not sees_sensitive(user, case_file):
        rows = rows.exclude(question__in=SENSITIVE_QUESTIONS)
    return {row.question: row for row in rows}


@dataclass(frozen=True)
class ListedItem:
    """One item as its schedule shows it: its ground in words, and what would make its description better."""

    item: UnusedItem
    ground: str
    prompts: Verdict


def listed(items: Sequence[UnusedItem], *, on: date) -> list[ListedItem]:
    """Hold each description against the wording in force."""
    edition = edition_on(on)
    return [
        ListedItem(
            item,
            ground=edition.grounds.get(item.sensitivity_ground, item.sensitivity_ground),
            prompts=prompts(item.description, wording=edition.wording),
        )
        for item in items
    ]


def presumed(case_file: CaseFile, user: User, *, on: date) -> list[PresumedKind]:
    """Every presumed kind of material with what is listed and answered, as far as the reader may know of it."""
    items = everything(case_file, user).exclude(presumption="")
    return presumed_kinds(items, answers(case_file, user), edition=edition_on(on))
