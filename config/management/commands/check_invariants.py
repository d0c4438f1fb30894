"""Look for what must never be: state that disagrees with the ledger, work that nobody can go on with, broken seals."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from charging.queries.case.stuck import look
from config.invariants import CHECKS, SHOWN, findings


class Command(BaseCommand):
    """Look for each of the things that must never be; exit with 1 where one is found."""

    help = "Compare state with the ledger, look for work that nobody can go on with, and check what was sealed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was found, with the URN, a few lines of each sort."""
        broken = False
        for finding in findings(at=timezone.now()):
            broken = True
            self.stderr.write(f"{finding.title}: {finding.count:,}")
            for line in finding.lines:
                self.stderr.write(f"  {line}")
        self._stuck()
        if broken:
            sys.exit(1)
        self.stdout.write(f"{len(CHECKS) + 1} checks: nothing is out of step.")

    def _stuck(self) -> None:
        """Print the work that nobody goes on with: people put it right on its page, so it breaks nothing here."""
        by_sort: dict[str, list[str]] = {}
        for each in look(at=timezone.now()):
            by_sort.setdefault(each.sort, []).append(f"{each.reference}: {each.what}")
        for sort, lines in by_sort.items():
            self.stdout.write(f"{sort}: {len(lines):,}")
            for line in lines[:SHOWN]:
                self.stdout.write(f"  {line}")
