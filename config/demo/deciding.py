"""Live cases around a decision: one to be approved, one that a victim asks about, one with more to do for trial."""

from collections.abc import Callable
from typing import Any

from casework.models import PersonRole
from charging.models import Consultation
from charging.operations import approvals, review_draft, victim_reviews
from charging.operations.review_draft import Part
from charging.queries.review.hub import as_written
from charging.queries.review.page import reviews_of
from config.demo.cases import LiveCase
from config.demo.files import BURGLARY, RAPE, THEFT, Begin, ask, charge, ended, ready
from config.demo.reviewing import SECTIONS


def to_be_approved(begin: Begin) -> LiveCase:
    """A rape case that the prosecutor would end: another lawyer has to agree first."""
    case = ready(begin, 11, "Rape after a party", ("Rother", RAPE)).to_supervisor().signed_off()
    case.accepted(casework="rasso").allocated()
    suspect = case.file.suspects.get(number=1)
    analysis = "Neither account can be preferred on what there is. Synthetic."
    _write(case, Part(code="evidence"), analysis)
    for code, text in SECTIONS.items():
        _write(case, Part(code=code), text)
    _write(case, Part(code="disclosure"), "", considered=True)
    _write(case, Part(code="decision", suspect=suspect), analysis, result="nfa_evidential", reason="EV-ELEMENT")
    at, by = case.later(1), case.cast.prosecutor
    consultation = _read(case)
    _, state = as_written(consultation, by, at=at)
    approvals.ask(consultation=consultation, review=state.review, by=by, at=at)
    return case


def victim_asks(begin: Begin) -> LiveCase:
    """Ended on the evidence, and the victim asks the CPS to look again."""
    case = ready(begin, 12, "Theft from a parent", ("Adur", THEFT)).to_supervisor().signed_off()
    case.accepted().allocated().reviewed(ended("EV-ID"))
    victim = case.file.people.filter(role=PersonRole.VICTIM).order_by("pk")[0]
    at = case.later(30)
    request = victim_reviews.Request(victim=victim, asked_at=at)
    victim_reviews.ask(suspect=case.file.suspects.get(number=1), request=request, by=case.cast.assistant, at=at)
    return case


def needed_for_trial(begin: Begin) -> LiveCase:
    """Charged, and two things are still needed for trial."""
    case = ready(begin, 9, "Burglary of a workshop", ("Arun", BURGLARY)).to_supervisor().signed_off()
    case.accepted(casework="crown").allocated()
    items = (
        ask(case, "forensic", "Full report on the footwear mark", "It will be tested.", days=20, needed_for="trial"),
        ask(case, "statements", "Statement of the second neighbour", "She saw the van.", days=6, needed_for="trial"),
    )
    return case.reviewed(charge(BURGLARY), items=items).charged()


STATES: tuple[Callable[[Begin], LiveCase], ...] = (to_be_approved, victim_asks, needed_for_trial)


def _write(case: LiveCase, part: Part, text: str, **answers: Any) -> None:
    review_draft.save_part(
        consultation=case.last_review,
        part=part,
        text=text,
        answers=answers,
        expected_version=0,
        by=case.cast.prosecutor,
        at=case.later(0.2),
    )


def _read(case: LiveCase) -> Consultation:
    row = reviews_of(case.file).get(pk=case.last_review.pk)
    row.case_file = row.submission.case_file = case.file
    return row
