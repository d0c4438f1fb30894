"""A person's own drafts: nobody else's are ever read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Q
from django.urls import Resolver404, resolve

from accounts.models import User
from casework.models import CaseFile, Draft

VERBS = {"edit": "change", "add": "add", "answer": "answer", "reject": "reject at", "accept": "accept at"}


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
    names = _visible_names(user, {slug for _, slug in places.values() if slug})
    lines = []
    for draft in drafts:
        form, slug = places[draft.address]
        if form and (not slug or slug in names):
            lines.append(DraftLine(draft.address, form, names.get(slug, ""), draft.saved_at))
    return lines


def _place(address: str) -> tuple[str, str]:
    """The form's name in words and the reference of its case, from the address; empty where there is no such page."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return "", ""
    return _in_words(match.url_name or ""), str(match.kwargs.get("urn", "")).upper()


def _in_words(name: str) -> str:
    """Say the name of an address, which is noun and verb: case_file_edit is "Change case file"."""
    noun, _, verb = name.rpartition("_")
    words = f"{VERBS[verb]} {noun}" if verb in VERBS else name
    return words.replace("_", " ").capitalize()


def _visible_names(user: User, slugs: Sequence[str] | set[str]) -> dict[str, str]:
    wanted = Q()
    for slug in slugs:
        wanted |= Q(urn=slug[:11], suffix=slug[11:])
    cases = CaseFile.objects.visible_to(user).filter(wanted) if slugs else ()
    return {case.slug: f"{case.reference}: {case.headline}" for case in cases}
