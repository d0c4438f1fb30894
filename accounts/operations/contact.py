"""What people say of how to reach them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.rules import contact as rules


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """Where somebody can be rung, and when they work, in their own few words."""

    contact_number: str
    working_pattern: str = ""


@transaction.atomic
def change(*, details: ContactDetails, by: User, at: datetime) -> User:
    """Set one's own contact details. Raises Refused (no telephone number); then nothing has changed."""
    rules.number(details.contact_number).require()
    person = User.objects.select_for_update().get(pk=by.pk)
    person.contact_number = details.contact_number.strip()
    person.working_pattern = details.working_pattern.strip()
    person.save(update_fields=["contact_number", "working_pattern"])
    return person
