"""What is counted of file quality: every number with the condition behind it, which its list is read by too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from casework.models import visible
from charging.models import (
    Assessment,
    AssessmentState,
    DisputeDecision,
    Failure,
    FailureAnswer,
    FailureGroup,
)
from charging.queries.quality.places import Place
from charging.rules.disputes import RESULT_WORDS, SAID_WORDS, FileResult, Said
from foundation.periods import Month

ACCEPTED, REFUSED = DisputeDecision.ACCEPTED, DisputeDecision.NOT_ACCEPTED
ASSESSED = Q(state__in=[AssessmentState.MET, AssessmentState.NOT_MET])


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see: a month of a place, perhaps one group of failures only."""

    place: Place
    month: Month
    group: FailureGroup | None = None

    @property
    def query(self) -> dict[str, str]:
        """The same as parameters of an address."""
        found = {"place": self.place.key, "month": str(self.month)}
        return found | ({"group": self.group.value} if self.group else {})


# The same as `result_of`, for whole lists: every file that fails has exactly one of them.
_NONE_DECIDED = Q(fails=True, refused=False, agreed=False)
RESULTS: Mapping[FileResult, Q] = {
    FileResult.NOT_ANSWERED: _NONE_DECIDED & Q(undecided=False, unanswered=True),
    FileResult.NOT_DISPUTED: _NONE_DECIDED & Q(undecided=False, unanswered=False),
    FileResult.NOT_DECIDED: _NONE_DECIDED & Q(undecided=True),
    FileResult.SUCCESSFULLY: Q(refused=False, agreed=True),
    FileResult.UNSUCCESSFULLY: Q(refused=True),
}

# Files by the month of their assessment; with a group asked for, a file meets it without a failure of that group.
FILES: dict[str, tuple[str, Q]] = {
    "assessed": ("Files assessed", Q()),
    "met": ("Met the standard", Q(fails=False)),
    "finally_met": ("Met the standard once disputes are counted", Q(fails_finally=False)),
    "not_met": ("Did not meet the standard", Q(fails=True)),
    **{result.value: (RESULT_WORDS[result], condition) for result, condition in RESULTS.items()},
}
# Files by the month in which their review was completed: how many of them were assessed at all.
DUE: dict[str, tuple[str, Q]] = {
    "due": ("Reviews completed", Q()),
    "due_assessed": ("Assessed", ASSESSED),
    "due_not_assessed": ("Not assessed, with a reason", Q(state=AssessmentState.NOT_ASSESSED)),
    "due_to_assess": ("Still to be assessed", Q(state=AssessmentState.TO_ASSESS)),
}
_DISPUTED = Q(answer=FailureAnswer.DISPUTED)
SAID: Mapping[Said, Q] = {
    Said.NOT_ANSWERED: Q(answer=""),
    Said.NOT_DISPUTED: Q(answer=FailureAnswer.NOT_DISPUTED),
    Said.ACCEPTED: _DISPUTED & Q(decision=ACCEPTED),
    Said.NOT_ACCEPTED: _DISPUTED & Q(decision=REFUSED),
    Said.NOT_DECIDED: _DISPUTED & Q(decision=""),
}
FAILURES: dict[str, tuple[str, Q]] = {
    "failures": ("Failures", Q()),
    **{f"said_{said.value}": (SAID_WORDS[said], condition) for said, condition in SAID.items()},
    **{f"group_{group.value}": (str(group.label), Q(reason__group=group)) for group in FailureGroup},
}


def files_of(asked: Asked, user: User) -> QuerySet[Assessment]:
    """The files of a place that were assessed in a month, with what their failures came to."""
    rows = _of_place(asked, user).filter(ASSESSED, **_within(asked.month, "assessed_at"))
    failures = Failure.objects.filter(assessment=OuterRef("pk"), stands=True)
    failures = failures.filter(reason__group=asked.group) if asked.group else failures
    return rows.annotate(
        fails=Exists(failures),
        fails_finally=Exists(failures.exclude(decision=ACCEPTED)),
        refused=Exists(failures.filter(decision=REFUSED)),
        agreed=Exists(failures.filter(decision=ACCEPTED)),
        undecided=Exists(failures.filter(SAID[Said.NOT_DECIDED])),
        unanswered=Exists(failures.filter(SAID[Said.NOT_ANSWERED])),
    )


def due_of(asked: Asked, user: User) -> QuerySet[Assessment]:
    """The files of a place whose review was completed in a month, assessed or not."""
    return _of_place(asked, user).filter(**_within(asked.month, "opened_at"))


def failures_of(asked: Asked, user: User) -> QuerySet[Failure]:
    """The failures that stand of files of a place that were assessed in a month."""
    rows = Failure.objects.filter(stands=True, assessment__in=_assessed(asked, user))
    return rows.filter(reason__group=asked.group) if asked.group else rows


def _assessed(asked: Asked, user: User) -> QuerySet[Assessment]:
    return _of_place(asked, user).filter(ASSESSED, **_within(asked.month, "assessed_at")).order_by()


def left_out_of(asked: Asked, user: User) -> int:
    """How many files a reader's own numbers of a month leave out: those that they have still to score blind."""
    theirs = Assessment.objects.filter(second_score__scorer=user, second_score__scored_at__isnull=True)
    month = Q(**_within(asked.month, "assessed_at")) | Q(**_within(asked.month, "opened_at"))
    return theirs.filter(month, visible(user, through="case_file__"), **asked.place.condition).count()


def _of_place(asked: Asked, user: User) -> QuerySet[Assessment]:
    return Assessment.objects.visible_to(user).filter(**asked.place.condition)


def _within(month: Month, column: str) -> dict[str, datetime]:
    return {f"{column}__gte": month.start, f"{column}__lt": month.end}


def listed(asked: Asked, key: str, user: User) -> QuerySet[Any]:
    """The rows behind a number: as many as it says. Raises KeyError for a number that there is not."""
    if key in FAILURES:
        rows = failures_of(asked, user).filter(FAILURES[key][1])
        related = ("reason", "assessment__case_file", "assessment__police_unit")
        return rows.select_related(*related).order_by("assessment__assessed_at", "pk")
    sorts, files = (FILES, files_of(asked, user)) if key in FILES else (DUE, due_of(asked, user))
    return files.filter(sorts[key][1]).select_related("case_file", "police_unit").order_by("opened_at", "pk")


def title_of(key: str) -> str:
    """What a number counts, in words. Raises KeyError for a number that there is not."""
    label, _ = (FILES | DUE | FAILURES)[key]
    return str(label)
