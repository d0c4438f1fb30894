"""The reader's notices, each with the page it is about; what they may not know of any more is gone."""

from django.db.models import BigIntegerField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from accounts.models import User
from casework import events
from casework.models import CaseEvent, Notice


def notices_of(user: User) -> QuerySet[Notice]:
    """A person's notices, newest first; `thread_key` names the thread of those about one."""
    told = CaseEvent.objects.filter(pk=OuterRef("event_id"))
    thread = told.annotate(key=Cast(KT("details__thread_id"), BigIntegerField())).values("key")
    rows = Notice.objects.filter(Exists(events.visible_to(told, user)), recipient=user)
    return rows.annotate(thread_key=Subquery(thread)).select_related("case_file")
