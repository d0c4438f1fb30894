"""Answering an action plan item by item, and giving the answers back."""

import pytest

from casework.lifecycle import WrongStatus
from casework.models import CaseEvent, Suspect
from casework.operations import building, material
from charging.lifecycle import ActionState, Answer, NeededFor, Purpose, Repeat
from charging.models import ActionItem, ActionPlan, Consultation, Submission
from charging.operations import actions, closing
from foundation.verdicts import Conflict, Refused
from tests import plan_acts, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, NEXT_MONDAY_9AM
from tests.factories import a_pdf
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def reply_with(kind=Answer.PROVIDED, text="Attached.", **more):
    return actions.ItemAnswer(answer=kind, text=text, **more)


def answer(cast, item, reply=None, *, version=None, by=None, at=FRIDAY_9AM):
    return actions.answer(
        item=item, reply=reply or reply_with(), expected_version=version or item.version, by=by or cast.builder, at=at
    )


def give_back(cast, plan, *, at=FRIDAY_2PM):
    return actions.return_answers(plan=plan, by=cast.builder, at=at)


@pytest.fixture
def plan(cast):
    return stories.action_plan_case(cast)


@pytest.fixture
def item(plan):
    return plan.items.get()


def test_an_answer_says_what_by_whom_and_when_and_is_about_the_suspects_asked(cast, plan, item):
    entry = answer(cast, item, reply_with(Answer.PARTLY, "Only the front door."))

    item.refresh_from_db()
    assert (item.state, item.answer, item.answer_text) == (ActionState.ANSWERED, "partly", "Only the front door.")
    assert (item.answered_by, item.answered_at, item.version) == (cast.builder, FRIDAY_9AM, 2)
    assert entry.details == {"item_id": item.pk, "plan_id": plan.pk, "answer": "partly", "followed": False}
    assert entry.suspect_ids == list(Suspect.objects.order_by("number").values_list("pk", flat=True))
    assert entry.holder == ""


def test_material_answers_without_words_and_stays_tied_to_the_item(cast, plan, item):
    details = material.MaterialDetails(kind="cctv", title="Door")
    added = material.attach(case_file=plan.case_file, details=details, upload=a_pdf(), by=cast.builder, at=FRIDAY_9AM)
    footage = plan.case_file.material.get(pk=added.details["material_id"])

    answer(cast, item, reply_with(text="", material=[footage]))

    assert list(item.material.all()) == [footage]


def test_material_of_another_case_answers_nothing(cast, plan, item):
    other = stories.ready_case(cast, urn=stories.a_urn(2))

    with nothing_changes(), pytest.raises(Refused, match="not in this case"):
        answer(cast, item, reply_with(material=[other.material.get()]))


@pytest.mark.parametrize("kind", Answer)
def test_an_empty_answer_is_refused_whatever_its_kind(cast, item, kind):
    with nothing_changes(), pytest.raises(Refused):
        answer(cast, item, reply_with(kind, text=" \n"))


def test_disagreeing_is_an_answer_only_once_the_item_stands_after_a_challenge(cast):
    item = plan_acts.challenged_item(cast).items.get()
    said = reply_with(Answer.DISPUTED, "The footage is of another door.")
    with nothing_changes(), pytest.raises(Refused, match="challenge the item"):
        answer(cast, item, said)


def test_once_it_stands_all_the_same_police_may_answer_that_they_do_not_agree(cast):
    item = plan_acts.challenged_in_vain(cast).items.get()
    answer(cast, item, reply_with(Answer.DISPUTED, "The footage is of another door."))
    assert stories.fresh(item).answer == Answer.DISPUTED


def test_an_answer_may_be_changed_until_it_is_returned_and_never_after(cast, plan, item):
    answer(cast, item, reply_with(Answer.UNAVAILABLE, "The camera was off."))
    item.refresh_from_db()
    answer(cast, item, reply_with(Answer.PROVIDED, "Found it."))
    give_back(cast, plan)

    item.refresh_from_db()
    assert item.answer == Answer.PROVIDED
    with nothing_changes(), pytest.raises(Refused, match="returned to the CPS already"):
        answer(cast, item, at=NEXT_MONDAY_9AM)


def test_an_answer_given_against_an_older_state_is_refused(cast, item):
    answer(cast, item)

    with nothing_changes(), pytest.raises(Conflict, match="Someone else changed this"):
        answer(cast, item, version=1, by=cast.second_builder)


