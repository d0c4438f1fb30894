"""Where cases can go at the CPS, and which CPS Direct has."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch, QuerySet

from accounts.models import OrganisationKind, Unit, User
from accounts.roles import Permission
from casework.models import CaseFile, Standing, Suspect
from charging.models import Submission, Transfer


def units_to_choose(on: date) -> list[Unit]:
    """The units of every CPS Area on a local day, Area by Area."""
    rows = Unit.objects.on(on).filter(organisation__kind=OrganisationKind.CPS_AREA)
    return list(rows.select_related("organisation").order_by("organisation__name", "name"))


def last_transfer(case_file: CaseFile) -> Transfer | None:
    """How the case came to whoever has it now; None where it was with its Area from the start."""
    rows = case_file.transfers.select_related("from_body", "to_body", "from_unit", "to_unit", "by")
    return rows.order_by("-at", "-pk").first()


def moved_since_sent(submission: Submission) -> Transfer | None:
    """How a submission came to whoever has it now, with the open risks that were noted; None where it never moved."""
    last = last_transfer(submission.case_file)
    return last if last and submission.sent_at and last.at >= submission.sent_at else None


def was_with_direct(submission: Submission) -> bool:
    """Whether CPS Direct had the case when a submission was received."""
    before = Transfer.objects.filter(case_file=submission.case_file_id, at__lte=submission.sent_at)
    last = before.order_by("-at", "-pk").values_list("to_body__kind", flat=True).first()
    return last == OrganisationKind.CPS_DIRECT


def with_direct(user: User) -> QuerySet[CaseFile]:
    """The cases that CPS Direct has and that its reader may hand over, the most urgent first."""
    handing = [g.organisation_id for g in user.grants if g.is_direct and g.allows(Permission.TRANSFER)]
    standings = Standing.objects.filter(handled_by__in=handing).order_by("due_at", "suspect_id")
    keys = dict.fromkeys(standings.values_list("case_file_id", flat=True))
    rows = CaseFile.objects.filter(pk__in=keys, handled_by__in=handing).select_related("cps_area", "police_unit")
    return rows.prefetch_related(Prefetch("suspects", queryset=Suspect.objects.order_by("number")), "standings")


def in_order(cases: Sequence[CaseFile]) -> list[CaseFile]:
    """Put cases with what is due first at the top; those with nothing due come last."""
    return sorted(cases, key=first_due)


def first_due(case_file: CaseFile) -> tuple[bool, str, int]:
    """What puts a case before others: its earliest moment, from standings that were read with it."""
    due = [standing.due_at for standing in case_file.standings.all() if standing.due_at]
    return (not due, min(due).isoformat() if due else "", case_file.pk)
