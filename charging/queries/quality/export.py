"""The failures of a week or a month as rows to take away; comments only for a reader who may take them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import User
from casework.models import CaseFlag, Flag
from charging.lifecycle import ReviewType
from charging.models import Assessment, Discussed, Failure, FailureAnswer
from charging.permissions import may_take_comments_away
from charging.queries.quality.places import Place
from charging.rules.disputes import Said, said_of
from foundation.clocks import end_of
from foundation.periods import LONDON

MOST_ROWS = 20_000
COLUMNS = (
    "URN",
    "Assessed on",
    "Casework type",
    "Police unit",
    "CPS unit",
    "Review type",
    "Rape",
    "Domestic abuse",
    "Hate crime",
    "Failure code",
    "Failure",
    "Disputed",
    "Dispute accepted",
    "How discussed",
)
COMMENTS = "Comments"
DISPUTED = {"": "Not answered", FailureAnswer.NOT_DISPUTED: "No", FailureAnswer.DISPUTED: "Yes"}
ACCEPTED = {Said.ACCEPTED: "Yes", Said.NOT_ACCEPTED: "No", Said.NOT_DECIDED: "Not decided"}
FLAGS = (Flag.RAPE, Flag.DOMESTIC_ABUSE, Flag.HATE)


@dataclass(frozen=True)
class Slice:
    """What is taken away: a place, from one local day to another, both included."""

    place: Place
    first: date
    last: date

    @property
    def name(self) -> str:
        """How the file is called, without its ending."""
        return f"file-quality-{self.first.isoformat()}-to-{self.last.isoformat()}"


@dataclass(frozen=True)
class Exported:
    """The rows of an export under their headings; `with_comments` says whether comments are among them."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    with_comments: bool


def exported(asked: Slice, user: User) -> Exported:
    """Read the failures that stand of files assessed in a slice of time, one row each, in two statements."""
    with_comments = may_take_comments_away(user)
    columns = (*COLUMNS, COMMENTS) if with_comments else COLUMNS
    return Exported(columns, list(_rows(asked, user, with_comments=with_comments)), with_comments)


def count_of(asked: Slice, user: User) -> int:
    """How many rows an export would have, up to one more than may be taken away."""
    return _failures(asked, user)[: MOST_ROWS + 1].count()


def _failures(asked: Slice, user: User) -> QuerySet[Failure]:
    files = Assessment.objects.visible_to(user).filter(
        assessed_at__gte=datetime.combine(asked.first, time.min, LONDON),
        assessed_at__lt=end_of(asked.last),
        **asked.place.condition,
    )
    return Failure.objects.filter(stands=True, assessment__in=files.order_by())


def _rows(asked: Slice, user: User, *, with_comments: bool) -> Iterator[Sequence[Any]]:
    rows = _failures(asked, user).select_related(
        "reason",
        "assessment__case_file",
        "assessment__police_unit",
        "assessment__cps_unit",
        "assessment__consultation__submission__triage",
    )
    case = OuterRef("assessment__case_file")
    flags = {
        f"is_{flag.value}": Exists(CaseFlag.objects.filter(case_file=case, code=flag, cleared_at=None))
        for flag in FLAGS
    }
    found = rows.annotate(**flags).order_by("assessment__assessed_at", "assessment_id", "reason__position")
    for row in found[:MOST_ROWS]:
        yield (*_row(row), _comments(row)) if with_comments else _row(row)


def _row(row: Failure) -> tuple[Any, ...]:
    file, triage = row.assessment, getattr(row.assessment.consultation.submission, "triage", None)
    said = said_of(row)
    return (
        file.case_file.reference,
        file.assessed_at.astimezone(LONDON).date() if file.assessed_at else None,
        file.get_casework_type_display(),
        str(file.police_unit),
        str(file.cps_unit or ""),
        ReviewType(triage.review_type).label if triage and triage.review_type else "Answers to an action plan",
        *("Yes" if getattr(row, f"is_{flag.value}") else "No" for flag in FLAGS),
        row.reason.code,
        row.reason.title,
        DISPUTED[row.answer],
        ACCEPTED.get(said, ""),
        ", ".join(str(Discussed(each).label) for each in row.discussed),
    )


def _comments(row: Failure) -> str:
    """What police, the CPS and the assessor wrote: it never leaves the CPS in a file."""
    return " / ".join(filter(None, (row.ground, row.decision_reason, row.assessment.comments)))