def test_answers_are_held_back_by_each_unanswered_item_that_the_decision_needs(cast):
    items = [stories.an_item(text=f"Thing {number}") for number in (1, 2)]
    plan = stories.action_plan_case(cast, items=[*items, stories.an_item(needed_for=NeededFor.TRIAL)])
    answer(cast, plan.items.get(text="Thing 1"))

    with nothing_changes(), pytest.raises(Refused) as refusal:
        give_back(cast, plan)

    assert [reason.message for reason in refusal.value.verdict.reasons] == ["Answer “Thing 2” first."]
    answer(cast, plan.items.get(text="Thing 2"))
    assert give_back(cast, plan)
    assert ActionItem.objects.get(needed_for=NeededFor.TRIAL).state == ActionState.PENDING


def test_returning_gives_the_cps_the_file_and_opens_the_next_review(cast, plan, item):
    answer(cast, item)

    entry = give_back(cast, plan)

    reply = Submission.objects.get(purpose=Purpose.ACTION_PLAN_REPLY)
    second = Consultation.objects.get(number=2)
    assert (entry.type, entry.holder) == ("charging.submission_received", "cps")
    assert (reply.round_no, reply.seq_in_round, reply.state) == (2, 1, "sent")
    assert reply.receipt
    assert (second.submission, second.prosecutor) == (reply, cast.prosecutor)
    assert set(Suspect.objects.values_list("status", flat=True)) == {"with_prosecutor"}
    assert ActionPlan.objects.get().returned_at == FRIDAY_2PM


def test_a_plan_is_returned_once(cast, plan, item):
    answer(cast, item)
    give_back(cast, plan)

    with nothing_changes(), pytest.raises(Conflict, match="returned already"):
        give_back(cast, plan, at=NEXT_MONDAY_9AM)


def test_only_the_suspects_who_waited_for_the_answers_go_back(cast):
    consultation = stories.accepted_case(cast)
    outcomes = [stories.charge_outcome(), stories.plan_outcome()]
    stories.complete_review(consultation, outcomes, items=[stories.an_item()])
    plan = ActionPlan.objects.get()
    answer(cast, plan.items.get())

    entry = give_back(cast, plan)

    asked = Suspect.objects.get(number=2)
    assert entry.suspect_ids == [asked.pk]
    assert list(Suspect.objects.order_by("number").values_list("status", flat=True)) == [
        "authorised",
        "with_prosecutor",
    ]


def close(cast, suspect):
    closure = closing.Closure(reason="plan_unanswered", early_because="Police said that there is no more.")
    return closing.finalise(suspects=[suspect], closure=closure, by=cast.assistant, at=FRIDAY_9AM)


def test_answers_about_nobody_who_waits_open_no_review(cast, plan, item):
    answer(cast, item)
    for suspect in Suspect.objects.all():
        close(cast, suspect)

    with nothing_changes(), pytest.raises(WrongStatus, match="Closed without a decision"):
        give_back(cast, plan)


def test_what_was_asked_about_a_closed_suspect_does_not_hold_the_other_back(cast):
    consultation = stories.accepted_case(cast)
    first, second = Suspect.objects.order_by("number")
    items = [stories.an_item(suspect=first), stories.an_item(suspect=second)]
    stories.complete_review(consultation, [stories.plan_outcome()], items=items)
    plan = ActionPlan.objects.get()
    answer(cast, plan.items.get(suspect=second))
    close(cast, first)

    entry = give_back(cast, plan)

    assert entry.suspect_ids == [second.pk]


def test_a_plan_lets_police_mend_the_file_and_attach_what_was_asked(cast, plan):
    case_file = stories.fresh(plan.case_file)

    assert stories.add_statement(case_file, by=cast.builder, at=FRIDAY_9AM)
    assert building.change_case(
        case_file=case_file,
        changes={"summary": "Fuller."},
        expected_version=case_file.version,
        by=cast.builder,
        at=FRIDAY_9AM,
    )


def test_the_second_plan_of_a_case_has_the_next_number(cast):
    second = stories.answered_case(cast)
    again = stories.an_item(repeat=Repeat.NEW_NEED)
    stories.complete_review(second, [stories.plan_outcome()], items=[again], at=FRIDAY_2PM)

    assert list(ActionPlan.objects.order_by("pk").values_list("number", flat=True)) == [1, 2]
    assert CaseEvent.objects.filter(type="charging.action_plan_issued").latest("seq").details["plan_no"] == 2
