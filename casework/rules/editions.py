"""Whether an edition of the standard is sound: every fault of every row, by its code, before it can judge a file."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from casework.models import AnswerState, AppliesTo, FileStandardEdition, MaterialKind, RowGroup
from casework.rules import disclosure, forms
from casework.rules.facts import FACTS, Groups
from casework.rules.file_standard import alternatives
from casework.rules.satisfaction import SCHEDULES, WAYS
from foundation.verdicts import Reason, Verdict

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
TRIAGE_CODE = re.compile(r"([A-Z]{2}\d{2})?")
LONGEST = {"title": 120, "reason": 300, "source": 200}
NEEDED = ("code", "title", "reason", "applies_to", "needed_when", "satisfied_by")
KEYS = {*NEEDED, "group", "source", "blocks", "triage_code"}
OF_PERSON = frozenset({"personal_statement", "special_measures", "date_of_birth"})
FIELDS: Mapping[str, Collection[str]] = {
    AppliesTo.CASE: {"summary", "lines_of_enquiry", "suspects", "people", "officer_contact", "crime_reference"},
    AppliesTo.SUSPECT: {
        "offences", "anticipated_plea", "interview_summary", "previous_convictions", "date_of_birth", "asn",
    },
    AppliesTo.VICTIM: OF_PERSON,
    AppliesTo.WITNESS: OF_PERSON,
}  # fmt: skip
Row = Mapping[str, Any]


def for_rows(rows: Any, groups: Groups) -> Verdict:
    """Say everything that is wrong with the rows of an edition; `where` is the code of the row."""
    if not isinstance(rows, list):
        return Verdict.no("rows", "“rows” must be a list of rows.", "rows")
    places = [f"row {place}" for place, row in enumerate(rows, 1) if not isinstance(row, dict)]
    if places:
        message = "{}: must be named values in curly brackets, such as its code and its title."
        return Verdict.of(*(Reason("bad_row", message.format(place), place) for place in places))
    faults = [] if rows else [Reason("no_rows", "An edition needs at least one row.", "rows")]
    seen: set[str] = set()
    for place, row in enumerate(rows, 1):
        code = row.get("code") if isinstance(row.get("code"), str) and row.get("code") else f"row {place}"
        faults += [Reason("bad_row", f"{code}: {fault}", str(code)) for fault in faults_of(row, groups)]
        if code in seen:
            faults.append(Reason("twice", f"{code}: stands twice in the edition.", str(code)))
        seen.add(str(code))
    return Verdict.of(*faults)


def faults_of(row: Row, groups: Groups) -> list[str]:
    """Everything that is wrong with one row, as sentences."""
    faults = [f"“{key}” is missing." for key in NEEDED if key not in row]
    faults += [f"“{key}” is not something that a row has." for key in row if key not in KEYS]
    if faults:
        return faults
    return [*_wrong_words(row), *_wrong_choices(row), *_wrong_facts(row["needed_when"], groups), *_wrong_ways(row)]


def _wrong_words(row: Row) -> Iterator[str]:
    yield from _wrong_codes(row)
    for name in ("title", "reason"):
        if not _is_text(row[name]) or not row[name].strip():
            yield f"“{name}” must say something."
    for name, longest in LONGEST.items():
        if not _is_text(row.get(name, "")) or len(row.get(name, "")) > longest:
            yield f"“{name}” must be text of at most {longest} characters."


def _wrong_codes(row: Row) -> Iterator[str]:
    if not _is_text(row["code"]) or not CODE.fullmatch(row["code"]):
        yield "the code must be small letters, digits and “_”, and start with a letter."
    code = row.get("triage_code", "")
    if not _is_text(code) or not TRIAGE_CODE.fullmatch(code):
        yield "“triage_code” must be like TR06, or empty."


def _wrong_choices(row: Row) -> Iterator[str]:
    if not _is_text(row["applies_to"]) or row["applies_to"] not in AppliesTo.values:
        yield f"“applies_to” must be one of {', '.join(AppliesTo.values)}."
    group = row.get("group", RowGroup.CASE)
    if not _is_text(group) or group not in {*RowGroup.values, ""}:
        yield f"“group” must be one of {', '.join(RowGroup.values)}."
    if not isinstance(row.get("blocks", False), bool):
        yield "“blocks” must be true or false."


def _wrong_facts(needed_when: Any, groups: Groups) -> Iterator[str]:
    sets = alternatives(needed_when)
    if not all(isinstance(each, dict) for each in sets):
        yield "“needed_when” must be facts with their values, or a list of such."
        return
    for each in sets:
        for fact, values in each.items():
            known = _values_of(fact, groups)
            if known is None:
                yield f"“{fact}” is no fact of a case."
            elif not _is_list_of(values, known):
                yield f"“{fact}” takes only {_some(known)}."


def _values_of(fact: str, groups: Groups) -> Collection[str] | None:
    if fact == "offence":
        return set(groups)
    return questions() if fact == "answer" else FACTS.get(fact)


def questions() -> set[str]:
    """The codes of everything that the forms and the disclosure pages ask."""
    asked = set(forms.catalogues()[-1].questions) | disclosure.SENSITIVE_QUESTIONS
    latest = disclosure.editions()[-1]
    return asked | {each.code for each in (*latest.presumed.values(), *latest.certificates)}


def _wrong_ways(row: Row) -> Iterator[str]:
    ways = row["satisfied_by"]
    if not isinstance(ways, dict) or not ways:
        yield "“satisfied_by” must name at least one way to meet the row: a bare tick is none."
        return
    applies_to = row["applies_to"] if _is_text(row["applies_to"]) else ""
    for name, wishes in ways.items():
        if name not in WAYS:
            yield f"“{name}” is no way to satisfy a row."
        elif not _is_sound(name, wishes, applies_to):
            yield f"“{name}” names something that there is not{_hint(name, applies_to)}."


def _hint(name: str, applies_to: str) -> str:
    return f": it takes {_some(FIELDS.get(applies_to, ()))}" if name == "fields" else ""


def _is_sound(name: str, wishes: Any, applies_to: str) -> bool:
    if name == "schedule":
        return _is_text(wishes) and wishes in SCHEDULES
    if name in {"material", "recordings", "justified"}:
        return _is_list_of(wishes, MaterialKind.values)
    if name == "every_answer":
        return _is_list_of(wishes, questions())
    if not isinstance(wishes, list) or not wishes:
        return False
    check = _is_field if name == "fields" else _is_answer
    return all(check(wish, applies_to) for wish in wishes)


def _is_field(wish: Any, applies_to: str) -> bool:
    known = FIELDS.get(applies_to, ())
    if isinstance(wish, dict) and set(wish) == {"field", "values"}:
        return _is_text(wish["field"]) and wish["field"] in known and _is_texts(wish["values"])
    return _is_text(wish) and wish in known


def _is_answer(wish: Any, _: str) -> bool:
    if not isinstance(wish, dict):
        return _is_text(wish) and wish in questions()
    if not {"question", "states"} <= set(wish) <= {"question", "states", "values"}:
        return False
    known = _is_text(wish["question"]) and wish["question"] in questions()
    return known and _is_list_of(wish["states"], AnswerState.values) and _is_texts(wish.get("values", ["any"]))


def vocabulary(edition: FileStandardEdition) -> list[tuple[str, list[str]]]:
    """Everything that a row of an edition may name: each fact with its values, then what may satisfy it."""
    known = [(fact, sorted(values)) for fact, values in FACTS.items()]
    known.append(("offence", sorted(edition.offence_groups)))
    known += [(f"field, asked of {subject}", sorted(fields)) for subject, fields in FIELDS.items()]
    known.append(("schedule", list(SCHEDULES)))
    return [*known, ("answer", sorted(questions()))]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value


def _is_texts(values: Any) -> bool:
    return isinstance(values, list) and bool(values) and all(_is_text(value) for value in values)


def _is_list_of(values: Any, known: Collection[str]) -> bool:
    return _is_texts(values) and all(value in known for value in values)


def _some(known: Collection[str]) -> str:
    shown = sorted(known)
    return ", ".join(shown[:20]) + (" …" if len(shown) > 20 else "")


def for_groups(groups: Any) -> Verdict:
    """Say what is wrong with the groups of offences of an edition."""
    if not isinstance(groups, dict):
        return Verdict.no("groups", "“offence_groups” must be groups by name.", "offence_groups")
    wrong = [name for name, group in groups.items() if not CODE.fullmatch(name) or not _is_group(group)]
    return Verdict.of(
        *(
            Reason(
                "bad_group",
                f"{name[:40]}: a group has a title, and codes or classes that offences start with.",
                "offence_groups",
            )
            for name in wrong
        )
    )


def _is_group(group: Any) -> bool:
    if not isinstance(group, dict) or set(group) - {"title", "codes", "classes"}:
        return False
    starts: Sequence[Any] = [group[kind] for kind in ("codes", "classes") if kind in group]
    return _is_text(group.get("title")) and bool(starts) and all(_is_texts(each) for each in starts)
