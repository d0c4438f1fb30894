"""The web process's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

# Every page is loaded before the first request, and what is loaded now stays: set apart from what the collector of
# garbage walks through, it costs no request the tenth of a second that a walk takes, and forked workers share it.
# What is loaded later, templates above all, is walked through once in some hundred requests.
get_resolver().url_patterns  # noqa: B018
gc.collect()
gc.freeze()
gc.set_threshold(25_000, 20, 10)
