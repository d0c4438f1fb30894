"""The decisions of a case with what each authorised and what came of it, in one query."""

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from casework.models import CaseFile
from charging.models import ChargeAmendment, Decision, LaidCharge
from charging.rules.victim_review import window


def decisions_of(case_file: CaseFile) -> list[Decision]:
    """Every decision, by review and then by suspect; `authorised` lists "code title" of what may be charged.

    `laid` and `amended` list in the same way what police charged, and what it has been since they amended it, or None.
    `victim_window` is until when a victim may ask for a review of it, or None.
    """
    words = _words("charges__offence_code")
    titles = ArrayAgg(words, filter=Q(charges__isnull=False), default=Value([]), order_by="charges__pk")
    rows = (
        Decision.objects.filter(consultation__case_file=case_file)
        .select_related("suspect", "reason", "charge_record", "consultation__completed_by", "consultation__action_plan")
        .annotate(authorised=titles, laid=ArraySubquery(_laid()), amended=Subquery(_amended()))
    )
    found: list[Decision] = list(rows.order_by("consultation__number", "suspect__number"))
    for row in found:
        setattr(row, "victim_window", window(row.at) if row.qualifies_for_victim_review else None)  # noqa: B010
    return found


def _laid() -> QuerySet[LaidCharge, str]:
    rows = LaidCharge.objects.filter(record__decision=OuterRef("pk")).order_by("pk")
    return rows.values_list(_words("offence_code"), flat=True)


def _amended() -> QuerySet[ChargeAmendment, Any]:
    titles = ArrayAgg(_words("offences"), order_by="offences__code")
    rows = ChargeAmendment.objects.filter(record__decision=OuterRef("pk")).annotate(titles=titles)
    return rows.order_by("-number").values("titles")[:1]


def _words(path: str) -> Concat:
    return Concat(F(f"{path}__code"), Value(" "), F(f"{path}__title"))
