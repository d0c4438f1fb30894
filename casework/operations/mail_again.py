"""Sending a mail again that failed: a new mail about the same notices, so that what became of the first stays."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from casework.models import Mail, MailKind
from casework.models.mail import FAILED
from casework.permissions import may_see_deliveries, may_send_again
from casework.queries.mails import failed
from foundation.verdicts import Refused, Verdict

MOST = 500


@transaction.atomic
def send_again(*, mail: Mail, by: User, at: datetime) -> Mail:
    """Queue a failed mail anew. Raises NotPermitted, or Refused where it has not failed or was sent again already."""
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    may_send_again(by, mail).require_permission()
    if mail.state not in FAILED:
        raise Refused(Verdict.no("not_failed", "This email has not failed, so it is not sent again."))
    if Mail.objects.filter(resend_of=mail).exists():
        raise Refused(Verdict.no("sent_again", "This email was sent again already. Look at the newer one."))
    return _again(mail, by, at)


@transaction.atomic
def send_all_again(*, by: User, at: datetime, limit: int = MOST) -> int:
    """Queue everybody's failed mails anew, the latest first; return how many. Raises NotPermitted."""
    may_see_deliveries(by).require_permission()
    rows = list(failed().select_for_update(skip_locked=True, of=("self",))[:limit])
    # Asked again now that they are ours: somebody may have been quicker.
    taken = set(Mail.objects.filter(resend_of__in=rows).values_list("resend_of_id", flat=True))
    return len([_again(mail, by, at) for mail in rows if mail.pk not in taken])


def _again(mail: Mail, by: User, at: datetime) -> Mail:
    fresh = Mail.objects.create(
        recipient_id=mail.recipient_id,
        kind=MailKind.RESEND,
        resend_of=mail,
        asked_by=by,
        created_at=at,
        next_attempt_at=at,
    )
    fresh.notices.set(mail.notices.all())
    return fresh
