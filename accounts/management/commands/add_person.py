"""Give somebody an account and a role; how an agency's first people come in where there is no single sign-on."""

from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Unit
from accounts.operations import memberships
from accounts.operations.memberships import Post
from accounts.roles import Role
from foundation.verdicts import Refused


class Command(BaseCommand):
    """Add a person, asking for a password that is never shown or stored in clear."""

    help = "Give somebody an account and a role in a unit; asks for a password on a new account."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, what and where."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=[role.value for role in Role])
        parser.add_argument("--unit", required=True, help="Code of the unit, such as 46AB or south-east-mc")

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the person or say why not."""
        unit = Unit.objects.select_related("organisation").filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(f"There is no unit {options['unit']}. Run load_reference_data first.")
        post = Post(unit=unit, role=Role(options["role"]))
        try:
            password = getpass("Password for the new account: ")
            memberships.join(
                email=options["email"], name=options["name"], password=password, post=post, by=None, at=timezone.now()
            )
        except (Refused, ValidationError) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{options['email']} is {post.role.definition.title} in {unit}.")
