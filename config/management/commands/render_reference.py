"""Draw docs/reference from the code, or check that it is as drawn."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.reference import HEAD, PAGES


class Command(BaseCommand):
    """Write the pages; with --check, compare them and change nothing."""

    help = "Draw docs/reference from the code; --check compares and fails where a page is out of date."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --check."""
        parser.add_argument("--check", action="store_true", help="Compare, write nothing, fail on a difference")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare every page."""
        folder = settings.BASE_DIR / "docs" / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        stale = []
        for name, draw in PAGES.items():
            path, text = folder / name, HEAD + draw()
            if options["check"]:
                if not path.exists() or path.read_text(encoding="utf-8") != text:
                    stale.append(name)
            else:
                path.write_text(text, encoding="utf-8")
        if stale:
            raise CommandError(f"docs/reference is out of date: {', '.join(stale)}. Run `make docs`.")
