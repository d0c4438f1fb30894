"""Mails about notices: somebody's own, those that failed, and what each would say now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from accounts.models import User
from casework.models import Mail, MailState, Notice, NoticePreference
from casework.models.mail import FAILED, UNDER_WAY
from casework.queries.notices import notices_of
from casework.rules.mailing import pace

LEFT_OUT = "…"
COLOURS = {
    MailState.QUEUED: "blue",
    MailState.SENDING: "blue",
    MailState.SENT: "teal",
    MailState.DELIVERED: "green",
    MailState.TEMPORARY_FAILURE: "orange",
    MailState.PERMANENT_FAILURE: "red",
    MailState.NOT_NEEDED: "grey",
}


def preferences_of(people: Iterable[int]) -> Mapping[int, NoticePreference]:
    """What each person wants; the defaults, not stored, for whoever has chosen nothing."""
    keys = set(people)
    return {key: NoticePreference(person_id=key) for key in keys} | NoticePreference.objects.in_bulk(keys)


@dataclass(frozen=True)
class Tally:
    """How many notices a mail speaks of."""

    urgent: int
    other: int

    def __bool__(self) -> bool:
        return bool(self.urgent or self.other)


def tally(rows: QuerySet[Notice], person: User) -> Tally:
    """Count those of some notices that a person has not read and may know of."""
    unread = notices_of(person).filter(pk__in=rows.values("pk"), read_at__isnull=True)
    found = unread.aggregate(all=Count("pk"), pressing=Count("pk", filter=Q(urgent=True)))
    return Tally(urgent=found["pressing"], other=found["all"] - found["pressing"])


def mails_of(user: User) -> QuerySet[Mail]:
    """Somebody's own mails, the newest first, each with the one that it was sent again as."""
    return Mail.objects.filter(recipient=user).select_related("sent_again_as").order_by("-created_at", "-id")


@dataclass(frozen=True)
class MailRow:
    """One mail as a list shows it."""

    mail: Mail

    @property
    def state(self) -> MailState:
        """How far it has come."""
        return MailState(self.mail.state)

    @property
    def colour(self) -> str:
        """The colour of its tag, beside the words."""
        return COLOURS[self.state]

    @property
    def may_be_sent_again(self) -> bool:
        """Whether it failed and nobody has sent it again."""
        return self.state in FAILED and not self.was_sent_again

    @property
    def was_sent_again(self) -> bool:
        """Whether there is a newer mail in its place."""
        return hasattr(self.mail, "sent_again_as")

    @property
    def address(self) -> str:
        """Where it went, in part."""
        return partly(self.mail.recipient.email)


def failed() -> QuerySet[Mail]:
    """Mails over all people that failed and were not sent again, the latest first."""
    rows = Mail.objects.filter(state__in=FAILED, sent_again_as__isnull=True)
    return rows.select_related("recipient", "sent_again_as").order_by("-settled_at", "-id")


@dataclass(frozen=True)
class Deliveries:
    """How mail stands over all people."""

    by_state: Mapping[MailState, int]
    to_send_again: int
    oldest_waiting: datetime | None


def deliveries() -> Deliveries:
    """Count the mails by state, and say since when the oldest waits."""
    rows = Mail.objects.order_by().values_list("state").annotate(number=Count("pk"))
    counted = dict(rows)
    oldest = Mail.objects.filter(state__in=UNDER_WAY).aggregate(oldest=Min("created_at"))["oldest"]
    return Deliveries({state: counted.get(state.value, 0) for state in MailState}, failed().count(), oldest)


def stuck(at: datetime) -> int:
    """How many mails, and people with notices to be mailed, should have been dealt with a good while ago."""
    late = at - pace(at).late_after
    mails = Mail.objects.filter(
        Q(state=MailState.QUEUED, next_attempt_at__lte=late) | Q(state=MailState.SENDING, claimed_at__lte=late)
    )
    unwritten = Notice.objects.filter(mail_due_at__lte=late).order_by().values("recipient").distinct()
    return mails.count() + unwritten.count()


def partly(address: str) -> str:
    """An address of which only so much is shown that its owner knows it again."""
    name, _, place = address.partition("@")
    return f"{name[:1]}{LEFT_OUT}@{place}"
