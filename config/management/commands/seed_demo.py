"""Make the demo world: people of two agencies, fourteen months of past cases, live cases in every state."""

import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, OutputWrapper
from django.db import connection, transaction
from django.utils import timezone

from accounts.operations import cover
from casework.models import CaseFile, OffenceCode
from charging.operations import notices
from config.demo import people, quality, states, workload
from config.demo.cases import DEMO
from config.demo.files import THEFT
from config.history import writing
from foundation.periods import local_date
from metrics.operations import delivery

PAST_CASES = 4_800
# Charts show fourteen months. Long cases need time to come through, so the past begins earlier: otherwise
# the first months would hold quick decisions only and every duration would seem to rise.
MONTHS = 14 + 8
SEED = 45
LOCK = 7_268_011


class Command(BaseCommand):
    """Make the demo world unless it is there; whole or not at all."""

    help = "Make the demo world: plainly synthetic people and cases. Does nothing where it exists."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Let tests make a smaller past."""
        parser.add_argument("--past-cases", type=int, default=PAST_CASES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, and say how long that took; nothing at verbosity 0."""
        if not options["verbosity"]:
            self.stdout = OutputWrapper(StringIO())
        began = time.monotonic()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            if CaseFile.objects.filter(force__code=people.FORCES[0], crime_reference__startswith=DEMO).exists():
                self.stdout.write("The demo world is there already.")
                return
            if not OffenceCode.objects.filter(code=THEFT).exists():
                raise CommandError("Load the reference data first: manage.py load_reference_data")
            self._make(timezone.now(), options["past_cases"])
        self.stdout.write(f"Made the demo world in {time.monotonic() - began:.1f} s")

    def _make(self, now: datetime, past_cases: int) -> None:
        casts = people.employ()
        window = writing.months_back(local_date(now) - timedelta(days=1), MONTHS)
        history = writing.write_history(window=window, count=past_cases, seed=SEED, force_codes=people.FORCES)
        for cases, events in history:
            self.stdout.write(f"{cases:,} past cases, {events:,} events")
        for cast in casts:
            chosen = states.EVERY_STATE if cast is casts[0] else states.SOME_STATES
            self.stdout.write(f"{states.make(cast, now, chosen)} live cases for {cast.unit.organisation}")
            self.stdout.write(f"{quality.assess(cast, now)} files to assess for {cast.unit.organisation}")
        quality.score_again(casts[0], now)
        self._arrange_cover(casts[0], now)
        workload.arrange(casts[0], now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        call_command("rebuild_metrics", stdout=self.stdout)
        # The figures hold everything already; this marks it as told, and makes people's notices.
        for deliver in (delivery.deliver_batch, lambda at: notices.deliver(at=at)):
            while deliver(now):
                continue

    @staticmethod
    def _arrange_cover(cast: people.Cast, now: datetime) -> None:
        today = local_date(now)
        details = cover.CoverDetails(
            covered_by=cast.prosecutor, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=12)
        )
        cover.arrange(details=details, by=cast.second_prosecutor, at=now - timedelta(days=1))
