"""The outbox: what subscribers are still owed of the ledger. This, not the broker, is what must not be lost."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Least

logger = logging.getLogger(__name__)

TRIES = 5
"""How often an entry is tried again soon; after that it is parked: tried once an hour, and reported."""
SOON, LATE = timedelta(minutes=1), timedelta(hours=1)
MOST_COUNTED = 1000


class OutboxQuerySet(models.QuerySet["OutboxEntry"]):
    """How entries are taken and paid."""

    def owed_to(self, subscriber: str, at: datetime) -> "OutboxQuerySet":
        """Undelivered entries, oldest first; one that failed is left alone for a while."""
        rested = (
            Q(failed_at__isnull=True) | Q(attempts__lt=TRIES, failed_at__lte=at - SOON) | Q(failed_at__lte=at - LATE)
        )
        return self.filter(rested, subscriber=subscriber, delivered_at__isnull=True).order_by("id")

    def parked(self) -> "OutboxQuerySet":
        """Entries that failed so often that somebody should look."""
        return self.filter(delivered_at__isnull=True, attempts__gte=TRIES)

    def deliver(
        self, subscriber: str, hand_over: "Callable[[Sequence[OutboxEntry]], object]", *, at: datetime, limit: int
    ) -> int:
        """Hand the oldest owed entries over and mark them delivered, in one transaction; return how many were taken.

        Entries that another worker holds are left to it. Where handing over fails it is done case by case,
        so that one bad case stops nobody else's; that case is put off and its error noted.
        """
        with transaction.atomic():
            owed = list(self.owed_to(subscriber, at).select_for_update(skip_locked=True)[:limit])
            if owed:
                self._pay(owed, hand_over, at)
        return len(owed)

    def _pay(
        self, owed: "Sequence[OutboxEntry]", hand_over: "Callable[[Sequence[OutboxEntry]], object]", at: datetime
    ) -> None:
        try:
            with transaction.atomic():
                hand_over(owed)
                self.filter(pk__in=[entry.pk for entry in owed]).update(delivered_at=at)
        except Exception as error:  # whatever is wrong with one case must not keep figures and notices from the others
            by_case: dict[int, list[OutboxEntry]] = {}
            for entry in owed:
                by_case.setdefault(entry.case_id, []).append(entry)
            if len(by_case) == 1:
                self._put_off(owed, error, at)
                return
            for entries in by_case.values():
                self._pay(entries, hand_over, at)

    def _put_off(self, owed: "Sequence[OutboxEntry]", error: Exception, at: datetime) -> None:
        """Note the failure by its class alone: messages of the database quote what is in a case."""
        name = type(error).__qualname__
        self.filter(pk__in=[entry.pk for entry in owed]).update(
            attempts=Least(models.F("attempts") + 1, MOST_COUNTED), failed_at=at, error=name
        )
        for entry in owed:
            logger.error("Delivery to %s failed: %s, event %s", entry.subscriber, name, entry.event_id)


class OutboxEntry(models.Model):
    """What a subscriber is still owed of the ledger."""

    event_id = models.UUIDField()
    case_id = models.BigIntegerField()
    subscriber = models.CharField(max_length=20)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    attempts = models.SmallIntegerField(default=0, db_default=0, help_text="How often delivery failed")
    failed_at = models.DateTimeField(null=True, blank=True, help_text="When it failed last")
    error = models.CharField(max_length=200, blank=True, db_default="", help_text="The sort of error, never its text")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "event_id"], name="each_event_owed_once")]
        indexes = [
            models.Index(fields=["subscriber", "id"], condition=Q(delivered_at__isnull=True), name="what_is_still_owed")
        ]

    def __str__(self) -> str:
        return f"{self.subscriber} {self.event_id}"
