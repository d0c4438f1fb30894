"""What a month's sample is drawn from, and how far first and second scores agree."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Prefetch, Q, QuerySet, Value

from accounts.models import Organisation
from charging.models import Assessment, AssessmentState, FailureGroup, FailureReason, SampleDraw, SecondScore
from charging.rules.sampling import Candidate
from foundation.agreement import Agreement, agreement
from foundation.percentiles import percentage, round_half_up
from foundation.periods import Month

ASSESSED = (AssessmentState.MET, AssessmentState.NOT_MET)


def frame_of(area: Organisation, month: Month) -> list[Candidate]:
    """Every file of an Area that was assessed in a month and is the Area's still, with its stratum."""
    rows = Assessment.objects.filter(
        cps_area=area,
        case_file__cps_area=area,
        assessed_at__gte=month.start,
        assessed_at__lt=month.end,
        state__in=ASSESSED,
    ).order_by("pk")
    columns = ("pk", "force__code", "casework_type", "state", "assessed_by_id", "corrected_by_id")
    return [
        Candidate(key, (force, kind, state), frozenset(filter(None, people)))
        for key, force, kind, state, *people in rows.values_list(*columns)
    ]


@dataclass(frozen=True)
class Agreed:
    """How far the two scores of a sample agree about one thing: met or not, or one group of failures."""

    label: str
    found: Agreement

    @property
    def share(self) -> str:
        """Plain agreement, with its numbers."""
        if not self.found.total:
            return "Nothing scored yet"
        return f"{percentage(self.found.alike, self.found.total)}% ({self.found.alike} of {self.found.total})"

    @property
    def kappa(self) -> str:
        """Cohen's kappa to two places; in words where there is no such number."""
        if self.found.kappa is None:
            return "Not defined" if self.found.total else "Nothing scored yet"
        return str(round_half_up(self.found.kappa, 2))


@dataclass(frozen=True)
class Scored:
    """One file of a sample that was scored twice, with what each found."""

    score: SecondScore
    first: frozenset[str]
    second: frozenset[str]

    @property
    def differs(self) -> bool:
        """Whether the two scores are worth talking over: another result, or failures in other groups."""
        return self.first != self.second

    @property
    def only_first(self) -> str:
        """Failures that only the first score has."""
        return ", ".join(sorted(self.first - self.second)) or "None"

    @property
    def only_second(self) -> str:
        """Failures that only the second score has."""
        return ", ".join(sorted(self.second - self.first)) or "None"


def scored(draw: SampleDraw) -> list[Scored]:
    """The files of a sample that were scored twice, in order."""
    return [
        Scored(row, frozenset(getattr(row, "first_codes", ())), frozenset(each.code for each in row.failures.all()))
        for row in _scores(draw).filter(scored_at__isnull=False)
    ]


def _scores(draw: SampleDraw) -> QuerySet[SecondScore]:
    standing = Q(assessment__failures__stands=True)
    codes = ArrayAgg("assessment__failures__reason__code", filter=standing, default=Value([]))
    rows = draw.scores.select_related("assessment__case_file", "assessment__consultation")
    return (
        rows.annotate(first_codes=codes)
        .prefetch_related(Prefetch("failures", queryset=FailureReason.objects.order_by("position")))
        .order_by("pk")
    )


def agreements(rows: Sequence[Scored]) -> list[Agreed]:
    """How far the scores agree on met or not met, and group by group."""
    groups = dict(FailureReason.objects.values_list("code", "group"))
    found = [Agreed("Met or not met", agreement((bool(row.first), bool(row.second)) for row in rows))]
    for group in FailureGroup:
        pairs = ((_in(row.first, group, groups), _in(row.second, group, groups)) for row in rows)
        found.append(Agreed(group.label, agreement(pairs)))
    return found


def _in(codes: frozenset[str], group: FailureGroup, groups: dict[str, str]) -> bool:
    return any(groups[code] == group for code in codes)
