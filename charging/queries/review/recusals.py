"""Who stays out of a case, told to them and to whoever noted it only."""

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.queries.people import with_grants
from accounts.queries.work import reviewers_of
from casework.models import CaseFile
from charging import permissions
from charging.models import Recusal


def may_be_noted(user: User, case_file: CaseFile) -> list[User]:
    """Of whom this reader may note that they stay out of a case, by name."""
    people = with_grants(reviewers_of([case_file.cps_body_id]))
    return [person for person in people if permissions.may_recuse(user, person, case_file)]


def recusals_for(user: User, case_file: CaseFile) -> QuerySet[Recusal]:
    """What stands on a case that is about this reader or was noted by them."""
    theirs = Q(person=user) | Q(noted_by=user)
    rows = Recusal.objects.filter(theirs, case_file=case_file, ended_at__isnull=True)
    return rows.select_related("person", "noted_by", "case_file").order_by("person__name", "id")
