"""Loading the coded reasons of triage and decisions, as dated lists."""

import json
from datetime import date
from pathlib import Path

from django.db import transaction

from charging.models import DecisionReason, RejectionReason

DATA = Path(__file__).resolve().parent.parent / "data" / "reasons.json"
BEGINNING = date(2020, 12, 31)


@transaction.atomic
def load_reasons(path: Path = DATA) -> int:
    """Add the reasons that are not here yet and return how many; loading twice adds nothing."""
    lists = json.loads(path.read_text(encoding="utf-8"))
    rejections = RejectionReason.objects.bulk_create(
        [
            RejectionReason(position=position, valid_from=BEGINNING, **row)
            for position, row in enumerate(lists["rejection"], 1)
            if not RejectionReason.objects.filter(code=row["code"]).exists()
        ]
    )
    decisions = DecisionReason.objects.bulk_create(
        [
            DecisionReason(position=position, valid_from=BEGINNING, **row)
            for position, row in enumerate(lists["decision"], 1)
            if not DecisionReason.objects.filter(code=row["code"]).exists()
        ]
    )
    return len(rejections) + len(decisions)
