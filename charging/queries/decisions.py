"""The decisions of a case with what each authorised, in one query."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from casework.models import CaseFile
from charging.models import Decision
from charging.rules.victim_review import window


def decisions_of(case_file: CaseFile) -> list[Decision]:
    """Every decision, by review and then by suspect; `authorised` lists "code title" of what may be charged.

    `victim_window` is until when a victim may ask for a review of it, or None.
    """
    code = F("charges__offence_code__code")
    words = Concat(code, Value(" "), F("charges__offence_code__title"))
    titles = ArrayAgg(words, filter=Q(charges__isnull=False), default=Value([]), order_by="charges__pk")
    rows = (
        Decision.objects.filter(consultation__case_file=case_file)
        .select_related("suspect", "reason", "charge_record", "consultation__completed_by", "consultation__action_plan")
        .annotate(authorised=titles)
    )
    found: list[Decision] = list(rows.order_by("consultation__number", "suspect__number"))
    for row in found:
        setattr(row, "victim_window", window(row.at) if row.qualifies_for_victim_review else None)  # noqa: B010
    return found
