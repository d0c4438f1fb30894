"""Asking, answering, accepting: for those whose turn it is, once, and never known to who may not read it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Side
from casework.models import CaseEvent, Message, Thread, ThreadSeen, Visibility
from casework.operations import conversation
from casework.queries.conversation import counts_of, thread_page, threads_of, waiting_for
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import questions, stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY, NEXT_MONDAY_9AM
from tests.collisions import collide, sort_out
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
OWN, SHARED = Visibility.OWN, Visibility.SHARED


def told(case_file):
    return list(CaseEvent.objects.filter(case_id=case_file.pk).order_by("seq").values_list("type", flat=True))


def waiting(user):
    return list(waiting_for(user, on=MONDAY))


@pytest.fixture
def sent(cast):
    return stories.accepted_case(cast).case_file


def test_a_shared_question_is_answered_by_the_other_agency_and_accepted_by_those_who_asked(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)
    assert (thread.side, thread.waiting_for, thread.waiting_since) == (Side.CPS, Side.POLICE, FRIDAY_9AM)

    questions.say(thread, "answer", by=cast.builder, at=FRIDAY_2PM)
    thread.refresh_from_db()
    assert (thread.state, thread.waiting_for, thread.answered_at) == ("answered", Side.CPS, FRIDAY_2PM)

    questions.say(thread, "accept", by=cast.second_prosecutor, text="", at=NEXT_MONDAY_9AM)
    thread.refresh_from_db()
    assert (thread.state, thread.waiting_for, thread.accepted_at) == ("accepted", "", NEXT_MONDAY_9AM)
    assert told(sent)[-3:] == ["casework.thread_opened", "casework.thread_answered", "casework.thread_accepted"]
    page = thread_page(Thread.objects.select_related("case_file").get(), cast.builder, at=NEXT_MONDAY_9AM)
    assert [(who, wait.working_days, wait.days) for who, wait in page.waits] == [("police", 0, 0), ("the CPS", 1, 3)]


def test_asking_again_starts_the_clock_of_the_other_agency_and_keeps_what_was_said(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)
    questions.say(thread, "answer", by=cast.builder)
    questions.say(thread, "reopen", by=cast.prosecutor, text="And the rear door?", at=FRIDAY_2PM)

    thread.refresh_from_db()
    assert (thread.state, thread.waiting_for, thread.waiting_since) == ("open", Side.POLICE, FRIDAY_2PM)
    assert questions.said(thread) == ["ask", "answer", "reopen"]


@pytest.mark.parametrize("name", ["police_manager", "area_manager", "outsider", "outside_prosecutor"])
def test_only_those_who_work_on_the_case_ask_and_answer(cast, sent, name):
    thread = questions.ask(sent, by=cast.prosecutor)

    with nothing_changes(), pytest.raises(NotPermitted):
        questions.ask(sent, by=getattr(cast, name))
    with nothing_changes(), pytest.raises(NotPermitted):
        questions.say(thread, "answer", by=getattr(cast, name))


def test_a_thread_of_the_other_agency_cannot_even_be_commented_on(cast, sent):
    thread = questions.ask(sent, by=cast.builder, visibility=OWN)

    with nothing_changes(), pytest.raises(NotPermitted, match="no such question"):
        questions.say(thread, "comment", by=cast.prosecutor)


def test_before_the_first_submission_only_ones_own_agency_can_be_asked(cast):
    case_file = stories.ready_case(cast)

    with nothing_changes(), pytest.raises(Refused, match="CPS cannot see this case"):
        questions.ask(case_file, by=cast.builder)
    assert questions.ask(case_file, by=cast.builder, visibility=OWN).waiting_for == Side.POLICE


def test_a_message_says_something(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)

    with nothing_changes(), pytest.raises(Refused, match="Write your message"):
        questions.say(thread, "answer", by=cast.builder, text="  ")
    with nothing_changes(), pytest.raises(Refused, match="Write your message"):
        questions.ask(sent, by=cast.prosecutor, text="")


def test_nothing_of_another_case_can_be_asked_about(cast, sent):
    other = stories.ready_case(cast, urn=stories.a_urn(9))

    for about in ({"suspect": other.suspects.first()}, {"material": other.material.first()}, {"requirement": "nope"}):
        with nothing_changes(), pytest.raises(Refused, match="not in this case"):
            questions.ask(sent, by=cast.builder, **about)


def test_an_answer_to_what_was_moved_meanwhile_is_a_conflict_and_changes_nothing(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)
    questions.say(thread, "answer", by=cast.builder)

    with nothing_changes(), pytest.raises(Conflict):
        questions.say(thread, "answer", by=cast.second_builder, version=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_answer_at_once_one_wins_and_the_other_is_told(cast):
    case_file = stories.accepted_case(cast).case_file
    thread = questions.ask(case_file, by=cast.prosecutor)

    def answering(by):
        return lambda: questions.say(thread, "answer", by=by, text=f"From {by}", version=1)

    done, failed = sort_out(collide(case_file, answering(cast.builder), answering(cast.second_builder)))

    assert [type(each) for each in failed] == [Conflict]
    assert [entry.type for entry in done] == ["casework.thread_answered"]
    assert questions.said(thread) == ["ask", "answer"]
    assert Message.objects.get(act="answer").by_id == done[0].by_id


def test_messages_are_numbered_once_whatever_goes_wrong(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)
    first = thread.messages.get()

    with pytest.raises(IntegrityError, match="messages_are_numbered_once"), transaction.atomic():
        Message.objects.create(thread=thread, number=1, act="comment", side="cps", at=first.at, by=first.by)


def test_an_open_thread_waits_for_somebody_whatever_goes_wrong(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)

    with pytest.raises(IntegrityError, match="an_open_thread_waits_for_somebody"), transaction.atomic():
        Thread.objects.filter(pk=thread.pk).update(waiting_for="", waiting_since=None)


def test_what_waits_is_shown_to_the_agency_that_has_to_act(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)

    assert waiting(cast.builder) == waiting(cast.supervisor) == [thread]
    assert waiting(cast.prosecutor) == waiting(cast.outsider) == waiting(cast.outside_prosecutor) == []
    questions.say(thread, "answer", by=cast.builder)
    assert (waiting(cast.builder), waiting(cast.assistant)) == ([], [thread])


def test_what_only_a_colleague_can_move_is_not_in_my_queue(cast, sent):
    thread = questions.ask(sent, by=cast.builder, visibility=OWN)
    assert (waiting(cast.builder), waiting(cast.supervisor)) == ([], [thread])

    questions.say(thread, "answer", by=cast.supervisor)
    assert (waiting(cast.builder), waiting(cast.supervisor)) == ([thread], [])


def test_the_queue_can_be_narrowed_to_my_cases_and_my_threads(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)

    def mine(user):
        return list(waiting_for(user, on=MONDAY, only_mine=True))

    assert (mine(cast.builder), mine(cast.second_builder)) == ([thread], [])
    questions.say(thread, "comment", by=cast.second_builder)
    assert mine(cast.second_builder) == [thread]


def test_a_thread_is_new_until_it_is_read_and_again_after_each_message(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor)

    def is_new(user):
        return threads_of(sent, user).get().unseen

    assert (is_new(cast.prosecutor), is_new(cast.builder)) == (False, True)
    conversation.mark_seen(thread=thread, by=cast.builder, at=FRIDAY_9AM)
    assert not is_new(cast.builder)
    questions.say(thread, "comment", by=cast.assistant, at=FRIDAY_2PM)
    assert (is_new(cast.prosecutor), is_new(cast.builder), is_new(cast.assistant)) == (True, True, False)


def test_a_mark_of_reading_never_goes_back(cast, sent):
    thread = questions.ask(sent, by=cast.prosecutor, at=FRIDAY_2PM)
    conversation.mark_seen(thread=thread, by=cast.prosecutor, at=FRIDAY_9AM)

    assert ThreadSeen.objects.get(thread=thread, user=cast.prosecutor).seen_at == FRIDAY_2PM


def test_the_filters_count_what_they_list(cast, sent):
    for by in (cast.prosecutor, cast.builder, cast.builder):
        questions.ask(sent, by=by)
    done = questions.ask(sent, by=cast.prosecutor, visibility=OWN)
    questions.say(done, "answer", by=cast.assistant)
    questions.say(done, "accept", by=cast.prosecutor)

    for user in (cast.builder, cast.prosecutor):
        counted = counts_of(sent, user)
        assert counted == {shown: threads_of(sent, user, shown=shown).count() for shown in counted}
    assert counts_of(sent, cast.prosecutor) == {"us": 2, "them": 1, "accepted": 1, "all": 4}
    assert counts_of(sent, cast.builder) == {"us": 1, "them": 2, "accepted": 0, "all": 3}


def test_a_thread_about_something_sensitive_is_for_those_who_may_know_of_it(cast, sent):
    item = sent.material.get()
    thread = questions.ask(sent, by=cast.prosecutor, material=item)
    assert list(threads_of(sent, cast.assistant)) == [thread]

    type(item).objects.filter(pk=item.pk).update(sensitive=True)

    for user in (cast.assistant, cast.builder):
        assert list(threads_of(sent, user)) == waiting(user) == []
        with nothing_changes(), pytest.raises(NotPermitted):
            questions.say(thread, "comment", by=user)
        with nothing_changes(), pytest.raises(Refused, match="not in this case"):
            questions.ask(sent, by=user, material=item)
    assert list(threads_of(sent, cast.supervisor)) == [thread]
