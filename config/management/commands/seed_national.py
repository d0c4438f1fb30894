"""Fill the database with past cases of every force, for measurements and large demonstrations."""

import os
import time
from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import Organisation, OrganisationKind
from accounts.operations import demo
from accounts.roles import Role
from config.history import writing
from config.history.plan import Window
from config.history.world import NothingToTell

BUILDERS, PROSECUTORS = 10, 25
SINCE = date(2015, 1, 1)


class Command(BaseCommand):
    """Write past cases of all forces, weighted by their size, and the figures over them."""

    help = "Write plausible, plainly synthetic past cases of all forces. Connects as the owner of the tables."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say how many, over how long, from which seed."""
        parser.add_argument("--cases", type=int, default=10_000)
        parser.add_argument("--months", type=int, default=14)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--until", type=date.fromisoformat, help="Last day of history; yesterday by default")
        parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, 4))
        parser.add_argument("--no-metrics", action="store_true", help="Leave the figures as they are")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the people, write the cases, work out the figures."""
        last = options["until"] or timezone.localdate(timezone.now()) - timedelta(days=1)
        self._employ()
        self._write(writing.months_back(last, options["months"]), options)
        if not options["no_metrics"]:
            call_command("rebuild_metrics", stdout=self.stdout)

    def _employ(self) -> None:
        forces = Organisation.objects.filter(kind=OrganisationKind.FORCE).order_by("code")
        areas = Organisation.objects.filter(kind=OrganisationKind.CPS_AREA).order_by("code")
        demo.employ(list(forces), demo.FORCE_STAFF | {Role.FILE_BUILDER: BUILDERS, Role.SUPERVISOR: 3}, since=SINCE)
        demo.employ(list(areas), demo.AREA_STAFF | {Role.PROSECUTOR: PROSECUTORS}, since=SINCE)

    def _write(self, window: Window, options: dict[str, Any]) -> None:
        began, cases, events = time.monotonic(), 0, 0
        processes = 1 if connection.in_atomic_block else options["processes"]
        try:
            for written in writing.write_history(
                window=window, count=options["cases"], seed=options["seed"], processes=processes
            ):
                cases, events = cases + written[0], events + written[1]
                self.stdout.write(self._rate(cases, events, began))
        except NothingToTell as reason:
            raise CommandError(str(reason)) from reason
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        self.stdout.write(f"Done: {self._rate(cases, events, began)}")

    @staticmethod
    def _rate(cases: int, events: int, began: float) -> str:
        seconds = time.monotonic() - began
        return f"{cases:,} cases, {events:,} events in {seconds:.1f} s ({cases / seconds:,.0f} cases a second)"
