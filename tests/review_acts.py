"""The acts around a review, as rows of the table of acts; with the stories they start from."""

from dataclasses import replace

from casework.models import CaseFlag, Flag, Material, OffenceCode
from charging.lifecycle import Result, Stream
from charging.models import Approval, NoteAudience, Point, PointSupport, ThresholdOutcome, ThresholdReview
from charging.operations import advice, approvals, notes, points, review, review_draft, threshold
from charging.operations.review_draft import Part
from charging.operations.threshold import SecondLook
from charging.rules.decision import Review
from tests import stories
from tests.clock import FRIDAY_2PM, MONDAY_9AM, THURSDAY_9AM

LAWYERS = frozenset({"prosecutor", "second_prosecutor", "legal_manager"})
OWN_OR_MANAGER = frozenset({"prosecutor", "legal_manager"})
APPROVERS = frozenset({"second_prosecutor", "legal_manager", "deputy_chief", "chief_prosecutor"})


def flagged_review(cast, **options):
    """A review of a case with a rape flag: ending it needs another lawyer's approval."""
    consultation = stories.accepted_case(cast, **options)
    CaseFlag.objects.create(case_file=consultation.case_file, code=Flag.RAPE, set_at=MONDAY_9AM, set_by=cast.builder)
    return consultation


def an_ending(consultation, outcome=None, **changes):
    """A whole review that ends the case of everybody, or decides something else."""
    decided = Review(
        analysis="Nobody can say who it was.",
        disclosure_considered=True,
        outcomes={s.pk: outcome or stories.nfa_outcome() for s in review.suspects_under_review(consultation)},
        sections=stories.SECTIONS,
    )
    return replace(decided, **changes)


def approval_asked(cast, **options):
    """Ask for the approval of a review that ends the case, and return the consultation."""
    consultation = flagged_review(cast, **options)
    _ask(cast, consultation, by=cast.prosecutor, at=THURSDAY_9AM)
    return consultation


def threshold_case(cast, *, names=stories.NAMES[:1], threshold=None, **options):
    """Charge under the Threshold Test, and return the review that this forces."""
    consultation = stories.accepted_case(cast, custody_basis="custody", stream=Stream.RED, names=names, **options)
    outcome = replace(stories.charge_outcome(), result=Result.CHARGE_THRESHOLD, threshold=threshold)
    stories.complete_review(consultation, [outcome])
    return ThresholdReview.objects.get(case_file=consultation.case_file)


def issued_review(cast, **options):
    """A review that charged everybody."""
    return stories.fresh(stories.authorised_case(cast, **options).case_file.consultations.get())


@stories.kept
def written_review(cast, **options):
    """A review of one suspect with all its parts written: nobody can say who it was."""
    consultation = stories.accepted_case(cast, names=stories.NAMES[:1], **options)
    decision = {"result": "nfa_evidential", "reason": "EV-ID"}
    parts = [(Part(code=code), text, {}) for code, text in {"evidence": "Unclear.", **stories.SECTIONS}.items()]
    parts += [
        (Part(code="disclosure"), "", {"considered": True}),
        (Part(code="decision", suspect=_first(consultation)), "It is not made out.", decision),
    ]
    for part, text, answers in parts:
        saved = {"text": text, "answers": answers, "expected_version": 0, "by": cast.prosecutor, "at": THURSDAY_9AM}
        review_draft.save_part(consultation=consultation, part=part, **saved)
    return consultation


def with_a_note(cast, **options):
    """A review, and a note that the team may read."""
    consultation = stories.accepted_case(cast, **options)
    notes.write(
        case_file=consultation.case_file,
        text="Ask for the telephone.",
        audience=NoteAudience.TEAM,
        by=cast.second_prosecutor,
        at=THURSDAY_9AM,
    )
    return consultation


def with_a_point(cast, **options):
    """A review with a point of the prosecutor's own that the statement supports."""
    consultation = stories.accepted_case(cast, **options)
    _add_point(cast, consultation, by=cast.prosecutor, at=THURSDAY_9AM)
    _support(
        cast,
        consultation,
        by=cast.prosecutor,
        at=THURSDAY_9AM,
        point=Point.objects.get(case_file=consultation.case_file),
    )
    return consultation


