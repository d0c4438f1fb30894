"""Work out all facts and cells anew from the ledger."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from metrics.models import Cell, FactEscalation, FactOpenMonth, FactSubmission, FactSuspect
from metrics.operations import refresh


class Command(BaseCommand):
    """Empty the figures and fill them from the ledger. Readers wait until it is done."""

    help = "Work out all facts and cells of the figures anew from the ledger."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and say how much there is and how long it took."""
        started = time.monotonic()
        refresh.rebuild(timezone.now())
        for model in (FactSuspect, FactSubmission, FactOpenMonth, FactEscalation, Cell):
            self.stdout.write(f"{model.__name__}: {model._default_manager.count():,}")
        self.stdout.write(f"Rebuilt in {time.monotonic() - started:.1f} s")
