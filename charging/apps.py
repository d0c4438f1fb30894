"""Tells Django about the app."""

from django.apps import AppConfig


class ChargingConfig(AppConfig):
    """The charging app. Casework keeps the rows of work queues; what is due in them, charging says."""

    name = "charging"

    def ready(self) -> None:
        """Say to casework who works out what is due."""
        from casework.operations.listing import also_kept_by
        from charging.operations.listing import keep_dues_of

        also_kept_by(keep_dues_of)
