"""The facts of a case that rows of the standard ask about, and what each is called in a sentence.

A fact has values, and each value knows of whom it is true, so that a row can say who called for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from casework.models import (
    CaseworkType,
    CustodyBasis,
    Flag,
    MaterialKind,
    Offence,
    Person,
    PersonalStatement,
    PersonRole,
    Plea,
    PreviousConvictions,
    SpecialMeasures,
    Suspect,
)
from casework.models.reference import ModeOfTrial
from casework.models.suspect import ADULT_AGE
from casework.rules.contents import CaseContents
from casework.rules.sentences import question_words

Who = tuple[str, ...]
Facts = Mapping[str, Mapping[str, Who]]
Groups = Mapping[str, Mapping[str, object]]
YES, NO = "yes", "no"


@dataclass(frozen=True)
class Words:
    """How a value is told: {who} with {is} or {has}, and {nobody} ("nobody is", "Test Alder is not")."""

    holds: str
    fails: str


FACTS: Mapping[str, Mapping[str, Words]] = {
    "route": {
        "pre_charge": Words("a decision is asked for before charge", "police have charged already"),
        "police_gap": Words("police charged and a guilty plea is expected", "the CPS decides before charge"),
        "police_ngap": Words("police charged and a not guilty plea is expected", "the CPS decides before charge"),
    },
    "purpose": {
        "charging": Words("a charging decision is asked for", "only early advice is asked for"),
        "early_advice": Words("early advice is asked for", "a charging decision is asked for"),
    },
    "sent_before": {
        YES: Words("the CPS has reviewed this file before", "the CPS has not reviewed this file before"),
        NO: Words("the CPS has not reviewed this file before", "the CPS has reviewed this file before"),
    },
    "plea": {
        "gap": Words("{who} {is} expected to plead guilty", "{nobody} expected to plead guilty"),
        "ngap": Words("no guilty plea is expected of {who}", "{nobody} expected to plead not guilty"),
    },
    "custody": {
        YES: Words("{who} {is} in police custody", "{nobody} in police custody"),
        NO: Words("{who} {is} not in police custody", "everybody is in police custody"),
    },
    "youth": {
        YES: Words("{who} {is} under 18", "{nobody} known to be under 18"),
        NO: Words("{who} {is} not known to be under 18", "every suspect is under 18"),
    },
    "precons": {
        "attached": Words("{who} {has} previous convictions", "{nobody} said to have previous convictions"),
    },
    "has_victim": {
        YES: Words("there is a victim", "there is no victim in the file"),
        NO: Words("there is no victim in the file", "there is a victim"),
    },
    "has_witness": {
        YES: Words("there is a witness", "there is no witness in the file"),
        NO: Words("there is no witness in the file", "there is a witness"),
    },
    "young_victim": {
        YES: Words("{who} {is} a victim under 18", "no victim is known to be under 18"),
        NO: Words("no victim is known to be under 18", "a victim is under 18"),
    },
    "statement": {
        "taken": Words("{who} made a personal statement", "no personal statement is said to be taken"),
    },
    "measures": {
        "needed": Words("special measures are needed for {who}", "nobody is said to need special measures"),
    },
    "mode": {
        mode.value: Words(f"{{who}} {{is}} suspected of an offence that is {label}", f"no offence is {label}")
        for mode, label in zip(
            (ModeOfTrial.SUMMARY, ModeOfTrial.EITHER_WAY, ModeOfTrial.INDICTABLE),
            ("summary only", "either way", "indictable only"),
            strict=True,
        )
    },
    "flag": {
        flag.value: Words(f"the case is flagged “{flag.label}”", f"the case is not flagged “{flag.label}”")
        for flag in Flag
    },
    "casework_type": {
        kind.value: Words(f"the casework is “{kind.label}”", f"the casework is not “{kind.label}”")
        for kind in CaseworkType
    },
    "material": {
        kind.value: Words(f"the file holds “{kind.label}”", f"the file holds no “{kind.label}”")
        for kind in MaterialKind
    },
}
"""Every fact with its values. Two more take values from data: `offence` (the edition's groups) and `answer`."""


def words_for(fact: str, value: str, groups: Groups) -> Words:
    """The words of a value; offence groups are named by the edition, answers by what their question asks."""
    if fact == "offence":
        title = str(groups.get(value, {}).get("title", value))
        return Words(f"{{who}} {{is}} suspected of {title}", f"no offence is one of {title}")
    if fact == "answer":
        asked = question_words(value)
        return Words(f"the file answers “{asked}”", f"the file says nothing at “{asked}”")
    return FACTS[fact][value]


def case_facts(contents: CaseContents, on: date, groups: Groups, purpose: str) -> Facts:
    """The facts of a whole case on a local day."""
    suspects = contents.suspects
    return _shared(contents, on, purpose) | _of_suspects(contents, suspects, contents.offences, on, groups)


def suspect_facts(shared: Facts, contents: CaseContents, suspect: Suspect, on: date, groups: Groups) -> Facts:
    """The facts of a case as they are for one suspect, given those of the case."""
    return {**shared, **_of_suspects(contents, [suspect], contents.offences_of(suspect), on, groups)}


def person_facts(shared: Facts, person: Person, on: date) -> Facts:
    """The facts of a case as they are for one victim or witness, given those of the case."""
    return {**shared, **_of_people([person], on)}


def _shared(contents: CaseContents, on: date, purpose: str) -> dict[str, Mapping[str, Who]]:
    case_file, roles = contents.case_file, {person.role for person in contents.people}
    return {
        "route": {"pre_charge": ()},
        "purpose": {purpose: ()},
        "sent_before": _yes_or_no(contents.reviewed_before),
        "has_victim": _yes_or_no(PersonRole.VICTIM in roles),
        "has_witness": _yes_or_no(PersonRole.WITNESS in roles),
        "flag": dict.fromkeys(contents.flags, ()),
        "casework_type": {case_file.casework_type: ()},
        "material": dict.fromkeys(contents.open_kinds, ()),
        "answer": dict.fromkeys(contents.given, ()),
        **_of_people(contents.people, on),
    }


def _of_people(people: Iterable[Person], on: date) -> dict[str, Mapping[str, Who]]:
    everyone = list(people)
    victims = [person for person in everyone if person.role == PersonRole.VICTIM]
    taken = [person for person in victims if person.personal_statement == PersonalStatement.TAKEN]
    needing = [person for person in everyone if person.special_measures == SpecialMeasures.NEEDED]
    young = [person for person in victims if is_under_age(person.date_of_birth, on)]
    return {
        "statement": {"taken": _names(taken)} if taken else {},
        "measures": {"needed": _names(needing)} if needing else {},
        "young_victim": {YES: _names(young)} if young else {NO: ()},
    }


def _of_suspects(
    contents: CaseContents, suspects: Sequence[Suspect], offences: Sequence[Offence], on: date, groups: Groups
) -> dict[str, Mapping[str, Who]]:
    names = {suspect.pk: str(suspect) for suspect in suspects}
    return {
        "plea": _grouped((s.plea_that_counts, _by_plea(s)) for s in suspects if s.anticipated_plea),
        "custody": _grouped((YES if s.custody_basis == CustodyBasis.CUSTODY else NO, names[s.pk]) for s in suspects),
        "youth": _grouped((YES if s.is_youth(on) else NO, _by_age(s)) for s in suspects),
        "precons": _grouped(
            ("attached", names[s.pk]) for s in suspects if s.previous_convictions == PreviousConvictions.ATTACHED
        ),
        "mode": _grouped((o.offence_code.mode_of_trial, names.get(o.suspect_id, "")) for o in offences),
        "offence": _grouped((group, names.get(o.suspect_id, "")) for o in offences for group in groups_of(o, groups)),
    }


def _by_plea(suspect: Suspect) -> str:
    """Name a suspect where their plea matters: what is not known counts as not guilty, and has to say so."""
    return f"{suspect} (plea not known)" if suspect.anticipated_plea == Plea.UNKNOWN else str(suspect)


def _by_age(suspect: Suspect) -> str:
    """Name a suspect where their age matters: that it is not known differs from nobody having said."""
    return f"{suspect} (date of birth not known)" if suspect.date_of_birth_unknown else str(suspect)


def groups_of(offence: Offence, groups: Groups) -> list[str]:
    """The offence groups of an edition that an offence belongs to: by the start of its code or of its class."""
    code = offence.offence_code
    return [
        name
        for name, group in groups.items()
        if starts_with_any(code.code, group.get("codes"))
        or starts_with_any(code.home_office_code, group.get("classes"))
    ]


def starts_with_any(text: str, starts: object) -> bool:
    """Whether a code begins as one of a list from data does."""
    return isinstance(starts, list) and text.startswith(tuple(starts))


def is_under_age(born: date | None, on: date) -> bool:
    """Whether somebody is under 18 on a day; False where the date of birth is not known."""
    if born is None:
        return False
    birthday_passed = (on.month, on.day) >= (born.month, born.day)
    return on.year - born.year - (0 if birthday_passed else 1) < ADULT_AGE


def _yes_or_no(holds: bool) -> Mapping[str, Who]:
    return {YES if holds else NO: ()}


def _names(people: Iterable[Person]) -> Who:
    return tuple(str(person) for person in people)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Who]:
    """Who each value is true of, each once, in a fixed order whatever the order of the suspects."""
    found: dict[str, set[str]] = {}
    for value, who in pairs:
        found.setdefault(value, set()).add(who)
    return {value: tuple(sorted(names)) for value, names in found.items()}
