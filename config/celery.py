"""The Celery application: tasks live in each app's tasks.py."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import setup_logging
from django_structlog.celery.steps import DjangoStructLogInitStep

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)  # every line of a task carries its id
# What waits for a network, a scanner or a player has workers of its own, one for each sort (casework.operations.turns):
# it never keeps notices, figures and documents waiting.
OUTSIDE = "outside"
app.conf.task_routes = {
    "casework.tasks.scan_material": {"queue": OUTSIDE},
    "casework.tasks.try_recordings": {"queue": OUTSIDE},
    "casework.tasks.check_links": {"queue": OUTSIDE},
    "casework.tasks.send_mails": {"queue": OUTSIDE},
    "casework.tasks.ask_about_mails": {"queue": OUTSIDE},
    "charging.tasks.work_out_packages": {"queue": OUTSIDE},  # reads all that was sent
    "config.tasks.look_for_what_must_never_be": {"queue": OUTSIDE},  # reads every byte that was ever sent
}
# Few, in code, in UTC. The outbox in PostgreSQL is what must not be lost; these only say how often it is looked at,
# so what could not be sent while the broker was away is dropped, not queued up.
app.conf.beat_schedule = {
    "refresh-figures": {"task": "metrics.tasks.refresh_figures", "schedule": 0.5, "options": {"expires": 5}},
    "deliver-notices": {"task": "charging.tasks.deliver_notices", "schedule": 1.0, "options": {"expires": 5}},
    "do-bulk-jobs": {"task": "charging.tasks.do_bulk_jobs", "schedule": 0.5, "options": {"expires": 5}},
    "make-documents": {"task": "casework.tasks.make_documents", "schedule": 1.0, "options": {"expires": 5}},
    "scan-material": {"task": "casework.tasks.scan_material", "schedule": 2.0, "options": {"expires": 5}},
    "try-recordings": {"task": "casework.tasks.try_recordings", "schedule": 5.0, "options": {"expires": 10}},
    "work-out-packages": {"task": "charging.tasks.work_out_packages", "schedule": 5.0, "options": {"expires": 10}},
    "check-links": {"task": "casework.tasks.check_links", "schedule": 5.0, "options": {"expires": 10}},
    "write-mails": {"task": "casework.tasks.write_mails", "schedule": 5.0, "options": {"expires": 10}},
    "send-mails": {"task": "casework.tasks.send_mails", "schedule": 2.0, "options": {"expires": 5}},
    "ask-about-mails": {"task": "casework.tasks.ask_about_mails", "schedule": 30.0, "options": {"expires": 60}},
    "count-for-editions": {"task": "casework.tasks.count_for_editions", "schedule": 2.0, "options": {"expires": 5}},
    "restate-open-work": {"task": "metrics.tasks.restate_open_work", "schedule": 3600.0, "options": {"expires": 600}},
    "prune-drafts": {"task": "casework.tasks.prune_drafts", "schedule": crontab(hour=2, minute=40)},
    "forget-ended-sessions": {"task": "accounts.tasks.forget_ended_sessions", "schedule": crontab(hour=2, minute=50)},
    "check-all-links-again": {"task": "casework.tasks.check_all_links_again", "schedule": crontab(hour=1, minute=10)},
    "remind-of-rejections": {"task": "charging.tasks.remind_of_rejections", "schedule": crontab(minute=45)},
    "remind-of-second-looks": {"task": "charging.tasks.remind_of_second_looks", "schedule": crontab(minute=50)},
    "tell-of-late-answers": {"task": "charging.tasks.tell_of_late_answers", "schedule": crontab(minute="*/5")},
    "close-disputes": {"task": "charging.tasks.close_disputes", "schedule": crontab(minute=5)},
    "send-reminders": {"task": "charging.tasks.send_reminders", "schedule": crontab(minute=35)},
    "remove-stale-uploads": {"task": "casework.tasks.remove_stale_uploads", "schedule": crontab(minute=25)},
    "look-for-what-must-never-be": {
        "task": "config.tasks.look_for_what_must_never_be",
        "schedule": crontab(hour=3, minute=20),
    },
    "prune-mails": {"task": "casework.tasks.prune_mails", "schedule": crontab(hour=2, minute=30)},
    "prune-outbox": {"task": "casework.tasks.prune_outbox", "schedule": crontab(hour=2, minute=20)},
}


@setup_logging.connect
def keep_logging(**_: object) -> None:
    """Leave worker and beat with config/logs.py: Celery sets up its own logging only where nobody answers."""
