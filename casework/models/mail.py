"""Mails that say how many notices wait: what each person wants, what was sent, and what became of it.

A mail has no content of a case and keeps no address: how many notices there are is counted, and where they go is
looked up, at the moment of sending.
"""

import uuid
from datetime import time

from django.conf import settings
from django.db import models
from django.db.models import Q

from casework.models.event import Notice

MORNING = time(8)


class MailChoice(models.TextChoices):
    """When somebody is mailed about their notices."""

    DIGEST = "digest", "Urgent ones at once, the rest once a day"
    INSTANT = "instant", "All of them at once"
    NONE = "none", "Never: I read them here"


class NoticePreference(models.Model):
    """What one person has chosen. Whoever has chosen nothing gets the defaults of these fields."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_preference"
    )
    choice = models.CharField(max_length=10, choices=MailChoice, default=MailChoice.DIGEST)
    digest_at = models.TimeField(default=MORNING, help_text="Time of day in London")
    working_days_only = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person}: {self.choice}"


class MailKind(models.TextChoices):
    """Why a mail was written."""

    INSTANT = "instant", "At once"
    DIGEST = "digest", "Daily summary"
    RESEND = "resend", "Sent again"


class MailState(models.TextChoices):
    """How far a mail has come. One that failed for a while may still arrive if it is sent again."""

    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    DELIVERED = "delivered", "Delivered"
    TEMPORARY_FAILURE = "temporary_failure", "Not delivered"
    PERMANENT_FAILURE = "permanent_failure", "Cannot be delivered"
    NOT_NEEDED = "not_needed", "Not sent: nothing was left to tell"


FAILED = (MailState.TEMPORARY_FAILURE, MailState.PERMANENT_FAILURE)
UNDER_WAY = (MailState.QUEUED, MailState.SENDING)


class MailTrouble(models.TextChoices):
    """The sort of thing that went wrong, never in the words of whoever said so: those may quote an address."""

    BUSY = "busy", "The mail service had too much to do"
    AWAY = "away", "The mail service did not answer"
    KEY = "key", "The mail service did not accept our key"
    REFUSED = "refused", "The mail service refused it"
    INTERRUPTED = "interrupted", "Sending was interrupted"
    NO_SUCH_ADDRESS = "no_such_address", "There is no such address"
    INBOX = "inbox", "The inbox did not take it: it may be full"
    TECHNICAL = "technical", "The mail service failed"


class Mail(models.Model):
    """One mail to one person about some of their notices. `reference` is what the mail service knows it by.

    `uncertain` says that an attempt broke off without an answer, so that it may be on its way already: the mail
    service is asked before it is tried again.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails", db_index=False
    )
    kind = models.CharField(max_length=10, choices=MailKind)
    notices = models.ManyToManyField(Notice, related_name="mails")
    resend_of = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="sent_again_as"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="Since when somebody is sending it")
    uncertain = models.BooleanField(default=False)
    trouble = models.CharField(max_length=20, choices=MailTrouble, blank=True)
    provider_id = models.CharField(max_length=60, blank=True, help_text="What the mail service calls it")
    urgent_count = models.PositiveIntegerField(default=0, help_text="As it was said in the mail")
    other_count = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    checks = models.PositiveSmallIntegerField(default=0, help_text="How often we asked what became of it")
    next_check_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When it was delivered, failed or dropped")

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=MailState.QUEUED, next_attempt_at__isnull=False)
                | Q(~Q(state=MailState.QUEUED), next_attempt_at__isnull=True),
                name="a_waiting_mail_says_until_when",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.SENDING, claimed_at__isnull=False)
                | Q(~Q(state=MailState.SENDING), claimed_at__isnull=True),
                name="a_mail_being_sent_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MailState.SENT, MailState.DELIVERED]) | Q(sent_at__isnull=False),
                name="a_sent_mail_says_when",
            ),
            models.CheckConstraint(
                condition=Q(next_check_at__isnull=True) | Q(state=MailState.SENT),
                name="only_sent_mails_are_asked_about",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=FAILED) | (~Q(trouble="") & Q(settled_at__isnull=False)),
                name="a_failed_mail_says_why_and_when",
            ),
            models.CheckConstraint(
                condition=Q(kind=MailKind.RESEND, resend_of__isnull=False, asked_by__isnull=False)
                | Q(~Q(kind=MailKind.RESEND), resend_of__isnull=True, asked_by__isnull=True),
                name="a_mail_sent_again_says_which_and_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["next_attempt_at", "id"], condition=Q(state="queued"), name="mails_to_send"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="mails_being_sent"),
            models.Index(
                fields=["next_check_at", "id"], condition=Q(next_check_at__isnull=False), name="mails_to_ask_about"
            ),
            models.Index(fields=["state", "-settled_at", "-id"], name="mails_by_state"),
            models.Index(fields=["recipient", "-created_at", "-id"], name="mails_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"Mail {self.reference} ({self.state})"


class MailAllowance(models.Model):
    """How many mails may leave at once: one row for all workers together (`casework.rules.mailing.refilled`)."""

    name = models.CharField(max_length=20, primary_key=True)
    tokens = models.FloatField()
    filled_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(tokens__gte=0), name="an_allowance_is_never_overdrawn")]

    def __str__(self) -> str:
        return f"{self.name}: {self.tokens:.1f}"
