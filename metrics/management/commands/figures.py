"""Print the figures of one metric: from the cells, or from the ledger as known at an instant."""

import csv
import json
from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from foundation.periods import LONDON, Month
from metrics.catalogue import BY_ID
from metrics.models import Segment
from metrics.operations.as_at import known_at
from metrics.queries.export import LEVELS, Export, FigureRow, export


class Command(BaseCommand):
    """Print figures as JSON, CSV or a table."""

    help = "Print the figures of one metric by month and place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer what the API offers, and an instant to look back from."""
        parser.add_argument("--metric", required=True, choices=sorted(BY_ID))
        parser.add_argument("--from", dest="first", required=True, type=Month.parse, metavar="YYYY-MM")
        parser.add_argument("--to", dest="last", required=True, type=Month.parse, metavar="YYYY-MM")
        parser.add_argument("--by", choices=sorted(LEVELS), default="nation")
        parser.add_argument("--segment", choices=Segment.values, default=Segment.ALL.value)
        parser.add_argument("--as-at", type=_instant, help="Only what was recorded by then; London time if no zone")
        parser.add_argument("--format", choices=["json", "csv", "table"], default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read and print. Raises CommandError where the months run backwards."""
        if options["last"] < options["first"]:
            raise CommandError(
                f"--from {options['first']} is later than --to {options['last']}: the first month goes first."
            )
        metric, instant = BY_ID[options["metric"]], options["as_at"]
        with known_at(instant, (metric,)) if instant else nullcontext():
            found = export(metric, options["first"], options["last"], options["by"], Segment(options["segment"]))
        as_at = instant or timezone.now()
        {"json": self._json, "csv": self._csv, "table": self._table}[options["format"]](found, as_at)

    def _json(self, found: Export, as_at: datetime) -> None:
        body = {
            "as_at": as_at.isoformat(),
            "rows": [row.as_dict() for row in found.rows],
            "totals": [row.as_dict() for row in found.totals],
        }
        self.stdout.write(json.dumps(body, indent=2))

    def _csv(self, found: Export, as_at: datetime) -> None:
        names = list(FigureRow.__dataclass_fields__)
        writer = csv.DictWriter(self.stdout, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row.as_dict() for row in found.rows)

    def _table(self, found: Export, as_at: datetime) -> None:
        names = ("level", "code", "name", "period", "numerator", "denominator", "rate", "median", "p90", "mean")
        lines = [names, *(tuple(_shown(row.as_dict()[name]) for name in names) for row in found.rows + found.totals)]
        widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
        for line in lines:
            self.stdout.write("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())
        self.stdout.write(f"As at {as_at:%Y-%m-%d %H:%M %Z}")


def _shown(value: object) -> str:
    return "-" if value is None else str(value)


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=LONDON)
