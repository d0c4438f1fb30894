"""Say who can sign in to the demo world."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.models import Membership
from accounts.operations.demo import DOMAIN
from accounts.roles import Role, Side

TITLES = {Side.POLICE: "Police", Side.CPS: "Crown Prosecution Service"}


class Command(BaseCommand):
    """Print the demo people by agency: address, name and role."""

    help = "List the demo people by agency, with their addresses and roles."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line a person."""
        rows = Membership.objects.current().filter(user__is_demo=True, user__email__endswith=DOMAIN)
        rows = rows.select_related("user", "unit__organisation").order_by("unit__organisation__name", "role", "user_id")
        for side in Side:
            self.stdout.write(f"{TITLES[side]}:")
            for row in rows:
                definition = Role(row.role).definition
                if definition.side is side:
                    self.stdout.write(f"  {row.user.email:<52} {row.user.name:<44} {definition.title}")
