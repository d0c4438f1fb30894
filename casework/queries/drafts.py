"""A person's own drafts: nobody else's are ever read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.urls import Resolver404, resolve

from accounts.models import User
from casework.models import CaseFile, Draft, Material, Person, Suspect
from casework.rules.forms import catalogues

NAMES: Mapping[str, str] = {
    "case_file_open": "Open a case file",
    "case_file_edit": "Case details",
    "case_hand_over": "Change officer or unit",
    "case_split": "Split the case",
    "case_merge": "Merge the case",
    "flags_edit": "Flags",
    "suspect_add": "Add a suspect",
    "suspect_edit": "Suspect",
    "suspect_aliases": "Other names",
    "offence_add": "Add an offence",
    "person_add": "Add a victim or witness",
    "person_edit": "Victim or witness",
    "person_withdraw": "Withdraw a victim or witness",
    "material_add": "Add material",
    "material_change": "Details of material",
    "material_recording": "The recording",
    "material_playable": "Whether it plays",
    "material_redaction": "Redaction",
    "material_redactions": "Redaction of many items",
    "material_version_add": "New version",
    "unused_add": "List unused material",
    "unused_edit": "Unused material",
    "unused_review": "Review unused material",
    "unused_presumed": "Material presumed to meet the test",
    "unused_certify": "Questions of the disclosure officer’s report",  # noqa: RUF001 - as the page says it
    "unused_nil": "Statement on sensitive material",
    "likeness": "Is it the same case?",
    "thread_write": "Ask a question",
    "thread": "Conversation",
    "check": "Check before sending",
    "submission_prepare": "Send to the supervisor",
    "submission_sign_off": "Sign-off",
    "triage_accept": "Accept at triage",
    "triage_reject": "Reject at triage",
    "review": "Charging review",
    "action_answer": "Answer an action",
    "charge_record": "Record the charge",
    "contact": "Your contact details",
    "delegations": "Lend sign-off",
}
"""What the form at an address is called, by the name of the address."""

SUSPECTS = {"suspect_edit", "suspect_aliases", "offence_add", "charge_record", "suspect_finalise"}
PEOPLE = {"person_edit", "person_withdraw"}


@dataclass(frozen=True)
class DraftLine:
    """One draft in the list. It names the form and the case, never what was typed."""

    address: str
    form: str
    case: str
    saved_at: datetime


def draft_of(user: User, address: str) -> Draft | None:
    """What this person typed into the form at an address and has not saved; None where there is nothing."""
    return Draft.objects.filter(user=user, address=address).first()


def drafts_of(user: User) -> list[DraftLine]:
    """Every draft of this person, newest first; those of cases they may no longer see are left out."""
    drafts = list(Draft.objects.filter(user=user).only("address", "saved_at"))
    places = {draft.address: _place(draft.address) for draft in drafts}
    cases = _visible_cases(user, {place.slug for place in places.values() if place and place.slug})
    things = _things(user, list(cases.values()), {place.thing for place in places.values() if place})
    lines = []
    for draft in drafts:
        place = places[draft.address]
        if place is None or (place.slug and place.slug not in cases):
            continue
        case = cases.get(place.slug)
        form = ": ".join(filter(None, (place.form, things.get(place.thing, ""))))
        lines.append(
            DraftLine(draft.address, form, f"{case.reference}: {case.headline}" if case else "", draft.saved_at)
        )
    return lines


@dataclass(frozen=True)
class _Place:
    """Which form an address leads to, of which case, and the kind and key of the thing in it that it is about."""

    form: str
    slug: str
    thing: tuple[str, int]


def _place(address: str) -> _Place | None:
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    name, key = match.url_name or "", int(match.kwargs.get("pk") or 0)
    kind = "suspect" if name in SUSPECTS else "person" if name in PEOPLE else name.partition("_")[0]
    form = _form_title(str(match.kwargs.get("code", ""))) if name == "form_edit" else NAMES.get(name, _in_words(name))
    form += parts.query.replace("page=", ", page ") if parts.query.startswith("page=") else ""
    return _Place(form, str(match.kwargs.get("urn", "")).upper(), (kind, key))


def _form_title(code: str) -> str:
    """What one of the forms is called, as its own page says it."""
    form = catalogues()[-1].forms.get(code)
    return form.title if form else code.upper()


def _in_words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _things(user: User, cases: Sequence[CaseFile], wanted: set[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """The names of suspects, people and material in these cases, where the reader may know of them."""
    found: dict[tuple[str, int], str] = {}
    known: Mapping[str, QuerySet[Any]] = {
        "suspect": Suspect.objects.all(),
        "person": Person.objects.all(),
        "material": Material.objects.visible_to(user),
    }
    for kind, rows in known.items():
        keys = [key for each, key in wanted if each == kind and key]
        for row in rows.filter(pk__in=keys, case_file__in=cases) if keys else ():
            found[kind, row.pk] = str(getattr(row, "title", row))
    return found


def _visible_cases(user: User, slugs: Sequence[str] | set[str]) -> dict[str, CaseFile]:
    wanted = Q()
    for slug in slugs:
        wanted |= Q(urn=slug[:11], suffix=slug[11:])
    cases = CaseFile.objects.visible_to(user).filter(wanted) if slugs else ()
    return {case.slug: case for case in cases}
