"""Work out all facts and cells anew from the ledger."""

import time
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from metrics.models import Cell, FactOpenMonth, FactSubmission, FactSuspect
from metrics.operations import refresh


class Command(BaseCommand):
    """Empty the figures and fill them from the ledger. Readers wait until it is done."""

    help = "Work out all facts and cells of the figures anew from the ledger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer the instant."""
        parser.add_argument("--as-at", type=datetime.fromisoformat, help="Leave out what was recorded later")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and say how much there is and how long it took."""
        started = time.monotonic()
        as_at = options["as_at"] or timezone.now()
        refresh.rebuild(as_at if as_at.tzinfo else timezone.make_aware(as_at))
        for model in (FactSuspect, FactSubmission, FactOpenMonth, Cell):
            self.stdout.write(f"{model.__name__}: {model._default_manager.count():,}")
        self.stdout.write(f"Rebuilt in {time.monotonic() - started:.1f} s")
