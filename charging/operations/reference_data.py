"""Loading the coded reasons of triage and decisions, as dated lists."""

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from charging.models import DecisionCode, DecisionReason, FailureReason, RejectionReason

DATA = Path(__file__).resolve().parent.parent / "data" / "reasons.json"
FAILURES = DATA.with_name("failures.json")
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
    added = len(rejections) + _load_decision_reasons(lists["decision"]) + _load_decision_codes(lists["codes"])
    return added + _load_failure_reasons(json.loads(FAILURES.read_text(encoding="utf-8")))


def _load_decision_reasons(rows: list[dict[str, Any]]) -> int:
    """Add what is missing, and put every reason, also one that was here before, under its group."""
    known = set(DecisionReason.objects.values_list("code", flat=True))
    DecisionReason.objects.bulk_create(
        DecisionReason(
            position=position, valid_from=BEGINNING, **{name: value for name, value in row.items() if name != "parent"}
        )
        for position, row in enumerate(rows, 1)
        if row["code"] not in known
    )
    keys = dict(DecisionReason.objects.values_list("code", "pk"))
    for row in rows:
        if parent := keys.get(row.get("parent", "")):
            DecisionReason.objects.filter(code=row["code"], parent=None).update(parent=parent)
    return len(keys) - len(known)


def _load_decision_codes(rows: list[dict[str, Any]]) -> int:
    known = set(DecisionCode.objects.values_list("code", flat=True))
    return len(
        DecisionCode.objects.bulk_create(
            DecisionCode(position=position, valid_from=BEGINNING, **row)
            for position, row in enumerate(rows, 1)
            if row["code"] not in known
        )
    )


def _load_failure_reasons(rows: list[dict[str, Any]]) -> int:
    known = set(FailureReason.objects.values_list("code", flat=True))
    return len(
        FailureReason.objects.bulk_create(
            FailureReason(position=position, valid_from=BEGINNING, **row)
            for position, row in enumerate(rows, 1)
            if row["code"] not in known
        )
    )
