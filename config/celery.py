"""The Celery application: tasks live in each app's tasks.py."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("tandem")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Few, in code, in UTC. The outbox in PostgreSQL is what must not be lost; these only say how often it is looked at,
# so what could not be sent while the broker was away is dropped, not queued up.
app.conf.beat_schedule = {
    "refresh-figures": {"task": "metrics.tasks.refresh_figures", "schedule": 0.5, "options": {"expires": 5}},
    "deliver-notices": {"task": "charging.tasks.deliver_notices", "schedule": 1.0, "options": {"expires": 5}},
    "restate-open-work": {"task": "metrics.tasks.restate_open_work", "schedule": 3600.0, "options": {"expires": 600}},
}
