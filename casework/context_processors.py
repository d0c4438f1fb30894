"""What every page of somebody who is signed in says of their cases: how many new notices they have."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from casework.queries.notices import new_notices as count_new


def new_notices(request: HttpRequest) -> dict[str, Any]:
    """Count them where a header is drawn, and nowhere else."""
    user = getattr(request, "user", None)
    return {"new_notices": SimpleLazyObject(lambda: count_new(user) if isinstance(user, User) else "")}
