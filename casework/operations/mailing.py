"""Sending mails, once each, and asking what became of them.

A mail is taken and marked in one short transaction, handed over in none, and marked again in another. Where a worker
dies in between, or no answer came, the mail service is asked for our reference before the mail is tried again: it
goes out twice only if Notify has taken it and still does not know of it some minutes later.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from casework.models import Mail, MailChoice, MailState, MailTrouble
from casework.operations import mail_allowance
from casework.operations.carrying import Carrier, CarrierFailed, Letter
from casework.queries.mails import Tally, preferences_of, tally
from casework.rules.mailing import check_at, pace, retry_at


class Step(Enum):
    """How it went with one mail, for whoever goes on to the next."""

    NOTHING = auto()
    DONE = auto()
    PAUSE = auto()


@dataclass(frozen=True)
class Claim:
    """A mail that is ours to send."""

    mail: Mail
    letter: Letter


def send_next(*, carrier: Carrier, at: datetime) -> Step:
    """Send the mail that has waited longest; PAUSE where the allowance is used up or the mail service takes none."""
    claim = _claim(at)
    if isinstance(claim, Step):
        return claim
    mail = claim.mail
    try:
        provider_id = (carrier.find(str(mail.reference)) if mail.uncertain else "") or carrier.send(claim.letter)
    except CarrierFailed as failure:
        _put_off(mail, failure, at)
        return Step.DONE if failure.is_lasting else Step.PAUSE
    _settle(
        mail,
        state=MailState.SENT,
        provider_id=provider_id,
        sent_at=at,
        uncertain=False,
        trouble="",
        next_check_at=check_at(0, at) if carrier.tells else None,
    )
    return Step.DONE


@transaction.atomic
def _claim(at: datetime) -> Claim | Step:
    """Take the next mail; one that has nothing left to tell is dropped instead."""
    due = Mail.objects.filter(state=MailState.QUEUED, next_attempt_at__lte=at).order_by("next_attempt_at", "id")
    rows = due.select_for_update(skip_locked=True, of=("self",)).select_related("recipient")
    mail = rows.first()
    if mail is None:
        return Step.NOTHING
    said = _still_to_tell(mail)
    if not said:
        mail.state, mail.next_attempt_at, mail.settled_at = MailState.NOT_NEEDED, None, at
        mail.save(update_fields=["state", "next_attempt_at", "settled_at"])
        return Step.DONE
    if not mail_allowance.take_one(at=at):
        return Step.PAUSE
    mail.state, mail.next_attempt_at, mail.claimed_at = MailState.SENDING, None, at
    mail.attempts, mail.urgent_count, mail.other_count = mail.attempts + 1, said.urgent, said.other
    mail.save(
        update_fields=["state", "next_attempt_at", "claimed_at", "attempts", "urgent_count", "other_count"],
    )
    return Claim(mail, _letter(mail))


def _still_to_tell(mail: Mail) -> Tally:
    person = mail.recipient
    wanted = preferences_of([person.pk])[person.pk].choice != MailChoice.NONE
    return tally(mail.notices.all(), person) if wanted and person.is_active else Tally(0, 0)


def _letter(mail: Mail) -> Letter:
    """Say how many notices wait, and the plain address at which they are read; it opens nothing by itself."""
    return Letter(
        to=mail.recipient.email,
        reference=str(mail.reference),
        urgent=mail.urgent_count,
        other=mail.other_count,
        link=f"{settings.SERVICE_URL}{reverse('casework:notices')}",
    )


def _settle(mail: Mail, **how: object) -> None:
    """Write down how it went, unless the mail was taken from us because we were too long about it."""
    ours = Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, claimed_at=mail.claimed_at)
    ours.update(claimed_at=None, **how)


def _put_off(mail: Mail, failure: CarrierFailed, at: datetime) -> None:
    again = None if failure.is_lasting else retry_at(mail.attempts, at)
    state = MailState.QUEUED
    if again is None:
        state = MailState.PERMANENT_FAILURE if failure.is_lasting else MailState.TEMPORARY_FAILURE
    _settle(
        mail,
        state=state,
        next_attempt_at=again,
        trouble=failure.trouble,
        uncertain=mail.uncertain or failure.is_uncertain,
        settled_at=None if again else at,
    )


def take_back_interrupted(*, at: datetime) -> int:
    """Queue what a worker that died was sending, and return how many; each is asked for before it is sent again."""
    long_ago = at - pace(at).interrupted_after
    left = list(Mail.objects.filter(state=MailState.SENDING, claimed_at__lte=long_ago).order_by("id"))
    for mail in left:
        _put_off(mail, CarrierFailed(MailTrouble.INTERRUPTED), at)
    return len(left)


def ask_next(*, carrier: Carrier, at: datetime) -> Step:
    """Ask what became of the mail that has waited longest to be asked about."""
    mail = _claim_question(at)
    if mail is None:
        return Step.NOTHING
    try:
        fate = carrier.fate(mail.provider_id)
    except CarrierFailed:
        return Step.PAUSE
    if fate.is_settled:
        state = MailState.DELIVERED
        if fate.trouble:
            state = MailState.PERMANENT_FAILURE if fate.is_lasting else MailState.TEMPORARY_FAILURE
        sent = Mail.objects.filter(pk=mail.pk, state=MailState.SENT)
        sent.update(state=state, trouble=fate.trouble or "", settled_at=at, next_check_at=None)
    return Step.DONE


@transaction.atomic
def _claim_question(at: datetime) -> Mail | None:
    """Take the next mail to ask about, and note when it is asked about again."""
    due = Mail.objects.filter(state=MailState.SENT, next_check_at__lte=at).order_by("next_check_at", "id")
    mail = due.select_for_update(skip_locked=True).first()
    if mail is not None:
        mail.checks, mail.next_check_at = mail.checks + 1, check_at(mail.checks + 1, at)
        mail.save(update_fields=["checks", "next_check_at"])
    return mail
