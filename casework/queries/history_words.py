"""The words of the field history: what a field is called and how its values read, as the forms say them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Model

from accounts.models import Unit, User
from casework.models import AnswerState, CaseFile, RedactionStage, UnusedItem
from casework.rules import answers, disclosure
from casework.rules.forms import catalogue_on
from casework.rules.shown import SHOWN
from foundation.periods import LONDON
from foundation.wording import day

NOTHING = "Nothing"
CLIP = {"clip_from", "clip_to"}
"""Seconds from the start of a recording, told as a clock."""
NOT_TOLD = {"playable_checked_at"}
"""What is kept only to know when something else was said."""
LABELS = {
    "case.police_unit": "Police unit",
    "case.casework_type": "Type of casework",
    "suspect.custody_basis": SHOWN["suspect.custody"].label,
    "suspect.anticipated_plea": SHOWN["suspect.plea"].label,
    "material.link": "Link to digital evidence",
    "material.source": "Whom it came from",
    "material.justification": "Why it was asked for",
    "recording.source": "Where it is from",
    "recording.recorded_from": "Recording began",
    "recording.recorded_to": "Recording ended",
    "recording.clip_from": "Part that matters begins at",
    "recording.clip_to": "Part that matters ends at",
    "recording.whole_needed": "The whole recording is needed",
    "recording.playable": "Whether it plays",
    "recording.playable_note": "What happens when it is opened",
    "redaction.need": "Whether redaction is needed",
    "redaction.reason": "What has to be redacted, and why",
    "redaction.minutes": "Minutes spent on it",
    "redaction.done_at": "Redaction done",
    "unused.rebutted_because": "Why the presumption does not hold",
    "unused.view": "Disclosure officer's view",
    "unused.view_reason": "Reason for that view",
    "unused.sensitivity_ground": "Ground of sensitivity",
    "unused.sensitivity_rationale": "Why it is sensitive",
}
"""Fields whose own names say too little; the rest are called as the forms or the models call them."""


@dataclass(frozen=True)
class Names:
    """What keys in snapshots stand for: people who use the service, units, and those in the case."""

    users: Mapping[int, User] = field(default_factory=dict)
    units: Mapping[int, Unit] = field(default_factory=dict)
    suspects: Mapping[int, Model] = field(default_factory=dict)
    people: Mapping[int, Model] = field(default_factory=dict)

    def of(self, attname: str, key: int | None) -> str:
        """The name behind a key in a field, or its number where nobody knows it any more."""
        if key is None:
            return NOTHING
        known = {"police_unit_id": self.units, "suspect_id": self.suspects, "person_id": self.people}
        found: Any = known.get(attname, self.users).get(key)
        return str(found) if found else f"Number {key}"


def names_in(rows: Sequence[Mapping[str, Any]], case_file: CaseFile) -> Names:
    """Read every name that some snapshots need, in four queries at most."""
    sides = [side for row in rows for side in (row["before"], row["after"], row["named"])]

    def keys(*names: str) -> set[int]:
        return {side[name] for side in sides for name in names if side.get(name)}

    users, units = keys("changed_by_id", "officer_id", "withdrawn_by_id"), keys("police_unit_id")
    suspects, people = keys("suspect_id"), keys("person_id")
    return Names(
        users=User.objects.in_bulk(users) if users else {},
        units=Unit.objects.select_related("organisation").in_bulk(units) if units else {},
        suspects=case_file.suspects.in_bulk(suspects) if suspects else {},
        people=case_file.people.in_bulk(people) if people else {},
    )


@dataclass(frozen=True)
class About:
    """What a snapshot is of. `named` holds the present values that identify it, `on` is the day of the catalogue."""

    kind: str
    model: type[Model]
    named: Mapping[str, Any]
    names: Names
    on: date


def thing_words(about: About) -> str:
    """Which case, suspect, person or item a snapshot is of."""
    kind, named, names = about.kind, about.named, about.names
    if kind in {"suspect", "person"}:
        return f"{named['given_names']} {named['family_name']}".strip()
    if kind == "material":
        return str(named["title"])
    if kind in {"recording", "redaction"}:
        stage = f", {RedactionStage(named['stage']).label.lower()}" if "stage" in named else ""
        return f"{named['material__title']}{stage}"
    if kind == "unused":
        return str(UnusedItem(sensitive=named["sensitive"], number=named["number"]))
    if kind == "answer":
        return next((names.of(key, named[key]) for key in ("suspect_id", "person_id") if named[key]), "The case")
    return "The case"


def label(about: About, attname: str) -> str:
    """What a field is called; an answer, by its question."""
    if about.kind == "answer":
        return _question_words(about.named["question"], about.on)
    column = _column(about.model, attname)
    name = f"{about.kind}.{column.name}"
    if name in LABELS:
        return LABELS[name]
    own = SHOWN[name].label if name in SHOWN else str(column.verbose_name)
    return f"{own[:1].upper()}{own[1:]}"


def _question_words(code: str, on: date) -> str:
    question = catalogue_on(on).questions.get(code)
    if question:
        return question.label
    edition = disclosure.edition_on(on)
    asked = {each.code: each.ask for each in (*edition.presumed.values(), *edition.certificates)}
    return asked.get(code, code)


def said(about: About, attname: str, side: Mapping[str, Any]) -> str:
    """How a field read at one time."""
    if about.kind == "answer":
        return _answer_words(about.named["question"], side, about.on)
    column, value = _column(about.model, attname), side[attname]
    if isinstance(column, models.ForeignKey):
        return about.names.of(attname, value)
    return _value_words(column, value)


def _value_words(column: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if value and isinstance(column, models.DateTimeField):
        return _instant(datetime.fromisoformat(value))
    if value and isinstance(column, models.DateField):
        return day(date.fromisoformat(value))
    if value is not None and column.name in CLIP:
        return f"{value // 3600:02}:{value // 60 % 60:02}:{value % 60:02}"
    choices: Mapping[Any, Any] = dict(column.flatchoices)
    found = choices.get(value, value)
    return NOTHING if found in {None, ""} else str(found)


def _answer_words(code: str, side: Mapping[str, Any], on: date) -> str:
    if side["state"] != AnswerState.GIVEN:
        return answers.WORDS[side["state"]]
    question = catalogue_on(on).questions.get(code)
    return question.words(side["value"]) if question else str(side["value"])


def _column(model: type[Model], attname: str) -> Any:
    return next(column for column in model._meta.concrete_fields if column.attname == attname)


def _instant(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{day(local.date())}, {local:%H:%M}"


def told(kind: str, moved: Iterable[str]) -> list[str]:
    """The fields to tell of: an answer's state and value are one thing."""
    return ["value"] if kind == "answer" else [name for name in moved if name not in NOT_TOLD]
