"""`manage.py issue_token EMAIL --days N`: let a machine act as an account through the API."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from accounts.operations import tokens

MOST_DAYS = 365


class Command(BaseCommand):
    """Print a token once; it cannot be read again, only revoked."""

    help = "Issue an API token to an account, printed once, or revoke all of its tokens."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose token, and for how long."""
        parser.add_argument("email", help="E-mail address of an open account")
        parser.add_argument("--days", type=int, default=90, help=f"1 to {MOST_DAYS}; 90 where it is left out")
        parser.add_argument("--revoke", action="store_true", help="End every token of the account instead")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue or revoke."""
        user = User.objects.filter(email__iexact=options["email"], is_active=True).first()
        if user is None:
            raise CommandError(f"There is no open account {options['email']}.")
        if options["revoke"]:
            self.stdout.write(f"{tokens.revoke(user=user)} tokens of {user.email} revoked.")
            return
        if not 1 <= options["days"] <= MOST_DAYS:
            raise CommandError(f"--days must be from 1 to {MOST_DAYS}.")
        self.stderr.write(f"Token of {user.email} for {options['days']} days. Keep it safe: it is shown only now.")
        self.stdout.write(tokens.issue(user=user, days=options["days"]))
