"""Two people at one review in the same instant on the real database: one wins, the other is told, nothing is lost."""

import pytest

from casework.models import Material, Offence, Suspect
from casework.operations import material, people
from charging.models import Advice, Approval, Consultation, Decision, ReviewSection
from charging.operations import approvals, review, review_draft
from charging.operations.review_draft import Part
from charging.queries.review.points import weakened
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import review_acts, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, THURSDAY_9AM
from tests.collisions import collide, sort_out

pytestmark = pytest.mark.django_db(transaction=True)


def saving(consultation, text, *, by, code="evidence"):
    """Put off saving a section, to be done by somebody in a thread."""
    return lambda: review_draft.save_part(
        consultation=consultation,
        part=Part(code=code),
        text=text,
        answers={},
        expected_version=0,
        by=by,
        at=FRIDAY_9AM,
    )


def completing(consultation, outcome, *, by):
    return lambda: stories.complete_review(consultation, [outcome], by=by, at=FRIDAY_2PM)


def test_of_two_windows_on_one_section_the_second_is_told_who_saved_and_both_texts_are_somewhere(cast):
    consultation = stories.accepted_case(cast)
    acts = [saving(consultation, text, by=cast.prosecutor) for text in ("Mine", "Theirs")]

    done, failed = sort_out(collide(consultation.case_file, *acts))

    assert len(done) == len(failed) == 1
    assert isinstance(failed[0], Conflict)
    assert "Pat Prosecutor saved this part of the review 6 March 2026, 9:00am" in str(failed[0])
    assert ReviewSection.objects.get().text == done[0].text


def test_a_lawyer_who_completes_and_one_who_takes_the_review_over(cast):
    consultation = stories.accepted_case(cast)

    def hand_on():
        return review.allocate(
            consultation=consultation, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=FRIDAY_9AM
        )

    done, failed = sort_out(
        collide(consultation.case_file, completing(consultation, stories.charge_outcome(), by=cast.prosecutor), hand_on)
    )

    assert len(done) == len(failed) == 1
    row = Consultation.objects.get()
    if row.completed_at:
        assert "Pat Prosecutor has completed this review already" in str(failed[0])
    else:
        assert isinstance(failed[0], NotPermitted)
        assert not Decision.objects.exists()


def test_of_two_completions_one_decides_and_the_other_is_told_who_did(cast):
    consultation = stories.accepted_case(cast)
    acts = [
        completing(consultation, outcome, by=cast.prosecutor)
        for outcome in (stories.charge_outcome(), stories.nfa_outcome())
    ]

    done, failed = sort_out(collide(consultation.case_file, *acts))

    assert len(done) == len(failed) == 1
    assert isinstance(failed[0], Conflict)
    assert "Pat Prosecutor has completed this review already" in str(failed[0])
    assert (Decision.objects.count(), Advice.objects.count()) == (2, 1)
    assert len(set(Suspect.objects.values_list("status", flat=True))) == 1


def one_decided(cast):
    """The first suspect's case goes back to police, the second's waits for its review again; return that review."""
    consultation = stories.accepted_case(cast)
    first = consultation.case_file.suspects.get(number=1)
    Suspect.objects.filter(pk=first.pk).update(status="building")
    return stories.fresh(consultation)


def test_a_lawyer_decides_while_an_officer_withdraws_the_offence(cast):
    consultation = one_decided(cast)
    second = consultation.case_file.suspects.get(number=2)
    offence = Offence.objects.get(suspect=second)

    def withdraw():
        return people.withdraw_offence(offence=offence, by=cast.builder, at=FRIDAY_9AM)

    done, failed = sort_out(
        collide(
            consultation.case_file, completing(consultation, stories.charge_outcome(), by=cast.prosecutor), withdraw
        )
    )

    # An offence of somebody who is with the prosecutor cannot be withdrawn; if it could, the lawyer is told of it.
    assert len(done) + len(failed) == 2
    assert all(isinstance(each, Refused) for each in failed)
    assert stories.fresh(offence).withdrawn_at is None or "no longer propose" in str(failed[0])


def test_a_lawyer_decides_while_an_officer_withdraws_the_statement_and_both_are_kept(cast):
    consultation = one_decided(cast)
    item = Material.objects.filter(case_file=consultation.case_file, kind="mg11").first()
    review_acts.acts(dict)["support_point"]["do"](cast, consultation, by=cast.prosecutor, at=THURSDAY_9AM)

    def withdraw():
        return material.withdraw(item=item, expected_version=item.version, by=cast.builder, at=FRIDAY_9AM)

    done, failed = sort_out(
        collide(
            consultation.case_file, completing(consultation, stories.charge_outcome(), by=cast.prosecutor), withdraw
        )
    )

    assert (len(done), failed) == (2, [])
    (lost,) = weakened(consultation.case_file, cast.prosecutor)
    assert lost.lost == [item.title]


def test_a_review_is_changed_while_somebody_approves_it(cast):
    consultation = review_acts.approval_asked(cast)

    def approve():
        return approvals.approve(approval=Approval.objects.get(), by=cast.second_prosecutor, at=FRIDAY_9AM)

    collide(consultation.case_file, saving(consultation, "Something else.", by=cast.prosecutor), approve)

    row = Approval.objects.get()
    assert row.state == "void"
    handed_in = review_acts.an_ending(consultation, analysis="Something else.")
    with pytest.raises(Refused, match="has to approve this review"):
        review.complete(consultation=consultation, review=handed_in, by=cast.prosecutor, at=FRIDAY_2PM)


def test_of_two_who_approve_the_second_is_told_who_did(cast):
    consultation = review_acts.approval_asked(cast)
    row = Approval.objects.get()
    acts = [
        lambda by=by: approvals.approve(approval=row, by=by, at=FRIDAY_9AM)
        for by in (cast.second_prosecutor, cast.legal_manager)
    ]

    done, failed = sort_out(collide(consultation.case_file, *acts))

    assert len(done) == len(failed) == 1
    assert f"{stories.fresh(row).decided_by} has decided this already" in str(failed[0])
