"""Whether an item of unused material can be listed as it is, and how its description could be better.

What stops an item is short: a sensitive one says why, and one that is presumed to meet the test but does
not says why not. Everything about the wording only prompts. Source: the edition's own source field.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from casework.models import DisclosureView, Presumption, UnusedItem
from casework.rules.disclosure import DisclosureEdition, Wording
from foundation.verdicts import Reason, Verdict

EXAMPLE = "Notebook of PC 1234, 3 pages, 14 March 2026: first description of the man seen leaving the shop"
WORD = re.compile(r"[^\W_]+(?:['\u2019./,-][^\W_]+)*")
A_COUNT = re.compile(r"\d{1,3}(?:,?\d{3})*")
A_DAY = re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b|\b(?:19|20)\d\d\b")
FILE_NAME = re.compile(r"\S+\.(?:pdf|docx?|xlsx?|txt|jpe?g|png|mp[34]|wav|msg|eml|zip)", re.IGNORECASE)
CLOSE = 3
FORM_NAME = re.compile(r"(?:mg|pnb|sfr)\s?-?\d*[a-z]{0,2}", re.IGNORECASE)
PROMPTS = {
    "too_short": "Say more: what it is, who made it, when, and what it shows.",
    "form_only": "This names a form or a kind of thing, not what is in it. Say what it shows.",
    "no_date": "Say when it was made, or that it is undated.",
    "no_author": "Say who made it or where it came from.",
    "no_quantity": "Say how many there are, or how many pages.",
    "see_attached": "Describe it here: the schedule is read without the papers that it points to.",
}


def prompts(description: str, *, wording: Wording) -> Verdict:
    """Say how a description could be better; nothing here ever stops an item from being saved."""
    text = " ".join(description.casefold().split())
    words = WORD.findall(text)
    bare = _is_bare(text, words, wording)
    found = {
        "too_short": not bare and (len(words) < wording.fewest_words or len(text) < wording.fewest_letters),
        "form_only": bare,
        "no_date": not _says_when(text, words, wording),
        "no_author": not _has_phrase(text, wording.makers),
        "no_quantity": bool(wording.bundles & set(words)) and not _says_how_many(words, wording),
        "see_attached": _has_phrase(text, wording.elsewhere),
    }
    return Verdict.of(*(Reason(code, PROMPTS[code], "description") for code, so in found.items() if so))


def _is_bare(text: str, words: Sequence[str], wording: Wording) -> bool:
    if FILE_NAME.fullmatch(text) or FORM_NAME.fullmatch(text):
        return True
    return all(word in wording.things | wording.filler or FORM_NAME.fullmatch(word) for word in words)


def _says_when(text: str, words: Sequence[str], wording: Wording) -> bool:
    """A day in figures, a month beside a number, or the plain word that it is undated."""
    months = any(_is_month_and_number(pair, wording) for pair in pairwise(words))
    return months or bool(A_DAY.search(text)) or _has_phrase(text, wording.no_date)


def _is_month_and_number(pair: tuple[str, str], wording: Wording) -> bool:
    return any(one in wording.months and other[0].isdigit() for one, other in (pair, pair[::-1]))


def _says_how_many(words: Sequence[str], wording: Wording) -> bool:
    """A number close to what is counted, which belongs neither to a date nor to an officer."""
    counted = [place for place, word in enumerate(words) if word in wording.bundles | wording.units]
    return any(
        abs(place - thing) <= CLOSE
        for place, word in enumerate(words)
        if word in wording.numbers or (A_COUNT.fullmatch(word) and not _belongs_elsewhere(words, place, wording))
        for thing in counted
    )


def _belongs_elsewhere(words: Sequence[str], place: int, wording: Wording) -> bool:
    beside = words[max(place - 1, 0) : place + 2]
    return bool(wording.months & set(beside)) or bool(A_DAY.fullmatch(words[place])) or beside[0] in wording.ranks


def _has_phrase(text: str, phrases: Iterable[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) for phrase in phrases)


def for_listing(item: UnusedItem, *, edition: DisclosureEdition) -> Verdict:
    """Say what stops an item from standing on its schedule as it is; it need not be saved."""
    verdict = _named(item) & _view_explained(item)
    return verdict & (_sensitivity_explained(item, edition) if item.sensitive else _says_nothing_sensitive(item))


def _named(item: UnusedItem) -> Verdict:
    if not item.description.strip():
        return Verdict.no("no_description", "Describe the item.", "description")
    return Verdict.ok()


def _view_explained(item: UnusedItem) -> Verdict:
    verdict = Verdict.ok()
    if item.view in {DisclosureView.MEETS, DisclosureView.UNKNOWN} and not item.view_reason.strip():
        verdict &= Verdict.no("no_view_reason", "Say why: the prosecutor decides on your reasons.", "view_reason")
    presumed_against = item.presumption and item.view == DisclosureView.DOES_NOT_MEET
    if presumed_against and not item.rebutted_because.strip():
        kind = Presumption(item.presumption).label.lower()
        message = f"Say why this item does not meet the test, although its kind ({kind}) is presumed to."
        verdict &= Verdict.no("not_rebutted", message, "rebutted_because")
    return verdict


def _says_nothing_sensitive(item: UnusedItem) -> Verdict:
    if item.sensitivity_ground or item.sensitivity_rationale:
        return Verdict.no("not_sensitive", "Only items of the sensitive schedule have a ground and a rationale.")
    return Verdict.ok()


def _sensitivity_explained(item: UnusedItem, edition: DisclosureEdition) -> Verdict:
    verdict = Verdict.ok()
    if item.sensitivity_ground not in edition.grounds:
        verdict &= Verdict.no("no_ground", "Choose the ground on which the item is sensitive.", "sensitivity_ground")
    if not item.sensitivity_rationale.strip():
        message = "Say what harm would come of disclosing it: the prosecutor may disagree."
        verdict &= Verdict.no("no_rationale", message, "sensitivity_rationale")
    return verdict
