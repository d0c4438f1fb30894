"""Wiring: settings, addresses, background application, embedded services. Nobody imports it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
