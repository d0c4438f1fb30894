"""Stuck work as somebody reads it: in words, with names, since when, and the way to put it right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse

from accounts.models import User
from accounts.roles import Permission
from casework.models import CaseFile
from charging.models import StuckThing
from charging.rules.repairs import WAYS, Remedy, in_words, remedy_for
from foundation.periods import local_date
from foundation.verdicts import Verdict


@dataclass(frozen=True)
class StuckRow:
    """One stuck thing in words for its reader, with what can be done about it and the page where, if there is one."""

    thing: StuckThing
    remedy: Remedy
    since: date
    what: str = ""
    href: str = ""
    way: str = ""


def may_see_stuck(user: User) -> Verdict:
    """Whether somebody reads what is stuck: who puts it right, and who sees the work of their CPS body."""
    if user.holds(Permission.REPAIR_WORK) or user.holds(Permission.SEE_WORK):
        return Verdict.ok()
    return Verdict.no("not_your_role", "Stuck work is put right by managers of police and the CPS.")


def stuck_for(user: User) -> QuerySet[StuckThing]:
    """What is stuck now of the cases that somebody may see, and of their own organisations."""
    reads = {Permission.REPAIR_WORK, Permission.SEE_WORK}
    keys = {grant.organisation_id for grant in user.grants if grant.permissions & reads}
    open_now = StuckThing.objects.filter(gone_at__isnull=True)
    in_cases = open_now.filter(case_file__in=CaseFile.objects.visible_to(user))
    return (in_cases | open_now.filter(organisation__in=keys)).select_related("case_file", "organisation", "suspect")


def counted_by_sort(things: QuerySet[StuckThing]) -> Mapping[str, int]:
    """How many there are of each sort, by sort."""
    found = things.select_related(None).order_by("sort").values_list("sort").annotate(Count("pk"))
    return dict(found)


def told(things: Iterable[StuckThing], user: User) -> Sequence[StuckRow]:
    """Say some of them in the words of the page, for somebody who may see them; links for whoever mends things."""
    return [_row(thing, user) for thing in things]


def _row(thing: StuckThing, user: User) -> StuckRow:
    way = WAYS.get(thing.page) if user.holds(Permission.REPAIR_WORK) else None
    if way and way.side and way.side not in user.sides:
        way = None
    keys = [thing.subject] if thing.subject is not None else []
    return StuckRow(
        thing=thing,
        remedy=remedy_for(thing.sort),
        since=local_date(thing.since or thing.first_seen_at),
        what=in_words(thing.what, str(thing.suspect) if thing.suspect else ""),
        href=reverse(thing.page, args=[thing.case_file.slug, *keys]) if way and thing.case_file else "",
        way=way.words if way else "",
    )
