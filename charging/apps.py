"""Tells Django about the app."""

from django.apps import AppConfig


class ChargingConfig(AppConfig):
    """The charging app."""

    name = "charging"
