"""Which events of a case a reader may know of: asked by every page, address, list and notice that shows any."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import User
from casework.models import CaseEvent, Material, Thread, sees_sensitive


def visible_to(rows: QuerySet[CaseEvent], user: User) -> QuerySet[CaseEvent]:
    """Leave out the events that a reader may not know of. The case itself is the caller's to check.

    An event whose payload says `sensitive`, or that names a piece of material which is sensitive now, does not exist
    for those who may not know of sensitive material; nor does one that names a thread for those who may not know of
    the thread. It is neither told nor counted.
    """
    named = rows.alias(thread_key=Cast(KT("details__thread_id"), BigIntegerField()))
    threads = Thread.objects.visible_to(user).filter(pk=OuterRef("thread_key"))
    known = named.filter(Q(thread_key__isnull=True) | Exists(threads))
    if sees_sensitive(user):
        return known
    open_ones = known.exclude(details__contains={"sensitive": True})
    named = open_ones.alias(material_key=Cast(KT("details__material_id"), BigIntegerField()))
    return named.exclude(Exists(Material.objects.filter(pk=OuterRef("material_key"), sensitive=True)))
