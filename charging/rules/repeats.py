"""Whether something was asked for before: the same sort of thing, of the same suspect, in much the same words.

A likeness is a question to the prosecutor, never a decision: they say what it is, and their answer is kept.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from charging.lifecycle import ActionState, Repeat
from charging.models import ActionItem
from charging.rules.decision import RequestedItem
from charging.rules.plan_lists import figures
from foundation.verdicts import Verdict
from foundation.wording import day, when

WORD = re.compile(r"[a-z0-9]+")
COMMON = """
    a an and any are as at be by can for from give has have in is it its of on or please send supply the their them
    there this to was we were which who with you your
"""
SAY_NOTHING = frozenset(COMMON.split())
SHORTEST = 4
"""A plural is told from a singular only in words at least this long."""


def words_of(text: str) -> frozenset[str]:
    """The words of a request that say something, in lower case and without the ending of a plural."""
    found = (word for word in WORD.findall(text.lower()) if word not in SAY_NOTHING)
    return frozenset(word[:-1] if word.endswith("s") and len(word) >= SHORTEST else word for word in found)


def in_common(one: str, other: str) -> int:
    """How many of the words of the shorter text the other has too, in hundredths."""
    ours, theirs = words_of(one), words_of(other)
    fewest = min(len(ours), len(theirs))
    return 100 * len(ours & theirs) // fewest if fewest else 0


def likely_repeat(asked: RequestedItem, earlier: Iterable[ActionItem], *, on: date) -> ActionItem | None:
    """The earlier item that an item most likely repeats, of several as like the latest; None where none is alike.

    What is about everybody may repeat what was asked about one suspect; two suspects are never mixed up.
    """
    alike = [(_likeness(asked, item.category, item.text, item.suspect_id, on), item.pk, item) for item in earlier]
    found = max((each for each in alike if each[0]), key=lambda each: each[:2], default=None)
    return found[2] if found else None


def _likeness(asked: RequestedItem, category: str, text: str, suspect_id: int | None, on: date) -> int:
    """The share of words in common with another item where it is enough to ask; otherwise nought."""
    if asked.suspect and suspect_id and asked.suspect.pk != suspect_id:
        return 0
    same, other = figures("alike_percent", on)
    common = in_common(asked.text, text)
    return common if common >= (same if asked.category == category else other) else 0


def twice_in_plan(asked: RequestedItem, above: Sequence[RequestedItem], *, on: date) -> int:
    """The number of the item above it in the same plan that an item most likely repeats; 0 where none is alike."""
    keys = [item.suspect.pk if item.suspect else None for item in above]
    alike = [
        (_likeness(asked, item.category, item.text, key, on), number)
        for number, (item, key) in enumerate(zip(above, keys, strict=True), 1)
    ]
    return max((each for each in alike if each[0]), default=(0, 0))[1]


def repeats_said(items: Sequence[RequestedItem], earlier: Sequence[ActionItem], *, on: date) -> Verdict:
    """Ask of each item that looks like one asked before whether it is the same; whoever issues it has to say.

    Asked before is what an earlier plan asked for, and what stands above it in the same plan.
    """
    verdict = Verdict.ok()
    for number, asked in enumerate(items, 1):
        verdict &= repeat_said(asked, earlier, items[: number - 1], on=on)
    return verdict


def repeat_said(
    asked: RequestedItem, earlier: Sequence[ActionItem], above: Sequence[RequestedItem], *, on: date
) -> Verdict:
    """The same of one item, which comes after those `above` it in its plan."""
    number = len(above) + 1
    where = f"item-{number}"
    if asked.repeat_of and asked.repeat_of not in earlier:
        return Verdict.no("another_case", f"Item {number}: what it repeats is not in this case.", where)
    if asked.repeat == Repeat.NOT_ANSWERED and repeated(asked, earlier, on=on) is None:
        message = f"Item {number}: say which earlier item was not fully answered."
        return Verdict.no("repeats_nothing", message, where)
    if asked.repeat:
        return Verdict.ok()
    if before := asked.repeat_of or likely_repeat(asked, earlier, on=on):
        message = f"Item {number}: {asked_before(before)} Say whether this is the same."
        return Verdict.no("asked_before", message, where)
    if twin := twice_in_plan(asked, above, on=on):
        message = (
            f"Item {number}: item {twin} of this plan asks for it already, “{above[twin - 1].text[:80]}”. "
            "Take one of them out, or say that it is not the same thing."
        )
        return Verdict.no("asked_twice", message, where)
    return Verdict.ok()


def asked_before(item: ActionItem) -> str:
    """When an item was asked for and what came of it, in sentences."""
    asked = f"Asked before on {when(item.plan.issued_at)}, “{item.text[:80]}”"
    if item.state == ActionState.ANSWERED and item.answered_at:
        answer = item.get_answer_display()
        return f"{asked}; answered on {when(item.answered_at)}: {answer[0].lower()}{answer[1:]}."
    if item.state == ActionState.CANCELLED:
        return f"{asked}; cancelled since."
    return f"{asked}; due {day(item.due_now)}, not answered."


def repeated(asked: RequestedItem, earlier: Sequence[ActionItem], *, on: date) -> ActionItem | None:
    """The earlier item that an item asks for again: the one that was named, else the likeliest."""
    if asked.repeat != Repeat.NOT_ANSWERED:
        return None
    return asked.repeat_of or likely_repeat(asked, earlier, on=on)
