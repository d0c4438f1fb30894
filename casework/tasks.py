"""Background work of the case file: make documents, look at material, count for editions, keep the outbox small."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from casework.operations import (
    documents,
    drafts,
    edition_counts,
    links,
    mail_carriers,
    mail_keeping,
    mail_writing,
    mailing,
    media,
    outbox,
    scanning,
    uploads,
)
from casework.operations.mailing import Step

MOST_BATCHES = 400
MOST_DOCUMENTS = 20
MOST_CHUNKS = 50
MOST_MAILS = 200


@shared_task
def prune_outbox(**_: Any) -> int:
    """Delete what was delivered long ago, in short transactions; what is left after a fair share goes tomorrow."""
    deleted = 0
    for _round in range(MOST_BATCHES):
        count = outbox.prune(at=timezone.now())
        deleted += count
        if count < outbox.BATCH:
            break
    return deleted


@shared_task
def make_documents(**_: Any) -> int:
    """Make the documents that were asked for, one transaction each; what is left after a fair share goes next time."""
    for made in range(MOST_DOCUMENTS):
        if documents.make_next(at=timezone.now()) is None:
            return made
    return MOST_DOCUMENTS


@shared_task
def prune_drafts(**_: Any) -> int:
    """Delete drafts that nobody touched for a long time."""
    return drafts.prune(at=timezone.now())


@shared_task
def scan_material(**_: Any) -> int:
    """Have what came in scanned for viruses."""
    return scanning.scan_waiting(at=timezone.now())


@shared_task
def try_recordings(**_: Any) -> int:
    """Try whether recordings play that nobody has tried."""
    return media.try_waiting(at=timezone.now())


@shared_task
def check_links(**_: Any) -> int:
    """Look at the links that wait for it."""
    return links.check_waiting(at=timezone.now())


@shared_task
def check_all_links_again(**_: Any) -> int:
    """Have the links of open cases looked at again, every night."""
    return links.ask_all_again(at=timezone.now())


@shared_task
def remove_stale_uploads(**_: Any) -> int:
    """Remove the uploads that nobody went on with."""
    return uploads.remove_stale(at=timezone.now())


@shared_task
def count_for_editions(**_: Any) -> int:
    """Judge the next open files against a draft of the standard, in short transactions; the rest goes next time."""
    for done in range(MOST_CHUNKS):
        if not edition_counts.advance(at=timezone.now()):
            return done
    return MOST_CHUNKS


@shared_task
def write_mails(**_: Any) -> int:
    """Write the mails that are due about notices."""
    return mail_writing.write_due(at=timezone.now())


@shared_task
def send_mails(**_: Any) -> int:
    """Send the mails that wait, until none is left or the mail service takes no more for now."""
    mailing.take_back_interrupted(at=timezone.now())
    with mail_carriers.chosen() as carrier:
        for done in range(MOST_MAILS):
            if mailing.send_next(carrier=carrier, at=timezone.now()) is not Step.DONE:
                return done
    return MOST_MAILS


@shared_task
def ask_about_mails(**_: Any) -> int:
    """Ask what became of the mails that were sent."""
    with mail_carriers.chosen() as carrier:
        for done in range(MOST_MAILS):
            if mailing.ask_next(carrier=carrier, at=timezone.now()) is not Step.DONE:
                return done
    return MOST_MAILS


@shared_task
def prune_mails(**_: Any) -> int:
    """Delete mails of long ago, until none is left that may go."""
    deleted = 0
    for _round in range(MOST_BATCHES):
        count = mail_keeping.prune(at=timezone.now())
        deleted += count
        if not count:
            break
    return deleted
