"""Bulk jobs, repairs and ordinary acts in the same instant: one holder, one event for each change, nothing torn."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from accounts.operations import memberships
from casework.models import CaseEvent
from charging.models import BulkKind, BulkRow, Consultation, StuckThing
from charging.operations import bulk, review, stuck
from charging.queries.case.stuck import Found
from charging.rules import repairs
from foundation.verdicts import Conflict
from tests import stories
from tests.charging.test_concurrency import assert_unbroken
from tests.clock import FRIDAY_2PM, THURSDAY_9AM
from tests.collisions import PATIENCE, collide, on_a_connection_of_its_own, sort_out, until, waiting

pytestmark = pytest.mark.django_db(transaction=True)


def ask(cast, reviews, to):
    return bulk.ask(kind=BulkKind.GIVE, consultations=reviews, to=to, by=cast.legal_manager, at=THURSDAY_9AM)


def work():
    return bulk.advance(at=FRIDAY_2PM)


def allocations():
    return CaseEvent.objects.filter(type="charging.review_allocated").count()


def test_of_two_managers_who_give_the_same_reviews_in_bulk_each_review_is_given_once(cast):
    reviews = [stories.untaken_review(cast, urn=stories.a_urn(n + 1)) for n in range(3)]
    ask(cast, reviews, cast.prosecutor)
    ask(cast, reviews, cast.second_prosecutor)

    done, refused = sort_out(collide(reviews[0].case_file, work, work))

    assert (len(done), refused) == (2, [])
    assert allocations() == 3
    assert len({row.prosecutor_id for row in Consultation.objects.all()}) == 1
    left = BulkRow.objects.filter(state="left_out")
    assert left.count() == 3
    assert all("changed hands after it was chosen" in row.message for row in left)
    for each in reviews:
        assert_unbroken(each.case_file)


def test_two_workers_take_one_job_and_only_one_does_it(cast):
    reviews = [stories.untaken_review(cast, urn=stories.a_urn(n + 1)) for n in range(2)]
    ask(cast, reviews, cast.prosecutor)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        assert work()
        assert pool.submit(on_a_connection_of_its_own, work).result(timeout=PATIENCE) is False
    assert allocations() == 2


def test_a_prosecutor_who_takes_and_a_bulk_job_that_gives_leave_one_holder(cast):
    consultation = stories.untaken_review(cast)
    ask(cast, [consultation], cast.prosecutor)

    def take():
        return review.allocate(
            consultation=consultation, prosecutor=cast.second_prosecutor, by=cast.second_prosecutor, at=FRIDAY_2PM
        )

    _, refused = sort_out(collide(consultation.case_file, take, work))

    row = BulkRow.objects.get()
    holder = stories.fresh(consultation).prosecutor
    assert allocations() == 1
    if row.state == "done":
        assert holder == cast.prosecutor
        assert [type(each) for each in refused] == [Conflict]
        assert "Pat Prosecutor has taken this review already" in str(refused[0])
    else:
        assert holder == cast.second_prosecutor
        assert "Pam Prosecutor got it" in row.message
    assert_unbroken(consultation.case_file)


def left_review(cast):
    """A review of somebody who left, as it is listed."""
    consultation = stories.accepted_case(cast)
    memberships.leave(membership=cast.prosecutor.memberships.get(), by=None, at=THURSDAY_9AM)
    stuck.keep([Found(repairs.HOLDER_LEFT, consultation.case_file.slug, "odd")], at=FRIDAY_2PM)
    return consultation, StuckThing.objects.get()


def test_a_repair_and_an_ordinary_allocation_leave_the_allocation(cast):
    consultation, thing = left_review(cast)

    def mend():
        return stuck.repair(thing=thing, by=cast.legal_manager, at=FRIDAY_2PM)

    def give():
        return review.allocate(
            consultation=consultation, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=FRIDAY_2PM
        )

    _, refused = sort_out(collide(consultation.case_file, mend, give))

    assert stories.fresh(consultation).prosecutor == cast.second_prosecutor
    assert all("nothing left to put right" in str(each) for each in refused)
    assert_unbroken(consultation.case_file)


def test_of_two_who_repair_the_same_the_second_is_told(cast):
    consultation, thing = left_review(cast)

    def mend():
        return stuck.repair(thing=thing, by=cast.legal_manager, at=FRIDAY_2PM)

    done, refused = sort_out(collide(consultation.case_file, mend, mend))

    assert (len(done), len(refused)) == (1, 1)
    assert "put right already" in str(refused[0])
    assert_unbroken(consultation.case_file)


def test_a_job_cancelled_while_a_part_is_done_keeps_that_part_and_does_no_more(cast, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 1)
    reviews = [stories.untaken_review(cast, urn=stories.a_urn(n + 1)) for n in range(2)]
    job = ask(cast, reviews, cast.prosecutor)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            work()

            def stop():
                return bulk.cancel(job=job, by=cast.legal_manager, at=FRIDAY_2PM)

            stopping = pool.submit(on_a_connection_of_its_own, stop)
            until(lambda: waiting() == 1)
        assert stopping.result(timeout=PATIENCE).cancelled_at == FRIDAY_2PM
    assert work() is False
    assert allocations() == 1
