"""How long 300 reviews take that are given in bulk, by the worker's own step, and how fast the lists around it are."""

from collections.abc import Iterator
from time import process_time

from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission, Role
from bench.pages import database_seconds
from bench.results import Result, say, timed
from charging.models import BulkJob, BulkKind, BulkRow, Consultation
from charging.operations import bulk
from charging.queries.allocation.open_reviews import ANY, listed, open_reviews

REVIEWS, SECONDS = 300, 3.0


def measure(cases: int) -> Iterator[Result]:
    """Spread 300 reviews as suggested, then give them all to one person; each from asking to the last part."""
    manager, reviews = _manager_of_many()
    people = User.objects.filter(
        memberships__unit__organisation__in=_bodies(manager), memberships__role=Role.PROSECUTOR
    )
    for kind, to in ((BulkKind.SPREAD, None), (BulkKind.GIVE, people.order_by("id").first())):
        busy = process_time() + database_seconds()
        seconds = timed(lambda kind=kind, to=to: _do(kind, reviews, to, manager))  # type: ignore[misc]
        busy = process_time() + database_seconds() - busy
        done = BulkRow.objects.filter(job=BulkJob.objects.latest("id"), state="done").count()
        say(f"  {kind.label}: {done} of {len(reviews)} done in {seconds:.2f} s")
        what = f"bulk allocation of {len(reviews)} reviews, {kind.value}"
        yield Result(what, cases, seconds, "s", SECONDS)
        yield Result(f"{what}, of the processor", cases, busy, "s")


def _manager_of_many() -> tuple[User, list[Consultation]]:
    """The legal manager who sees the most open reviews, with 300 of them."""
    found: tuple[User, list[int]] | None = None
    for user in User.objects.filter(memberships__role=Role.LEGAL_MANAGER, is_active=True).order_by("id")[:20]:
        keys = [row["pk"] for row in listed(open_reviews(user, ANY))[:REVIEWS]]
        if found is None or len(keys) > len(found[1]):
            found = (user, keys)
        if len(keys) == REVIEWS:
            break
    assert found is not None
    return found[0], list(Consultation.objects.filter(pk__in=found[1]).order_by("pk"))


def _bodies(user: User) -> list[int]:
    return [grant.organisation_id for grant in user.grants if grant.allows(Permission.MANAGE_WORK)]


def _do(kind: BulkKind, reviews: list[Consultation], to: User | None, by: User) -> None:
    chosen = list(Consultation.objects.filter(pk__in=[review.pk for review in reviews]))
    bulk.ask(kind=kind, consultations=chosen, to=to, by=by, at=timezone.now())
    while bulk.advance(at=timezone.now()):
        continue
