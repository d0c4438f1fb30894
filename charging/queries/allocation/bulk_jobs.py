"""Bulk jobs as their pages show them: how far, what came of each review, and why some were left out."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from accounts.roles import Permission
from casework.models import CaseFile
from charging.models import BulkJob, BulkRow, BulkState
from charging.rules.allocation import override_in_words
from foundation.periods import local_date


@dataclass(frozen=True)
class JobPage:
    """A job with how many of its reviews are where."""

    job: BulkJob
    total: int
    done: int
    left_out: int

    @property
    def waiting(self) -> int:
        """How many are still to be done."""
        return self.total - self.done - self.left_out

    @property
    def is_running(self) -> bool:
        """Whether more will come of it."""
        return self.job.done_at is None and self.job.cancelled_at is None

    @property
    def why(self) -> str:
        """Why they are given whatever speaks against it, in words; empty where that is left out."""
        return override_in_words(self.job.why, local_date(self.job.asked_at))

    @property
    def state(self) -> str:
        """Where it is, in words."""
        if self.job.cancelled_at:
            return "Cancelled"
        return "In progress" if self.is_running else "Done"


def jobs_of(user: User) -> QuerySet[BulkJob]:
    """The jobs of the CPS bodies whose work somebody manages."""
    keys = [grant.organisation_id for grant in user.grants if grant.allows(Permission.MANAGE_WORK)]
    return BulkJob.objects.filter(organisation__in=keys).select_related("to", "asked_by", "cancelled_by")


def job(user: User, pk: int) -> JobPage | None:
    """One job that somebody may follow, with its counts."""
    found = next(iter(_counted(jobs_of(user).filter(pk=pk))), None)
    return _page(found) if found else None


def recent(user: User) -> list[JobPage]:
    """The last ten jobs."""
    return [_page(each) for each in _counted(jobs_of(user)[:10])]


def _counted(jobs: QuerySet[BulkJob]) -> QuerySet[BulkJob]:
    state = {name: Count("rows", filter=Q(rows__state=name)) for name in (BulkState.DONE, BulkState.LEFT_OUT)}
    counts = {f"n_{name.value}": value for name, value in state.items()}
    keys = list(jobs.values_list("pk", flat=True))
    rows = BulkJob.objects.filter(pk__in=keys).select_related("to", "asked_by", "cancelled_by")
    return rows.annotate(n_all=Count("rows"), **counts).order_by("-asked_at", "-id")


def _page(found: BulkJob) -> JobPage:
    return JobPage(found, found.n_all, found.n_done, found.n_left_out)  # type: ignore[attr-defined]


def rows(found: BulkJob, user: User, *, only: str = "") -> QuerySet[BulkRow]:
    """What came of each review whose case somebody may see; `only` is a state, or empty for all."""
    seen = BulkRow.objects.filter(job=found, consultation__case_file__in=CaseFile.objects.visible_to(user))
    narrowed = seen.filter(state=only) if only in BulkState.values else seen
    return narrowed.select_related("consultation__case_file", "given_to", "held_by").order_by("id")
