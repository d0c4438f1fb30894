"""What the file said before: who changed which field, when, from what to what, newest first.

Read from the snapshots that triggers of the database keep, so that a change past the service is here too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateTimeField,
    F,
    Func,
    JSONField,
    Model,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce, JSONObject, Lead

from accounts.models import User
from casework.models import (
    Answer,
    CaseFile,
    Material,
    MediaDetails,
    Person,
    Redaction,
    Suspect,
    UnusedItem,
    sees_sensitive,
)
from casework.queries import history_words as words
from casework.rules.disclosure import SENSITIVE_QUESTIONS

Rows = QuerySet[Any, Any]


@dataclass(frozen=True)
class Thing:
    """A kind of thing whose fields have a history: how it is called, and which of its fields name one of them."""

    code: str
    label: str
    model: type[Model]
    named_by: tuple[str, ...]


THINGS: Mapping[str, Thing] = {
    thing.code: thing
    for thing in (
        Thing("case", "The case", CaseFile, ("urn",)),
        Thing("suspect", "Suspects", Suspect, ("given_names", "family_name")),
        Thing("person", "Victims and witnesses", Person, ("given_names", "family_name")),
        Thing("answer", "Answers on forms", Answer, ("question", "suspect_id", "person_id")),
        Thing("material", "Material", Material, ("title", "withdrawn_by_id")),
        Thing("recording", "Recordings", MediaDetails, ("material__title",)),
        Thing("redaction", "Redaction", Redaction, ("material__title", "stage")),
        Thing("unused", "Unused material", UnusedItem, ("number", "sensitive", "withdrawn_by_id")),
    )
}
THE_SERVICE = "The service, which tried to play it"
MADE_BY = ("changed_at", "changed_by_id")


@dataclass(frozen=True)
class Change:
    """One field that got a new value. `is_outside` where neither who nor when moved with it: not by the service.

    A `confirmation` changed nothing but who stands behind an answer.
    """

    thing: str
    what: str
    field: str
    before: str
    after: str
    at: datetime
    who: str
    is_outside: bool
    is_confirmation: bool


def snapshots(case_file: CaseFile, user: User, *, thing: str = "") -> Rows:
    """The rows as they were before each change, with what came next, newest first, as one query.

    Sensitive things, also those that were once, are left out for those who may not know of them.
    """
    kinds = [THINGS[thing]] if thing in THINGS else list(THINGS.values())
    first, *others = (_snapshots_of(kind, _visible(kind, case_file, user)) for kind in kinds)
    return first.union(*others, all=True).order_by("-told_at", "-pgh_created_at", "thing_code", "-pgh_id")


def _visible(kind: Thing, case_file: CaseFile, user: User) -> Rows:
    if kind.model is CaseFile:
        return CaseFile.objects.visible_to(user).filter(pk=case_file.pk)
    if kind.model in {MediaDetails, Redaction}:
        return kind.model._default_manager.filter(material__in=_visible(THINGS["material"], case_file, user))
    rows: Any = kind.model._default_manager.filter(case_file=case_file)
    return rows if sees_sensitive(user, case_file) else _open(kind, rows, user)


def _open(kind: Thing, rows: Any, user: User) -> Rows:
    """What somebody may know of who may not know of sensitive things: nothing of what ever was one."""
    if kind.model is Answer:
        return rows.exclude(question__in=SENSITIVE_QUESTIONS)  # type: ignore[no-any-return]
    if kind.model in {Material, UnusedItem}:
        # An item found to be sensitive was withdrawn: it is gone with what it said before.
        return rows.visible_to(user).exclude(history__sensitive=True)  # type: ignore[no-any-return]
    return rows  # type: ignore[no-any-return]


def _snapshots_of(kind: Thing, visible: Rows) -> Rows:
    kept = kind.model.history.rel.related_model  # type: ignore[attr-defined]
    names = [field.attname for field in kept._meta.concrete_fields if not field.name.startswith("pgh_")]
    then = JSONObject(**{name: F(name) for name in names})
    now = JSONObject(**{name: F(f"pgh_obj__{name}") for name in names})
    following = Window(Lead(then), partition_by=[F("pgh_obj_id")], order_by=F("pgh_id").asc())
    named = JSONObject(**{name: F(f"pgh_obj__{name}") for name in kind.named_by})
    rows: Rows = kept.objects.filter(pgh_obj__in=visible.values("pk")).annotate(
        thing_code=Value(kind.code, output_field=CharField()),
        before=then,
        after=Coalesce(following, now, output_field=JSONField()),
        named=named,
        told_at=_told_at(names),
    )
    return rows.values("pgh_id", "pgh_created_at", "told_at", "thing_code", "before", "after", "named")


class _Differs(Func):
    template, arg_joiner, output_field = "(%(expressions)s)", " IS DISTINCT FROM ", BooleanField()


def _told_at(names: Sequence[str]) -> Case:
    """The instant that a change is told with, as `_made` reads it, so that all kinds are in one order of time."""

    def moved(name: str) -> _Differs:
        return _Differs(KT(f"before__{name}"), KT(f"after__{name}"))

    def instant(name: str) -> Coalesce:
        return Coalesce(Cast(KT(f"after__{name}"), DateTimeField()), F("pgh_created_at"))

    whens = [When(moved(name), then=instant("changed_at")) for name in MADE_BY]
    if "withdrawn_at" in names:
        rest = (Func(F(row), template="(%(expressions)s - 'withdrawn_at')") for row in ("before", "after"))
        whens += [
            When(_Differs(*rest), then=F("pgh_created_at")),
            When(moved("withdrawn_at"), then=instant("withdrawn_at")),
        ]
    if "playable_checked_at" in names:
        whens.append(When(moved("playable_checked_at"), then=instant("playable_checked_at")))
    return Case(*whens, default=F("pgh_created_at"), output_field=DateTimeField())


def changes(rows: Sequence[Mapping[str, Any]], case_file: CaseFile, *, on: date) -> list[Change]:
    """Tell snapshots field by field, in the words of the forms."""
    names = words.names_in(rows, case_file)
    return [change for row in rows for change in _changes(row, names, on)]


def _changes(row: Mapping[str, Any], names: words.Names, on: date) -> Iterator[Change]:
    before, after, thing = row["before"], row["after"], THINGS[row["thing_code"]]
    moved = [name for name in after if name not in MADE_BY and before[name] != after[name]]
    made = _made(row, moved, names)
    about = words.About(thing.code, thing.model, row["named"], names, on)
    for name in words.told(thing.code, moved):
        yield Change(
            thing=thing.label,
            what=words.thing_words(about),
            field=words.label(about, name),
            before=words.said(about, name, before),
            after=words.said(about, name, after),
            at=made.at,
            who=made.who,
            is_outside=made.is_outside,
            is_confirmation=not moved,
        )


@dataclass(frozen=True)
class _Made:
    at: datetime
    who: str
    is_outside: bool


def _made(row: Mapping[str, Any], moved: Sequence[str], names: words.Names) -> _Made:
    """Who made a change, and when: as the row says afterwards, unless that did not move with it."""
    before, after = row["before"], row["after"]
    if any(before[name] != after[name] for name in MADE_BY) and after["changed_at"]:
        return _Made(
            datetime.fromisoformat(after["changed_at"]), names.of("changed_by_id", after["changed_by_id"]), False
        )
    if moved == ["withdrawn_at"] and after["withdrawn_at"]:
        at = datetime.fromisoformat(after["withdrawn_at"])
        return _Made(at, names.of("withdrawn_by_id", row["named"]["withdrawn_by_id"]), False)
    if "playable_checked_at" in moved and after["playable_checked_at"]:
        return _Made(datetime.fromisoformat(after["playable_checked_at"]), THE_SERVICE, False)
    return _Made(row["pgh_created_at"], "", True)
