"""Background work of charging: telling people what happened on their cases, and reading packages."""

from celery import shared_task
from django.utils import timezone

from charging.operations import bulk, chasing, disputes, late_answers, notices, packages, reminders

MOST_PACKAGES = 20
MOST_PARTS = 40
MOST_CHASED = 500


@shared_task
def deliver_notices(**_: object) -> None:
    """Make the notices that the ledger owes. Running it twice makes none twice."""
    notices.deliver(at=timezone.now())


@shared_task
def work_out_packages(**_: object) -> int:
    """Work out the digests of packages that were asked for; what is left after a fair share goes next time."""
    for done in range(MOST_PACKAGES):
        if not packages.work_out_next():
            return done
    return MOST_PACKAGES


@shared_task
def remind_of_rejections(**_: object) -> int:
    """Remind police of rejections on the day that triage set, each once."""
    return reminders.remind(at=timezone.now(), limit=MOST_CHASED)


@shared_task
def remind_of_second_looks(**_: object) -> int:
    """Tell the CPS on their last day of Threshold Test charges to look at again, each once."""
    return reminders.remind_of_second_looks(at=timezone.now(), limit=MOST_CHASED)


@shared_task
def send_reminders(**_: object) -> int:
    """Remind of what has not come; what is left after a fair share goes next time. No reminder is sent twice."""
    return chasing.chase(at=timezone.now(), limit=MOST_CHASED)


@shared_task
def tell_of_late_answers(**_: object) -> int:
    """Tell police of escalations that the CPS has not answered in time, each step once."""
    return late_answers.tell(at=timezone.now(), limit=MOST_CHASED)


@shared_task
def do_bulk_jobs(**_: object) -> int:
    """Do bulk jobs, a part in each transaction; return how many parts. What is left after a fair share goes next."""
    for done in range(MOST_PARTS):
        if not bulk.advance(at=timezone.now()):
            return done
    return MOST_PARTS


@shared_task
def close_disputes(**_: object) -> int:
    """Take files whose month has closed out of work queues, all of them, for a month closes everywhere at once.

    Running it twice does nothing twice.
    """
    now, closed = timezone.now(), 0
    while found := disputes.close_what_is_over(at=now):
        closed += found
    return closed
