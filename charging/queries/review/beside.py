"""What is read together with one review for its pages: how the case came here, what is due, whose approval waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from casework.models import CaseFile, Standing, Suspect
from charging.lifecycle import TransferKind
from charging.models import Approval, ApprovalState, Assessment, Consultation, Transfer
from charging.queries.clocks.pressing import Urgency, urgencies
from charging.queries.review.page import reviews_of

STANDING = ("suspect_id", "stream", "status", "custody_basis", "clock", "due_at")
"""What is read of where a suspect stands."""


@dataclass(frozen=True)
class AskedFor:
    """An approval that waits for somebody: who asked for it, and by when it is to be given."""

    by: str
    due_at: datetime


@dataclass(frozen=True)
class CameFrom:
    """How a case came to whoever has it, and what the last one to have it noted."""

    kind: str
    body: str
    at: datetime
    note: str


def reviews_to_show(case_file: CaseFile) -> QuerySet[Consultation]:
    """The reviews of a case, each with how the case moved since it was sent, what waits, what is due when, and the
    newest assessment of a file of the case.

    They are asked for together with the review: its pages have no query to spare.
    """
    moved = Transfer.objects.filter(case_file=OuterRef("case_file"), at__gte=OuterRef("submission__sent_at"))
    said = JSONObject(kind="kind", body="from_body__name", at="at", note="reason")
    newest = Assessment.objects.filter(case_file=OuterRef("case_file")).order_by("-pk").values("pk")
    standings = Standing.objects.filter(case_file=OuterRef("case_file")).order_by()
    waiting = Approval.objects.filter(consultation=OuterRef("pk"), state=ApprovalState.ASKED).order_by("pk")
    return reviews_of(case_file).annotate(
        moved=Subquery(moved.order_by("-at", "-pk").values(row=said)[:1]),
        quality_of=Subquery(newest[:1]),
        standings=ArraySubquery(standings.values(row=JSONObject(**{name: name for name in STANDING}))),
        approvals_waiting=ArraySubquery(
            waiting.values(row=JSONObject(digest="digest", by="asked_by__name", due_at="due_at"))
        ),
    )


def approvals_waiting(consultation: Consultation, digest: str) -> list[AskedFor]:
    """The approvals of a review from `reviews_to_show` that wait, of those asked for of it as it stands: its digest."""
    return [
        AskedFor(each["by"], datetime.fromisoformat(each["due_at"]))
        for each in getattr(consultation, "approvals_waiting", ())
        if each["digest"] == digest
    ]


def urgencies_now(consultation: Consultation, suspects: Sequence[Suspect], at: datetime) -> list[Urgency]:
    """How urgent some suspects are now, for a review from `reviews_to_show`, as lists say it: a query at most."""
    said = {each["suspect_id"]: each for each in getattr(consultation, "standings", ())}
    known = ((_standing(said[each.pk], consultation), each) for each in suspects if each.pk in said)
    return urgencies(known, at)


def _standing(said: Mapping[str, Any], consultation: Consultation) -> Standing:
    due_at = datetime.fromisoformat(said["due_at"]) if said["due_at"] else None
    return Standing(**{**said, "due_at": due_at, "case_file_id": consultation.case_file_id})


def came_from(consultation: Consultation) -> CameFrom | None:
    """How the case of a review from `reviews_to_show` came to whoever has it; None where it stayed where it was."""
    moved = getattr(consultation, "moved", None)
    if not moved:
        return None
    kind = str(TransferKind(moved["kind"]).label)
    return CameFrom(kind, moved["body"], datetime.fromisoformat(moved["at"]), moved["note"])