def _first(consultation):
    return consultation.case_file.suspects.get(number=1)


def _add_point(cast, consultation, *, by, at):
    code = OffenceCode.objects.get(code=stories.THEFT)
    return points.add(suspect=_first(consultation), offence_code=code, text="It was light", by=by, at=at)


def _remove_point(cast, consultation, *, by, at):
    return points.remove(point=Point.objects.get(case_file=consultation.case_file), by=by, at=at)


def _support(cast, consultation, *, by, at, point=None):
    item = Material.objects.filter(case_file=consultation.case_file, kind="mg11").first()
    return points.support(
        suspect=_first(consultation),
        offence_code=OffenceCode.objects.get(code=stories.THEFT),
        element="took",
        point=point,
        material=item,
        note="",
        by=by,
        at=at,
    )


def _unsupport(cast, consultation, *, by, at):
    link = PointSupport.objects.filter(point__case_file=consultation.case_file).first() or PointSupport(
        pk=0, point=Point.objects.get(case_file=consultation.case_file)
    )
    return points.unsupport(support=link, by=by, at=at)


def _promote(cast, consultation, *, by, at):
    note = consultation.case_file.working_notes.get()
    return notes.promote(note=note, consultation=consultation, code="evidence", by=by, at=at)


def _issue(cast, consultation, *, by, at):
    return review.issue(consultation=consultation, digest="", by=by, at=at)


def _ask(cast, consultation, *, by, at):
    return approvals.ask(consultation=consultation, review=an_ending(consultation), by=by, at=at)


def _approve(cast, consultation, *, by, at):
    return approvals.approve(approval=Approval.objects.get(consultation=consultation), by=by, at=at)


def _send_back(cast, consultation, *, by, at):
    approval = Approval.objects.get(consultation=consultation)
    return approvals.send_back(approval=approval, comment="Ask for the telephone first.", by=by, at=at)


def _look_again(cast, row, *, by, at):
    look = SecondLook(outcome=ThresholdOutcome.MET, reason="The report has come.")
    return threshold.look_again(review=row, look=look, by=by, at=at)


def _supersede(cast, consultation, *, by, at):
    return advice.supersede(
        consultation=consultation,
        texts={"public_interest": "In better words."},
        reason="Clearer",
        expected_version=1,
        by=by,
        at=at,
    )


def acts(act):
    """The rows; `act` makes one."""
    accepted, prosecutor = stories.accepted_case, frozenset({"prosecutor"})
    rows = {
        "add_point": (accepted, _add_point, "prosecutor", LAWYERS, "point_added", True),
        "remove_point": (with_a_point, _remove_point, "prosecutor", LAWYERS, "point_removed", False),
        "support_point": (accepted, _support, "prosecutor", LAWYERS, "point_supported", False),
        "unsupport_point": (with_a_point, _unsupport, "prosecutor", LAWYERS, "point_unsupported", False),
        "issue_review": (written_review, _issue, "prosecutor", prosecutor, "consultation_completed", False),
        "promote_note": (with_a_note, _promote, "prosecutor", prosecutor, "note_promoted", True),
        "ask_approval": (flagged_review, _ask, "prosecutor", prosecutor, "approval_asked", False),
        "approve_review": (approval_asked, _approve, "second_prosecutor", APPROVERS, "approval_given", False),
        "send_review_back": (approval_asked, _send_back, "second_prosecutor", APPROVERS, "approval_refused", False),
        "look_again": (threshold_case, _look_again, "prosecutor", OWN_OR_MANAGER, "threshold_review_done", False),
        "supersede_advice": (issued_review, _supersede, "prosecutor", OWN_OR_MANAGER, "advice_sealed", False),
    }
    return {
        name: act(
            story=story, do=do, by=by, allowed=allowed, event=f"charging.{event}", at=FRIDAY_2PM, repeatable=repeatable
        )
        for name, (story, do, by, allowed, event, repeatable) in rows.items()
    }
