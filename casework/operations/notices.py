"""Reading notices, and choosing when to be mailed about them. They are made by whoever relays the ledger to people."""

from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction

from accounts.models import User
from casework.models import MailChoice, Notice, NoticePreference
from casework.models.mail import MORNING
from casework.queries.notices import said_like
from casework.rules.mailing import mail_at


@dataclass(frozen=True, kw_only=True)
class MailWishes:
    """When somebody wants to be mailed; the time of day is that of London."""

    choice: MailChoice = MailChoice.DIGEST
    digest_at: time = MORNING
    working_days_only: bool = True


def mark_read(*, by: User, at: datetime, kind: str = "", upto: int | None = None, like: int | None = None) -> int:
    """Mark a person's own notices as read and return how many were not. No mail speaks of them any more.

    `kind` leaves other kinds alone; `upto`, the key of the newest that was on the page, what came since; `like`, the
    key of one of them, all but those that say the same on the same day.
    """
    rows = Notice.objects.filter(recipient=by, read_at__isnull=True)
    if like is not None:
        rows = Notice.objects.filter(pk__in=list(said_like(rows, like).values_list("pk", flat=True)))
    if kind:
        rows = rows.filter(kind=kind)
    if upto is not None:
        rows = rows.filter(pk__lte=upto)
    return rows.update(read_at=at, mail_due_at=None)


@transaction.atomic
def choose(*, wishes: MailWishes, by: User, at: datetime) -> NoticePreference:
    """Set one's own wishes; what waits to be mailed follows them at once."""
    preference, _ = NoticePreference.objects.update_or_create(
        person=by,
        defaults={
            "choice": wishes.choice,
            "digest_at": wishes.digest_at,
            "working_days_only": wishes.working_days_only,
            "changed_at": at,
        },
    )
    waiting = Notice.objects.filter(recipient=by, mail_due_at__isnull=False)
    for urgent in (True, False):
        waiting.filter(urgent=urgent).update(mail_due_at=mail_at(preference, urgent=urgent, at=at))
    return preference
