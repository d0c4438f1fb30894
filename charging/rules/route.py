"""May police charge this themselves? Suspect by suspect, with every reason.

What police may charge, what they may not, and the sentence that draws the line are dated data.
Source: Director's Guidance on Charging, sixth edition, and its desktop guide; each exclusion names its own.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from casework.models import AnswerState, Offence, PersonRole, Plea, RowGroup, Suspect
from casework.models.reference import ModeOfTrial
from casework.rules.contents import CaseContents, where_of
from casework.rules.facts import is_under_age, starts_with_any
from casework.rules.file_standard import Requirement
from foundation.verdicts import Reason

DATA = Path(__file__).resolve().parent.parent / "data" / "charging_route.json"
LONG_SENTENCE = "mg3.long_sentence"
GAP = "police_may_charge"


@dataclass(frozen=True)
class RouteEdition:
    """The guidance on who charges, from one day until the next edition."""

    code: str
    source: str
    valid_from: date
    sentence_months: int
    shoplifting: Sequence[str]
    exclusions: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Route:
    """Whether police may charge one suspect themselves; the reasons stand for whichever it is."""

    suspect: Suspect
    police_may_charge: bool
    reasons: tuple[Reason, ...]

    @property
    def says(self) -> str:
        """All of the reasons, as one text."""
        return " ".join(reason.message for reason in self.reasons)


@cache
def editions() -> tuple[RouteEdition, ...]:
    """Every edition, oldest first; one may take over the exclusions of another by its code."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["editions"]
    lists = {row["code"]: row["exclusions"] for row in rows}
    found = [
        RouteEdition(
            **{
                **row,
                "valid_from": date.fromisoformat(row["valid_from"]),
                "exclusions": lists[row["exclusions"]] if isinstance(row["exclusions"], str) else row["exclusions"],
            }
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda edition: edition.valid_from))


def edition_on(day: date) -> RouteEdition:
    """The edition in force on a local day; before the first one, the first."""
    in_force = [edition for edition in editions() if edition.valid_from <= day]
    return in_force[-1] if in_force else editions()[0]


def routes(contents: CaseContents, *, on: date) -> list[Route]:
    """Say of each suspect with a proposed offence whether police may charge them, on a local day.

    Where one suspect, or one offence, needs the CPS, all are referred.
    """
    edition = edition_on(on)
    found = [(suspect, _for_cps(contents, suspect, edition, on)) for suspect in contents.suspects]
    proposed = [(suspect, why) for suspect, why in found if contents.offences_of(suspect)]
    referred = [suspect for suspect, why in proposed if why]
    return [_route(contents, suspect, why, referred, edition) for suspect, why in proposed]


def _route(
    contents: CaseContents, suspect: Suspect, why: list[Reason], referred: Sequence[Suspect], edition: RouteEdition
) -> Route:
    if why:
        return Route(suspect, police_may_charge=False, reasons=tuple(why))
    if referred:
        mixed = Reason("mixed", f"{referred[0]} needs a decision of the CPS, so the whole case is referred.")
        return Route(suspect, police_may_charge=False, reasons=(mixed,))
    reasons = [_for_police(offence, edition) for offence in contents.offences_of(suspect)]
    return Route(suspect, police_may_charge=True, reasons=tuple(dict.fromkeys(reasons)))


def _for_cps(contents: CaseContents, suspect: Suspect, edition: RouteEdition, on: date) -> list[Reason]:
    """Every reason why a suspect needs the CPS; none where police may charge."""
    offences = contents.offences_of(suspect)
    reasons = [reason for offence in offences for reason in _by_offence(contents, suspect, offence, edition)]
    excluded = [each for each in edition.exclusions if _is_excluded(each, contents, suspect, on)]
    reasons += [Reason(f"excluded_{each['code']}", f"{_capital(each['title'])}.") for each in excluded]
    return list(dict.fromkeys(reasons))


def _by_offence(contents: CaseContents, suspect: Suspect, offence: Offence, edition: RouteEdition) -> Iterator[Reason]:
    title, mode = offence.offence_code.title, offence.offence_code.mode_of_trial
    if mode == ModeOfTrial.SUMMARY:
        return
    if mode != ModeOfTrial.EITHER_WAY:
        yield Reason("indictable", f"{title} is not one that magistrates can try.")
        return
    if suspect.anticipated_plea != Plea.GUILTY and not _is_shoplifting(offence, edition):
        yield Reason("contested", f"{title} can be tried either way, and no guilty plea is expected.")
    answer = contents.answer(LONG_SENTENCE, suspect)
    if answer and answer.state == AnswerState.GIVEN and answer.value == "yes":
        yield Reason("long_sentence", f"A sentence of more than {edition.sentence_months} months is likely.")


def _for_police(offence: Offence, edition: RouteEdition) -> Reason:
    title = offence.offence_code.title
    if offence.offence_code.mode_of_trial == ModeOfTrial.SUMMARY:
        return Reason("summary", f"{title} is summary only: police may charge it, whatever plea is expected.")
    if _is_shoplifting(offence, edition):
        return Reason(
            "shoplifting",
            f"{title} is theft from a shop: police may charge it, whatever plea is expected, "
            f"as no sentence of more than {edition.sentence_months} months is said to be likely.",
        )
    return Reason(
        "guilty_either_way",
        f"{title} can be tried either way, a guilty plea is expected, "
        f"and no sentence of more than {edition.sentence_months} months is said to be likely.",
    )


def _is_shoplifting(offence: Offence, edition: RouteEdition) -> bool:
    code = offence.offence_code
    either_way = code.mode_of_trial == ModeOfTrial.EITHER_WAY
    return either_way and starts_with_any(code.code, list(edition.shoplifting))


def _is_excluded(exclusion: Mapping[str, Any], contents: CaseContents, suspect: Suspect, on: date) -> bool:
    if contents.flags & set(exclusion.get("flags", [])):
        return True
    if any(_is_given(contents, question) for question in exclusion.get("questions", [])):
        return True
    listed = any(_is_listed(exclusion, offence) for offence in contents.offences_of(suspect))
    return listed and (not exclusion.get("under_18") or _is_about_a_child(contents, suspect, on))


def _is_listed(exclusion: Mapping[str, Any], offence: Offence) -> bool:
    code = offence.offence_code
    return starts_with_any(code.code, exclusion.get("codes")) or starts_with_any(
        code.home_office_code, exclusion.get("classes")
    )


def _is_given(contents: CaseContents, question: str) -> bool:
    answer = contents.answer(question, contents.case_file)
    return answer is not None and answer.state == AnswerState.GIVEN


def _is_about_a_child(contents: CaseContents, suspect: Suspect, on: date) -> bool:
    victims = (person for person in contents.people if person.role == PersonRole.VICTIM)
    return suspect.is_youth(on) or any(is_under_age(victim.date_of_birth, on) for victim in victims)


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def route_gaps(found: Iterable[Route], *, on: date) -> list[Requirement]:
    """What the check says of some routes, as rows like those of the standard: sending what police may charge warns."""
    source = edition_on(on).source
    return [
        Requirement(
            code=GAP,
            title="Police may charge this themselves",
            reason="A file that needs no decision of the CPS takes the place of one that does.",
            about=str(route.suspect),
            where=where_of(route.suspect),
            needed=True,
            met=False,
            met_by="",
            blocks=False,
            triage_code="",
            because=route.says,
            group=RowGroup.ASSURANCE,
            source=source,
        )
        for route in found
        if route.police_may_charge
    ]
