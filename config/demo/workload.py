"""Workload of the demo world: who can be given what, a bulk job that was done, and a review of somebody who left."""

from datetime import datetime, timedelta

from accounts.models import TraitKind, User
from accounts.operations import demo, memberships, work
from accounts.operations.work import PatternDetails, TraitDetails
from accounts.roles import Role
from charging.models import BulkKind, Consultation
from charging.operations import bulk, review, stuck
from charging.queries.case.stuck import look
from config.demo import states
from config.demo.cases import LiveCase
from config.demo.people import LAWYERS, SINCE, Cast
from foundation.periods import local_date

FIRST_NUMBER, REVIEWS = 900, 3


def arrange(cast: Cast, now: datetime) -> None:
    """Note what decides on work, then give reviews out."""
    _note(cast, now)
    left = _somebody_who_left(cast)
    pooled = [_pooled(cast, now, number) for number in range(REVIEWS)]
    review.allocate(consultation=pooled[0], prosecutor=left, by=cast.legal_manager, at=now - timedelta(days=2))
    memberships.leave(membership=left.memberships.get(), by=None, at=now - timedelta(days=1))
    bulk.ask(kind=BulkKind.SPREAD, consultations=pooled[1:], by=cast.legal_manager, at=now)
    while bulk.advance(at=now):
        continue
    stuck.keep(look(at=now), at=now)


def _note(cast: Cast, now: datetime) -> None:
    today, by = local_date(now), cast.legal_manager
    noted = (
        (cast.prosecutor, TraitKind.SPECIALISM, "rasso"),
        (cast.prosecutor, TraitKind.SPECIALISM, "domestic_abuse"),
        (cast.prosecutor, TraitKind.GRADE, "specialist_prosecutor"),
        (cast.second_prosecutor, TraitKind.SPECIALISM, "youth"),
        (cast.second_prosecutor, TraitKind.RESTRICTION, "no_red"),
        (cast.second_prosecutor, TraitKind.GRADE, "senior_crown_prosecutor"),
    )
    for person, kind, code in noted:
        work.note(person=person, details=TraitDetails(kind=kind, code=code, starts_on=today), by=by, at=now)
    details = PatternDetails(days=[1, 2, 3, 4], court_days=[4], share=80, starts_on=today)
    work.set_pattern(person=cast.second_prosecutor, details=details, replaces=None, by=cast.second_prosecutor, at=now)
    away = today + timedelta(days=20)
    work.note_leave(
        person=cast.prosecutor, starts_on=away, ends_on=away + timedelta(days=4), by=cast.prosecutor, at=now
    )


def _somebody_who_left(cast: Cast) -> User:
    """A third prosecutor, who is there until yesterday."""
    (person,) = demo.employ([cast.area], {Role.PROSECUTOR: LAWYERS + 1}, since=SINCE)
    return User.objects.get(pk=person.pk)


def _pooled(cast: Cast, now: datetime, number: int) -> Consultation:
    """A review that nobody has yet."""
    case = states.unallocated(lambda days: LiveCase(cast, FIRST_NUMBER + number, now, days=days + number))
    return case.last_review
