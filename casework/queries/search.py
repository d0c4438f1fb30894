"""Finding a case file by URN in any spelling, or by a suspect's family name. The policy narrows first."""

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from casework.models import CaseFile, Suspect
from casework.rules.identifiers import normalise_urn

LEAST_LETTERS = 2


def cases(text: str, *, user: User) -> QuerySet[CaseFile]:
    """The visible case files that match what was typed, newest first; none where it is too short."""
    urn = normalise_urn(text)
    visible = CaseFile.objects.visible_to(user).prefetch_related(Prefetch("suspects"))
    if len(urn) < LEAST_LETTERS:
        return visible.none()
    if urn[:2].isdigit():
        return visible.filter(urn__startswith=urn[:11]).order_by("-opened_at", "-id")
    named = Suspect.objects.filter(family_name__istartswith=text.strip()).values("case_file_id")
    return visible.filter(pk__in=named).order_by("-opened_at", "-id")
