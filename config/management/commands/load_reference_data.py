"""`manage.py load_reference_data`: every list that the service reads and nobody types in."""

from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.utils import timezone

from accounts.operations import reference_data as organisations
from casework.operations import file_standard, reference_data
from casework.operations.reference_rows import read
from charging.operations import reference_data as charging_lists


class Command(BaseCommand):
    """Load the reference lists; what is already loaded is skipped, so it is safe and quick to run again."""

    help = (
        "Load offence codes, courts, code lists, bank holidays, forces, CPS Areas, "
        "the file standard and coded reasons. Safe to run again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Let the installed packages be elsewhere."""
        parser.add_argument("--node-modules", type=Path, default=settings.NODE_MODULES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything and say what changed, one line a list; nothing at verbosity 0."""
        if not options["verbosity"]:
            self.stdout = OutputWrapper(StringIO())
        node_modules: Path = options["node_modules"]
        units = node_modules / reference_data.PACKAGE / "data" / "organisation-unit.json"
        if not units.exists():
            raise CommandError(f"{units} is missing: run npm ci, or give --node-modules.")
        at = timezone.now()
        for loaded in reference_data.load(node_modules=node_modules, at=at):
            self.stdout.write(self._line(loaded))
        counts = organisations.load(published_units=read(units), on=timezone.localdate(at))
        self.stdout.write(", ".join(f"{count} {noun}" for noun, count in counts.items()))
        self.stdout.write(f"file standard: {file_standard.load_editions()} editions added")
        self.stdout.write(f"coded reasons of charging: {charging_lists.load_reasons()} added")

    @staticmethod
    def _line(loaded: reference_data.Loaded) -> str:
        """Return what is printed of one list."""
        news = f"{loaded.added} added, {loaded.changed} changed, {loaded.ended} ended"
        what = news if loaded.is_new else "nothing new"
        return f"{loaded.dataset} {loaded.version}: {loaded.rows} rows, {what}"
