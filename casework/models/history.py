"""Field-level history: the database keeps what a row said before each change, whichever path changed it.

Each tracked row names who changed it last and when, so its snapshots carry their own who and when,
and nothing has to remember the current person outside the call.
"""

from collections.abc import Callable
from typing import Any

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q


class Changed(models.Model):
    """Who gave a row its present values, and when; empty until it is first changed."""

    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True


def changed_by_somebody(noun: str) -> models.CheckConstraint:
    """Return the constraint that a change names both its time and its person, or neither."""
    return models.CheckConstraint(
        condition=Q(changed_at__isnull=True, changed_by__isnull=True)
        | Q(changed_at__isnull=False, changed_by__isnull=False),
        name=f"a_changed_{noun}_says_when_and_by_whom",
    )


def kept_history(*fields: str, confirmed: bool = False) -> Callable[[Any], Any]:
    """Keep a snapshot of the row as it was before each change of one of these fields.

    With `confirmed`, also when somebody else stands behind it from then on and it says the same.
    """
    watched = [*fields, "changed_at"] if confirmed else fields

    def keep(model: Any) -> Any:
        return pghistory.track(
            pghistory.UpdateEvent("changed", row=pghistory.Old, condition=pghistory.AnyChange(*watched)),
            fields=[*fields, "changed_at", "changed_by"],
            model_name=f"{model.__name__}Before",
            context_field=None,  # type: ignore[arg-type] # None means "no context", which the stubs forget
            obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
        )(model)

    return keep
