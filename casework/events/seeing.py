"""Which events of a case a reader may know of: asked by every page, address, list and notice that shows any."""

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import User
from casework.models import CaseEvent, Material, Thread, known_to


def visible_to(rows: QuerySet[CaseEvent], user: User) -> QuerySet[CaseEvent]:
    """Leave out the events that a reader may not know of. The case itself is the caller's to check.

    An event whose payload says `sensitive`, or that names a piece of material which is sensitive now, does not exist
    for those who may not know of sensitive material; nor does one that names a thread for those who may not know of
    the thread. It is neither told nor counted.
    """
    named = rows.alias(thread_key=Cast(KT("details__thread_id"), BigIntegerField()))
    threads = Thread.objects.visible_to(user).filter(pk=OuterRef("thread_key"))
    known = named.filter(Q(thread_key__isnull=True) | Exists(threads))
    named = known.alias(material_key=Cast(KT("details__material_id"), BigIntegerField()))
    hidden = Exists(Material.objects.filter(pk=OuterRef("material_key"), sensitive=True))
    return known_to(named, user, open_to_all=~Q(details__contains={"sensitive": True}) & Q(~hidden), case="case_id")
