"""Background work of charging: telling people what happened on their cases."""

from celery import shared_task
from django.utils import timezone

from charging.operations import notices


@shared_task
def deliver_notices(**_: object) -> None:
    """Make the notices that the ledger owes. Running it twice makes none twice."""
    notices.deliver(at=timezone.now())
