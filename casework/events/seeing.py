"""Which events of a case a reader may know of: asked by every page, address, list and notice that shows any."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import User
from casework.events.registry import REGISTRY
from casework.models import CaseEvent, Material, Matter, Thread, known_to


def visible_to(rows: QuerySet[CaseEvent], user: User) -> QuerySet[CaseEvent]:
    """Leave out the events that a reader may not know of. The case itself is the caller's to check.

    An event whose payload says `sensitive`, or that names a piece of material which is sensitive now, does not exist
    for those who may not know of sensitive material; nor does one that names a thread for those who may not know of
    the thread; nor one whose type is for the other agency alone, or is hidden while
    something waits for them. It is neither told nor counted.
    """
    foreign = [name for name, payload in REGISTRY.items() if payload.only_for and payload.only_for not in user.sides]
    rows = rows.exclude(type__in=foreign) if foreign else rows
    named = _not_hidden(rows, user).alias(thread_key=Cast(KT("details__thread_id"), BigIntegerField()))
    threads = Thread.objects.visible_to(user).filter(pk=OuterRef("thread_key"))
    known = named.filter(Q(thread_key__isnull=True) | Exists(threads))
    named = known.alias(material_key=Cast(KT("details__material_id"), BigIntegerField()))
    hidden = Exists(Material.objects.filter(pk=OuterRef("material_key"), sensitive=True))
    return known_to(named, user, open_to_all=~Q(details__contains={"sensitive": True}) & Q(~hidden), case="case_id")


def _not_hidden(rows: QuerySet[CaseEvent], user: User) -> QuerySet[CaseEvent]:
    """Leave out types that would tell a reader what they must not know before they have acted themselves."""
    for kind in sorted({payload.hidden_while for payload in REGISTRY.values()} - {""}):
        types = [name for name, payload in REGISTRY.items() if payload.hidden_while == kind]
        waits = Matter.objects.filter(kind=kind, person=user, case_file_id=OuterRef("case_id"))
        rows = rows.filter(~Q(type__in=types) | ~Exists(waits))
    return rows
