"""Writing mails: what is due of somebody's notices becomes one mail that counts them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import Cover, User
from casework.models import Mail, MailChoice, MailKind, Notice, NoticePreference
from casework.queries.mails import preferences_of, tally
from casework.rules.mailing import next_digest
from foundation.periods import local_date
from foundation.working_days import bundled


def write_due(*, at: datetime, limit: int = 200) -> int:
    """Write the mails of those who have notices to be told of by now, and return how many.

    Each person's in a transaction of its own; rows that another worker holds are left to it, so that a notice is
    never in two of these mails.
    """
    due = Notice.objects.filter(mail_due_at__lte=at).order_by("recipient_id").values_list("recipient_id", flat=True)
    return sum(_write_for(key, at) for key in due.distinct()[:limit])


@transaction.atomic
def _write_for(key: int, at: datetime) -> bool:
    rows = Notice.objects.filter(recipient=key, mail_due_at__lte=at).select_for_update(skip_locked=True)
    due = list(rows.order_by("id"))
    preference = preferences_of([key])[key]
    now = _put_off_while_covered(due, preference, at)
    held = Notice.objects.filter(pk__in=[row.pk for row in now])
    held.update(mail_due_at=None)
    person = User.objects.get(pk=key)
    if preference.choice == MailChoice.NONE or not tally(held, person):
        return False
    mail = Mail.objects.create(recipient=person, kind=_kind(now, preference), created_at=at, next_attempt_at=at)
    mail.notices.set(now)
    return True


def _put_off_while_covered(due: Sequence[Notice], preference: NoticePreference, at: datetime) -> Sequence[Notice]:
    """Of somebody who is away and covered for, what is not urgent waits from day to day: the stand-in is told."""
    calm = [row.pk for row in due if not row.urgent]
    if not calm or not Cover.objects.on(local_date(at)).filter(person=preference.person_id).exists():
        return due
    Notice.objects.filter(pk__in=calm).update(mail_due_at=next_digest(at, preference, bundled()))
    return [row for row in due if row.urgent]


def _kind(rows: Sequence[Notice], preference: NoticePreference) -> MailKind:
    at_once = preference.choice == MailChoice.INSTANT or all(row.urgent for row in rows)
    return MailKind.INSTANT if at_once else MailKind.DIGEST
