"""What the agencies, or a victim, do not agree about in one case: read with its submissions, in no query of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from casework.models import CaseFile, Suspect
from charging.lifecycle import Match, MatterKind
from charging.models import (
    EscalatedAbout,
    Escalation,
    EscalationOutcome,
    EscalationStep,
    Mismatch,
    MismatchState,
    NotLaid,
    Settlement,
    Submission,
    UnusedAuthority,
    UnusedOutcome,
    VictimReview,
    VictimReviewOutcome,
    VictimReviewStage,
)
from charging.queries.clocks.due import Due, due_by
from charging.rules.ladder import ladder_on
from foundation.periods import local_date

PAGES = {
    MatterKind.MISMATCH: "charging:mismatch",
    MatterKind.AUTHORITY_UNUSED: "charging:unused_authority",
    MatterKind.ESCALATION: "charging:escalation",
    MatterKind.VICTIM_REVIEW: "charging:victim_review",
}


@dataclass(frozen=True)
class Disagreement:
    """One of them. `state` is where it stands in words, `code` who has to act and how, `late` that time has run out.

    `said` is the row as it was read, for who may act on it.
    """

    kind: MatterKind
    key: int
    suspect_id: int | None
    about: str
    state: str
    code: str
    is_open: bool
    late: bool
    due: Due
    url: str
    said: Mapping[str, Any]


def disagreements_of(
    case_file: CaseFile, suspects: Sequence[Suspect], sent: Submission | None, *, at: datetime
) -> list[Disagreement]:
    """Every one of a case, those that are open first; `sent` is any of its submissions, read with `read_with`."""
    row: Mapping[str, Any] = getattr(sent, "odds", None) or {}
    names = {suspect.pk: str(suspect) for suspect in suspects}
    found = [_made(kind, each, case_file, names, at) for kind in PAGES for each in row.get(kind.value, ())]
    return sorted(found, key=lambda each: not each.is_open)


def read_with() -> JSONObject:
    """What a query over submissions reads beside each: every disagreement of its case, by kind."""
    step = EscalationStep.objects.filter(escalation=OuterRef("pk")).order_by("-step")
    last = Subquery(
        step.values(last=JSONObject(step="step", outcome="outcome", due_at="due_at", raised_at="raised_at"))[:1]
    )
    rows = {
        MatterKind.MISMATCH: _listed(Mismatch, match="match", state="state", settlement="settlement", due_at="due_at"),
        MatterKind.AUTHORITY_UNUSED: _listed(UnusedAuthority, reason="reason", outcome="outcome", due_at="due_at"),
        MatterKind.ESCALATION: _listed(
            Escalation,
            about="about",
            outcome="outcome",
            original="original_by_id",
            contest="contest_id",
            plan="plan_id",
            last=last,
        ),
        MatterKind.VICTIM_REVIEW: _listed(
            VictimReview,
            stage="stage",
            outcome="outcome",
            due_at="due_at",
            victim="victim_id",
            decided="decision__consultation__completed_at",
            original="decision__consultation__completed_by_id",
        ),
    }
    return JSONObject(**{kind.value: ArraySubquery(query) for kind, query in rows.items()})


def _listed(model: Any, **fields: Any) -> QuerySet[Any, Any]:
    rows = model.objects.filter(case_file=OuterRef("case_file_id")).order_by("pk")
    listed: QuerySet[Any, Any] = rows.values(said=JSONObject(id="pk", suspect="suspect_id", **fields))
    return listed


def _made(
    kind: MatterKind, said: Mapping[str, Any], case_file: CaseFile, names: Mapping[int, str], at: datetime
) -> Disagreement:
    about, state, code, is_open, due_at = WORDS[kind](said)
    name = names.get(said["suspect"], "")
    due = datetime.fromisoformat(due_at) if is_open and due_at else None
    return Disagreement(
        kind=kind,
        key=said["id"],
        suspect_id=said["suspect"],
        about=f"{about}: {name}" if name else about,
        state=state,
        code=code,
        is_open=is_open,
        late=due is not None and due <= at,
        due=due_by(due, at) if due else Due(),
        url=reverse(PAGES[kind], args=[case_file.slug, said["id"]]),
        said=said,
    )


SETTLED_AS = {**dict(Settlement.choices), Settlement.AMEND.value: "Amended by police"}
"""How a settled mismatch ended."""

Words = tuple[str, str, str, bool, str]
"""What it is about, how it stands, the code of that, whether it is open, when the next to act is late."""


def _mismatch(said: Mapping[str, Any]) -> Words:
    state = MismatchState(said["state"])
    is_open = state is not MismatchState.SETTLED
    about = f"Charges: {Match(said['match']).label.lower()}"
    words = state.label if is_open else SETTLED_AS[said["settlement"]]
    return about, str(words), state.value, is_open, said["due_at"] if is_open else ""


def _unused(said: Mapping[str, Any]) -> Words:
    outcome = said["outcome"]
    state = str(UnusedOutcome(outcome).label) if outcome else "The CPS to decide"
    return f"Authority not used ({NotLaid(said['reason']).label.lower()})", state, "decide", not outcome, said["due_at"]


ESCALATED = {
    EscalatedAbout.DECISION: "Escalated: the decision of the CPS",
    EscalatedAbout.REJECTION: "Escalated: the rejection at triage",
    EscalatedAbout.PLAN: "Escalated: what the action plan asks for",
}
"""What police escalated, as the page of a case names it."""


def _escalation(said: Mapping[str, Any]) -> Words:
    last, outcome = said["last"], said["outcome"]
    about = ESCALATED[said["about"]]
    if outcome:
        return about, str(EscalationOutcome(outcome).label), "ended", False, ""
    if last["outcome"]:
        answered = EscalationOutcome(last["outcome"]).label.lower()
        return about, f"Step {last['step']} answered: {answered}. Police can go on", "answered", True, ""
    rung = ladder_on(local_date(datetime.fromisoformat(last["raised_at"]))).rung(last["step"])
    who = rung.answerers if rung else "the CPS"
    return about, f"Step {last['step']}: {who} to answer", "answer", True, last["due_at"]


def _victim(said: Mapping[str, Any]) -> Words:
    outcome = said["outcome"]
    state = str(VictimReviewOutcome(outcome).label) if outcome else "The CPS to answer"
    about = f"Review asked by a victim, {VictimReviewStage(said['stage']).label.lower()}"
    return about, state, "answer", not outcome, said["due_at"]


WORDS = {
    MatterKind.MISMATCH: _mismatch,
    MatterKind.AUTHORITY_UNUSED: _unused,
    MatterKind.ESCALATION: _escalation,
    MatterKind.VICTIM_REVIEW: _victim,
}


def open_about(found: Sequence[Disagreement], kind: MatterKind, suspect: Suspect) -> Iterator[Disagreement]:
    """Those of a kind about a suspect that are not settled."""
    return (each for each in found if each.is_open and each.kind is kind and each.suspect_id == suspect.pk)
