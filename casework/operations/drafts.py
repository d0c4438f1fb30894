"""Keeping what somebody typed and has not saved. A draft is no part of the case: no event tells of it."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from casework.models import Draft
from foundation.verdicts import Conflict, Refused, Verdict

KEPT_FOR = timedelta(days=14)
MOST_CHARACTERS = 400_000
MOST_DRAFTS = 100
LONGEST_ADDRESS = 200
PAGE = "draft-page"
"""Under this name a draft says which open page wrote it last; no form has a field of that name."""
NEVER = ("csrf", "password", "draft-", "finish_later")


def fit_to_keep(fields: Iterable[tuple[str, Iterable[object]]]) -> dict[str, list[str]]:
    """Return what may be kept of a form: no tokens, no passwords, no characters that a database refuses."""
    kept = {}
    for name, values in fields:
        if not any(word in name.lower() for word in NEVER):
            kept[_storable(name)] = [_storable(value) for value in values if isinstance(value, str)]
    return kept


def _storable(text: str) -> str:
    """Replace NUL and halves of characters, which PostgreSQL stores in no text."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


@transaction.atomic
def keep(*, address: str, typed: Mapping[str, list[str]], by: User, at: datetime) -> Draft:
    """Keep what somebody typed into the form at an address, in place of what was kept of it before.

    Their oldest drafts beyond a hundred go. Raises Refused where it is too long; then nothing has changed.
    """
    _require_size(address, typed)
    draft = Draft(user=by, address=address, data=dict(typed), saved_at=at)
    Draft.objects.bulk_create(
        [draft], update_conflicts=True, unique_fields=["user", "address"], update_fields=["data", "saved_at"]
    )
    Draft.objects.filter(user=by).exclude(
        pk__in=Draft.objects.filter(user=by).order_by("-saved_at", "-pk").values("pk")[:MOST_DRAFTS]
    ).delete()
    return draft


@transaction.atomic
def keep_from_page(
    *, address: str, typed: Mapping[str, list[str]], page: str, seen: str | None, by: User, at: datetime
) -> Draft:
    """Keep what an open page sends, while somebody types in it or when they hand it in.

    `page` names the open page, and is empty where no script names it; `seen` is the draft it was filled from, None
    where the page does not say. Raises Conflict where another page of theirs has written a draft that this one
    never saw, Refused where it is too long; then nothing has changed.
    """
    page = page[:LONGEST_ADDRESS]
    stored = Draft.objects.select_for_update().filter(user=by, address=address).first()
    if stored and not _is_known(stored, page, seen):
        message = "You have this form open in another window, and that one is kept as your draft."
        raise Conflict(Verdict.no("another_window", message))
    return keep(address=address, typed={**typed, PAGE: [page]} if page else typed, by=by, at=at)


def _is_known(stored: Draft, page: str, seen: str | None) -> bool:
    """Say whether a page wrote a draft, or was filled from it; one that says neither knows what no script wrote."""
    writers = stored.data.get(PAGE, ())
    if seen is None and not page:
        return not writers
    return page in writers or seen == mark_of(stored)


def mark_of(draft: Draft) -> str:
    """Name one state of a draft."""
    return draft.saved_at.isoformat()


def _require_size(address: str, typed: Mapping[str, list[str]]) -> None:
    size = sum(len(name) + sum(map(len, values)) for name, values in typed.items())
    if size > MOST_CHARACTERS or len(address) > LONGEST_ADDRESS:
        raise Refused(Verdict.no("too_long", "This is too long to be kept as a draft. Save it to keep it."))


def discard(*, address: str, by: User) -> None:
    """Forget the draft of one form: it is not wanted."""
    Draft.objects.filter(user=by, address=address).delete()


def discard_saved(draft: Draft) -> None:
    """Forget a draft because what it holds was saved. One that was written in its place since stays."""
    Draft.objects.filter(user=draft.user, address=draft.address, saved_at=draft.saved_at).delete()


def prune(*, at: datetime) -> int:
    """Delete drafts that nobody touched for 14 days, and return how many."""
    deleted, _ = Draft.objects.filter(saved_at__lt=at - KEPT_FOR).delete()
    return deleted
