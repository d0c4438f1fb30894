"""Since when police have owed the CPS something: a mended file, answers, acting on advice, a charge."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from casework.lifecycle import Status
from casework.models import CaseFile, Suspect
from charging.lifecycle import TriageResult

OWED = (Status.REJECTED, Status.ACTION_PLAN, Status.ADVICE_GIVEN, Status.AUTHORISED)


def with_owed_since(rows: QuerySet[Suspect]) -> QuerySet[Suspect]:
    """Note of each suspect since when police owe something, as `owed_since`.

    From the rejection or the decision, however often the file went to the supervisor and back in between; anew from
    when it was reopened.
    """
    rejected = Max("submissions__triage__at", filter=_rejections())
    return rows.annotate(
        owed_since=Coalesce(Greatest(rejected, Max("decisions__at"), Max("closings__reopened_at")), "status_at")
    )


def _rejections() -> Q:
    return Q(submissions__triage__result=TriageResult.REJECT)


def owed_since(row: Suspect) -> datetime:
    """Since when police have owed something about a suspect read by `with_owed_since`."""
    since: datetime = getattr(row, "owed_since")  # noqa: B009 - the annotation, which the type does not know of
    return since


def overdue_since(case_file: CaseFile, suspects: Iterable[Suspect]) -> dict[Suspect, datetime]:
    """Since when police have owed something about each of some suspects, in one query."""
    keys = [suspect.pk for suspect in suspects]
    rows = with_owed_since(Suspect.objects.filter(case_file=case_file, pk__in=keys)).order_by("number")
    return {row: owed_since(row) for row in rows}
