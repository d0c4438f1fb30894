"""The versions of a review's advice, and what one of them says."""

import json
from typing import Any

from charging.models import Advice, Consultation


def advice_of(consultation: Consultation) -> list[Advice]:
    """Every version, the latest first. Whoever sees the case may read it: there is none before the review is issued."""
    rows = Advice.objects.filter(consultation=consultation).select_related("sealed_by")
    return list(rows.order_by("-version"))


def said_in(advice: Advice) -> dict[str, Any]:
    """What a version says, from the very bytes that were sealed."""
    found: dict[str, Any] = json.loads(advice.content)
    return found
