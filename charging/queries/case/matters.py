"""What waits for a reader on one case and is told nowhere else there, to be read with what the page reads anyway."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from accounts.roles import Permission
from casework.models import Matter
from charging.lifecycle import MatterKind

TOLD_HERE = (
    MatterKind.APPROVAL,
    MatterKind.THRESHOLD_REVIEW,
    MatterKind.ITEM_EXTENSION,
    MatterKind.ITEM_CHALLENGE,
    MatterKind.REOPENING,
)
"""The others are told with what they are about: a contest with its rejection, an assessment with its file."""


def of_grade(user: User) -> Q:
    """What no grade is asked for, or one that the reader holds themselves."""
    theirs = sorted({grant.role.value for grant in user.grants if not grant.lent})
    return Q(roles=[]) | Q(roles__overlap=theirs)


def waiting_on_case(user: User) -> QuerySet[Matter, Any]:
    """What the reader may act on, as kind, subject, whose it is and when it is due, over the submissions of a case."""
    held = [permission.value for permission in Permission if user.holds(permission)]
    rows = Matter.objects.filter(
        of_grade(user), case_file=OuterRef("case_file"), kind__in=TOLD_HERE, side__in=user.sides, permission__in=held
    ).exclude(not_person=user)
    return rows.order_by("kind", "subject").values(
        said=JSONObject(kind="kind", subject="subject", person="person_id", due="due_at")
    )
