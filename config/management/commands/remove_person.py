"""`manage.py remove_person EMAIL`: what a service desk does when somebody leaves or changes job."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.operations import memberships, tokens
from accounts.roles import Role
from casework.lifecycle import OPEN
from casework.models import CaseFile
from charging.models import Consultation


class Command(BaseCommand):
    """End roles from today on, and name the work that somebody else must take. The account stays in the record."""

    help = "End somebody's roles, or one of them, today; lists what they hold, so that it is handed over."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose roles, and which."""
        parser.add_argument("email")
        parser.add_argument("--unit", help="Only in this unit, by its code; every unit where it is left out")
        parser.add_argument("--role", choices=[role.value for role in Role], help="Only this role")

    def handle(self, *args: Any, **options: Any) -> None:
        """End the roles or say why not."""
        at = timezone.now()
        person = User.objects.filter(email__iexact=options["email"]).first()
        if person is None:
            raise CommandError(f"There is no account {options['email']}.")
        held = person.memberships.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=timezone.localdate(at)))
        asked = {"unit__code": options["unit"], "role": options["role"]}
        ending = list(held.filter(**{name: value for name, value in asked.items() if value}))
        if not ending:
            raise CommandError(f"{person.email} holds no such role.")
        for membership in ending:
            memberships.leave(membership=membership, by=None, at=at)
            self.stdout.write(f"Ended: {membership}.")
        if not held.exists():
            tokens.revoke(user=person)
            self.stdout.write("No role is left: signing in leads to no case, and every API token is revoked.")
        self.list_work(person)

    def list_work(self, person: User) -> None:
        """Name what still has this person's name on it."""
        reviews = Consultation.objects.filter(prosecutor=person, completed_at__isnull=True).select_related("case_file")
        files = CaseFile.objects.filter(Q(suspects__isnull=True) | Q(suspects__status__in=OPEN), officer=person)
        work = [f"  review of {review.case_file}" for review in reviews]
        work += [f"  officer in the case of {case_file}" for case_file in files.distinct()]
        self.stdout.write("\n".join(["To be handed over:", *work] if work else ["Nothing is left to be handed over."]))
