"""What an officer and a unit can learn from assessed files. No other officer is named, and nobody is ranked."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from accounts.models import User
from charging.models import Assessment, AssessmentState, Failure, FailureGroup
from charging.queries.quality.numbers import Rates
from charging.queries.quality.places import Place
from charging.queries.quality.rows import ASSESSED, Asked, failures_of, files_of
from charging.rules.disputes import SAID_WORDS, Said, said_of
from foundation.periods import Month

LAST, MONTHS, COMMON = 10, 6, 5


@dataclass(frozen=True)
class LearnedFrom:
    """One of the reader's own files: whether it met, what failed, what came of it and how to mend it."""

    assessment: Assessment
    failures: Sequence[tuple[Failure, str]]

    @property
    def met(self) -> bool:
        """Whether it met the standard."""
        return self.assessment.state == AssessmentState.MET

    @property
    def met_in_the_end(self) -> bool:
        """Whether the CPS accepted that every failure was found wrongly."""
        return not self.met and all(said_of(failure) is Said.ACCEPTED for failure, _ in self.failures)


def last_files(user: User) -> list[LearnedFrom]:
    """The last ten assessed files of which the reader is the officer in the case, newest first: two statements."""
    standing = Failure.objects.filter(stands=True).select_related("reason").order_by("reason__position")
    rows = Assessment.objects.visible_to(user).filter(ASSESSED, case_file__officer=user)
    found = rows.select_related("case_file").prefetch_related(Prefetch("failures", queryset=standing, to_attr="stood"))
    return [
        LearnedFrom(row, [(each, SAID_WORDS[said_of(each)]) for each in getattr(row, "stood", ())])
        for row in found.order_by("-assessed_at", "-pk")[:LAST]
    ]


@dataclass(frozen=True, kw_only=True)
class MonthLine(Rates):
    """A unit's month."""

    month: Month


def trend(place: Place, until: Month, user: User) -> list[MonthLine]:
    """Count the last months of a place, oldest first: a statement a month."""
    return [_line(Asked(place, until.plus(-back)), user) for back in reversed(range(MONTHS))]


def _line(asked: Asked, user: User) -> MonthLine:
    found = files_of(asked, user).order_by()
    counts = found.aggregate(
        assessed=Count("pk"), met=Count("pk", filter=Q(fails=False)), agreed=Count("pk", filter=Q(fails_finally=False))
    )
    return MonthLine(month=asked.month, assessed=counts["assessed"], met=counts["met"], finally_met=counts["agreed"])


@dataclass(frozen=True)
class CommonFailure:
    """A failure with how often it stood in a month, and how to mend it."""

    title: str
    group: str
    mend: str
    count: int


def most_common(place: Place, month: Month, user: User) -> list[CommonFailure]:
    """What failed most often in a month of a place, leaving out what was disputed successfully."""
    rows = failures_of(Asked(place, month), user).exclude(decision="accepted")
    columns = ("reason__title", "reason__group", "reason__mend")
    found = rows.order_by().values(*columns).annotate(times=Count("pk")).order_by("-times", "reason__title")
    labels = dict(FailureGroup.choices)
    return [
        CommonFailure(row["reason__title"], str(labels[row["reason__group"]]), row["reason__mend"], row["times"])
        for row in found[:COMMON]
    ]
