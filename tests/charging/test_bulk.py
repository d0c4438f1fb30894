"""Many reviews at once: each by the ordinary rules, with a reason for each that was left out, resumable and told."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import TraitKind
from accounts.operations import work
from accounts.operations.work import TraitDetails
from casework.models import CaseEvent, OutboxEntry
from charging.models import BulkJob, BulkKind, BulkRow, Consultation
from charging.operations import allocation, bulk, review
from charging.tasks import do_bulk_jobs
from foundation.verdicts import Conflict, NotPermitted, Refused
from foundation.wording import when
from tests import stories
from tests.clock import FRIDAY_2PM, MONDAY_9AM, THURSDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def pool(cast, number):
    """So many reviews that nobody has."""
    return [stories.untaken_review(cast, urn=stories.a_urn(n + 1)) for n in range(number)]


def ask(cast, reviews, *, to=None, by=None, why=""):
    kind = BulkKind.GIVE if to else BulkKind.SPREAD
    return bulk.ask(kind=kind, consultations=reviews, to=to, why=why, by=by or cast.legal_manager, at=THURSDAY_9AM)


def finish(at=FRIDAY_2PM):
    while bulk.advance(at=at):
        pass


def results(job):
    return [(row.state, row.given_to, row.message) for row in job.rows.order_by("id")]


def test_all_go_to_one_person_with_one_event_a_case_owed_to_everybody(cast):
    reviews = pool(cast, 3)
    job = ask(cast, reviews, to=cast.prosecutor)
    before = CaseEvent.objects.count()

    finish()

    assert {row.prosecutor for row in Consultation.objects.all()} == {cast.prosecutor}
    assert results(job) == [("done", cast.prosecutor, "")] * 3
    entries = CaseEvent.objects.filter(type="charging.review_allocated")
    assert CaseEvent.objects.count() == before + 3
    assert {entry.case_id for entry in entries} == {row.case_file_id for row in reviews}
    assert {(entry.by_id, entry.details["bulk_job_id"]) for entry in entries} == {(cast.legal_manager.pk, job.pk)}
    assert OutboxEntry.objects.filter(event_id__in=[entry.pk for entry in entries]).count() == 6


def test_spread_they_even_out_and_the_suggestion_is_kept(cast):
    work.note(
        person=cast.legal_manager,
        details=TraitDetails(kind=TraitKind.RESTRICTION, code="no_new", starts_on=MONDAY_9AM.date()),
        by=cast.legal_manager,
        at=MONDAY_9AM,
    )
    job = ask(cast, pool(cast, 4))

    finish()

    given = [to for _, to, _ in results(job)]
    assert sorted(map(str, given)) == ["Pam Prosecutor"] * 2 + ["Pat Prosecutor"] * 2
    details = [entry.details for entry in CaseEvent.objects.filter(type="charging.review_allocated")]
    assert all(said["suggested_id"] == said["prosecutor_id"] for said in details)


def test_each_that_is_left_out_says_why_and_the_others_are_done(cast):
    taken, barred, had, done, plain = pool(cast, 5)
    review.allocate(consultation=had, prosecutor=cast.prosecutor, by=cast.legal_manager, at=THURSDAY_9AM)
    review.allocate(consultation=done, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=THURSDAY_9AM)
    allocation.recuse(case_file=barred.case_file, person=cast.prosecutor, by=cast.prosecutor, at=THURSDAY_9AM)
    chosen = [stories.fresh(row) for row in (taken, barred, had, done, plain)]
    job = ask(cast, chosen, to=cast.prosecutor)
    review.allocate(consultation=taken, prosecutor=cast.second_prosecutor, by=cast.second_prosecutor, at=THURSDAY_9AM)
    stories.complete_review(stories.fresh(done), [stories.nfa_outcome()])

    finish()

    assert [message for _, _, message in results(job)] == [
        f"It changed hands after it was chosen: Pam Prosecutor got it {when(THURSDAY_9AM)}.",
        "Pat Prosecutor cannot be given this case.",
        "Pat Prosecutor has this review already.",
        "Pam Prosecutor has completed this review already.",
        "",
    ]
    assert [state for state, _, _ in results(job)] == ["left_out"] * 4 + ["done"]
    assert stories.fresh(taken).prosecutor == cast.second_prosecutor


def test_what_speaks_against_somebody_leaves_a_review_out_and_is_said(cast):
    details = TraitDetails(kind=TraitKind.RESTRICTION, code="no_new", starts_on=MONDAY_9AM.date())
    work.note(person=cast.prosecutor, details=details, by=cast.legal_manager, at=MONDAY_9AM)
    barred, free = pool(cast, 2)
    to_barred, to_free = ask(cast, [barred], to=cast.prosecutor), ask(cast, [free], to=cast.second_prosecutor)

    finish()

    ((state, given, message),) = results(to_barred)
    assert (state, given) == ("left_out", None)
    assert "(Pat Prosecutor). To give it all the same, ask again with a reason, or allocate it alone." in message
    assert stories.fresh(barred).prosecutor is None
    assert results(to_free) == [("done", cast.second_prosecutor, "")]


def test_of_somebody_who_may_never_have_a_review_it_is_not_said_that_a_reason_helps(cast):
    (barred,) = pool(cast, 1)
    details = TraitDetails(kind=TraitKind.RESTRICTION, code="no_new", starts_on=MONDAY_9AM.date())
    work.note(person=cast.prosecutor, details=details, by=cast.legal_manager, at=MONDAY_9AM)
    allocation.recuse(case_file=barred.case_file, person=cast.prosecutor, by=cast.legal_manager, at=MONDAY_9AM)
    job = ask(cast, [barred], to=cast.prosecutor)
    finish()
    ((state, _, message),) = results(job)
    assert state == "left_out"
    assert "reason" not in message


def test_nobody_can_be_suggested_is_said_of_the_review(cast):
    for person in (cast.prosecutor, cast.second_prosecutor, cast.legal_manager):
        details = TraitDetails(kind=TraitKind.RESTRICTION, code="no_new", starts_on=MONDAY_9AM.date())
        work.note(person=person, details=details, by=cast.legal_manager, at=MONDAY_9AM)
    job = ask(cast, pool(cast, 1))

    finish()

    assert "Nobody can be suggested" in results(job)[0][2]
    assert Consultation.objects.get().prosecutor is None


def test_it_goes_on_after_a_kill_and_does_nothing_twice(cast, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 2)
    job = ask(cast, pool(cast, 5), to=cast.prosecutor)
    assert bulk.advance(at=FRIDAY_2PM)

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, nothing_changes():
        patch.setattr(bulk, "give", killed)
        with pytest.raises(KeyboardInterrupt):
            bulk.advance(at=FRIDAY_2PM)
    assert do_bulk_jobs() == 2
    job.refresh_from_db()
    assert job.done_at
    assert CaseEvent.objects.filter(type="charging.review_allocated").count() == 5
    with nothing_changes():
        finish()


def test_asking_twice_for_the_same_leaves_out_what_was_done(cast):
    reviews = pool(cast, 2)
    first, second = ask(cast, reviews, to=cast.prosecutor), ask(cast, reviews, to=cast.prosecutor)

    finish()

    assert [state for state, _, _ in results(first)] == ["done"] * 2
    assert [state for state, _, _ in results(second)] == ["left_out"] * 2


def test_a_cancelled_job_does_no_more_and_is_cancelled_once(cast, monkeypatch):
    monkeypatch.setattr(bulk, "PART", 1)
    job = ask(cast, pool(cast, 2), to=cast.prosecutor)
    bulk.advance(at=FRIDAY_2PM)

    bulk.cancel(job=job, by=cast.legal_manager, at=FRIDAY_2PM)

    with nothing_changes():
        finish()
        with pytest.raises(Conflict, match="Lee Legal cancelled this job"):
            bulk.cancel(job=job, by=cast.legal_manager, at=FRIDAY_2PM)
    assert [state for state, _, _ in results(job)] == ["done", "waiting"]


def test_a_job_that_is_done_cannot_be_cancelled(cast):
    job = ask(cast, pool(cast, 1), to=cast.prosecutor)
    finish()
    with nothing_changes(), pytest.raises(Conflict, match="was done"):
        bulk.cancel(job=job, by=cast.legal_manager, at=FRIDAY_2PM)


@pytest.mark.parametrize("by", ["prosecutor", "assistant", "builder", "area_manager", "deputy_chief"])
def test_only_whoever_manages_work_asks_for_it_and_cancels_it(cast, by):
    reviews = pool(cast, 1)
    job = ask(cast, reviews, to=cast.prosecutor)
    for act in (
        lambda: ask(cast, reviews, by=getattr(cast, by)),
        lambda: bulk.cancel(job=job, by=getattr(cast, by), at=FRIDAY_2PM),
    ):
        with nothing_changes(), pytest.raises(NotPermitted):
            act()


def test_a_manager_of_another_body_changes_nothing(cast):
    job = ask(cast, pool(cast, 2), to=cast.prosecutor, by=cast.direct_manager)
    finish()
    assert {state for state, _, _ in results(job)} == {"left_out"}
    assert not CaseEvent.objects.filter(type="charging.review_allocated").exists()


@pytest.mark.parametrize(("number", "why"), [(0, "at least one"), (3, "Choose 2 reviews at most")])
def test_none_and_too_many_are_refused(cast, monkeypatch, number, why):
    monkeypatch.setattr(bulk, "MOST", 2)
    reviews = pool(cast, number)
    with nothing_changes(), pytest.raises(Refused, match=why):
        ask(cast, reviews)


def test_a_part_takes_as_many_queries_for_many_as_for_few(cast):
    numbers = []
    for start, size in ((0, 2), (10, 8)):
        reviews = [stories.untaken_review(cast, urn=stories.a_urn(start + n + 1)) for n in range(size)]
        ask(cast, reviews)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            finish()
        numbers.append(len(captured))
    assert numbers[1] <= numbers[0]


# Pages.


def address(**filters):
    return f"{reverse('charging:open_reviews')}?{'&'.join(f'{name}={value}' for name, value in filters.items())}"


def test_what_is_ticked_is_given_and_the_page_tells_how_far_it_is(client, cast):
    first, second, third = pool(cast, 3)
    client.force_login(cast.legal_manager)
    listed = client.get(address()).content.decode()
    assert listed.count('name="chosen"') == 3
    assert "Suggested" in listed

    answer = client.post(address(), {"chosen": [first.pk, second.pk], "to": str(cast.prosecutor.pk)})

    job = BulkJob.objects.get()
    assert answer.url == reverse("charging:bulk_job", args=[job.pk])
    assert "0 of 2 done" in client.get(answer.url).content.decode()
    finish()
    page = client.get(answer.url).content.decode()
    assert "2 of 2 done" in page
    assert "data-progress" not in page
    assert stories.fresh(third).prosecutor is None


@pytest.mark.parametrize("filters", [{}, {"holder": "anybody"}])
def test_what_somebody_took_after_the_page_was_read_is_left_to_them(client, cast, filters):
    taken, plain = pool(cast, 2)
    client.force_login(cast.legal_manager)
    page = client.get(address(**filters)).content.decode()
    held = re.findall(r'name="held" value="([^"]*)"', page)
    assert sorted(held) == sorted(f"{row.pk}:" for row in (taken, plain))
    review.allocate(consultation=taken, prosecutor=cast.second_prosecutor, by=cast.second_prosecutor, at=THURSDAY_9AM)

    chosen = {"chosen": [taken.pk, plain.pk], "held": held, "to": str(cast.prosecutor.pk)}
    client.post(address(**filters), chosen)
    finish()

    assert stories.fresh(taken).prosecutor == cast.second_prosecutor
    assert stories.fresh(plain).prosecutor == cast.prosecutor
    job = client.get(reverse("charging:bulk_job", args=[BulkJob.objects.get().pk])).content.decode()
    assert f"Pam Prosecutor got it {when(THURSDAY_9AM)}" in job


@pytest.mark.parametrize("held", ["{}:999999999", "{}:x", "x:1", "", "{}"])
def test_a_holder_that_makes_no_sense_is_the_one_of_the_filter(client, cast, held):
    (one,) = pool(cast, 1)
    client.force_login(cast.legal_manager)
    client.post(address(), {"chosen": [one.pk], "held": [held.format(one.pk)], "to": str(cast.prosecutor.pk)})
    assert BulkRow.objects.get().held_by is None


def test_all_that_fit_the_filters_are_given_page_or_not(client, cast):
    reviews = pool(cast, 3)
    review.allocate(consultation=reviews[0], prosecutor=cast.prosecutor, by=cast.legal_manager, at=THURSDAY_9AM)
    client.force_login(cast.legal_manager)

    client.post(address(holder=cast.prosecutor.pk), {"everything": "on", "to": str(cast.second_prosecutor.pk)})
    finish()

    assert stories.fresh(reviews[0]).prosecutor == cast.second_prosecutor
    assert [row.consultation_id for row in BulkRow.objects.all()] == [reviews[0].pk]


def test_nothing_ticked_or_nobody_chosen_is_said_and_what_was_ticked_stays(client, cast):
    (one,) = pool(cast, 1)
    client.force_login(cast.legal_manager)
    nobody = client.post(address(), {"chosen": [one.pk]})
    nothing = client.post(address(), {"to": "spread"})
    assert (nobody.status_code, nothing.status_code) == (422, 422)
    assert f'id="chosen-{one.pk}" checked' in nobody.content.decode()
    assert "Select at least one review" in nothing.content.decode()
    assert not BulkJob.objects.exists()


def test_a_review_of_another_area_that_somebody_names_is_not_in_the_job(client, cast):
    (one,) = pool(cast, 1)
    client.force_login(cast.direct_manager)
    answer = client.post(address(), {"chosen": [one.pk], "to": "spread"})
    assert answer.status_code == 422
    assert not BulkJob.objects.exists()


def test_an_area_manager_reads_workload_and_lists_of_their_own_area_and_gives_nothing(client, cast):
    one, _ = pool(cast, 2)
    client.force_login(cast.area_manager)
    page = client.get(reverse("charging:workload"))
    assert [str(body) for body in page.context["bodies"]] == [str(cast.organisations.area)]
    assert page.context["page"].unallocated.reviews == 2
    shown = client.get(address()).content.decode()
    assert one.case_file.reference in shown
    assert 'type="checkbox" name="chosen"' not in shown
    assert "Allocate in bulk" not in shown
    assert reverse("charging:review_allocate", args=[one.case_file.slug, one.pk]) not in shown
    assert client.post(address(), {"chosen": [one.pk], "to": "spread"}).status_code == 403
    linked = {cell.href for row in page.context["people"].rows for cell in row if cell.href}
    assert linked
    assert {client.get(href).status_code for href in linked} == {200}
    assert not BulkJob.objects.exists()


@pytest.mark.parametrize("name", ["prosecutor", "assistant", "builder"])
def test_lists_and_workload_are_for_those_who_manage_work(client, cast, name):
    client.force_login(getattr(cast, name))
    for page in ("open_reviews", "workload"):
        assert client.get(reverse(f"charging:{page}")).status_code == 403


def test_a_job_is_followed_by_managers_of_its_body_and_nobody_else(client, cast):
    job = ask(cast, pool(cast, 1), to=cast.prosecutor)
    seen = {}
    for name in ("legal_manager", "direct_manager", "prosecutor", "builder"):
        client.force_login(getattr(cast, name))
        seen[name] = client.get(reverse("charging:bulk_job", args=[job.pk])).status_code
        client.post(reverse("charging:bulk_job_cancel", args=[job.pk])) if name != "legal_manager" else None
    assert seen == {"legal_manager": 200, "direct_manager": 404, "prosecutor": 404, "builder": 404}
    assert BulkJob.objects.get().cancelled_at is None


def test_every_number_of_the_workload_page_is_the_length_of_its_list(client, cast):
    reviews = pool(cast, 4)
    for each in reviews[:2]:
        review.allocate(consultation=each, prosecutor=cast.prosecutor, by=cast.legal_manager, at=THURSDAY_9AM)
    client.force_login(cast.legal_manager)
    page = client.get(reverse("charging:workload"))
    counted = {each.person: each.held.reviews for each in page.context["page"].people}
    assert counted == {cast.prosecutor: 2, cast.second_prosecutor: 0, cast.legal_manager: 0}
    assert page.context["page"].unallocated.reviews == 2
    lists = [cell for row in page.context["people"].rows for cell in row if "reviews" in cell.href]
    for cell in lists:
        assert client.get(cell.href).context["total"] == cell.text
    assert client.get(page.context["unallocated_href"]).context["total"] == 2


@pytest.mark.parametrize("name", ["open_reviews", "workload"])
def test_pages_read_as_much_for_many_reviews_as_for_few(client, cast, name):
    client.force_login(cast.legal_manager)
    numbers = []
    for start in (0, 10):
        for n in range(6):
            stories.untaken_review(cast, urn=stories.a_urn(start + n + 1))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(f"charging:{name}")).status_code == 200
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 15


def test_the_allocate_page_suggests_says_why_and_asks_why_otherwise(client, cast):
    (one,) = pool(cast, 1)
    allocation.recuse(case_file=one.case_file, person=cast.second_prosecutor, by=cast.legal_manager, at=MONDAY_9AM)
    client.force_login(cast.legal_manager)
    page = reverse("charging:review_allocate", args=[one.case_file.slug, one.pk])
    shown = client.get(page)
    best = shown.context["best"].candidate.key
    other = next(key for key in (cast.prosecutor.pk, cast.legal_manager.pk) if key != best)
    assert "Pam Prosecutor cannot be given this case" in shown.content.decode()

    assert "Needed if you do not follow the suggestion" in shown.content.decode()
    assert "(optional)" not in shown.content.decode()
    refused = client.post(page, {"prosecutor": other, "suggested": best})
    assert refused.status_code == 422
    assert "why you choose somebody else" in refused.content.decode()
    client.post(page, {"prosecutor": other, "suggested": best, "why": "agreed"})
    entry = CaseEvent.objects.get(type="charging.review_allocated")
    assert (entry.details["suggested_id"], entry.details["override"]) == (best, "agreed")


# Giving whatever speaks against it, with a reason.


def note_restriction(cast, person):
    work.note(
        person=person,
        details=TraitDetails(kind=TraitKind.RESTRICTION, code="no_new", starts_on=MONDAY_9AM.date()),
        by=cast.legal_manager,
        at=MONDAY_9AM,
    )


def given():
    """What the ledger says of each review that was given, by its key: to whom, whom was suggested, and why."""
    rows = CaseEvent.objects.filter(type="charging.review_allocated")
    return {
        said["consultation_id"]: (said["prosecutor_id"], said["suggested_id"], said["override"])
        for said in (row.details for row in rows)
    }


def test_with_a_reason_what_speaks_against_it_is_overridden_and_the_reason_kept_with_each(cast):
    note_restriction(cast, cast.prosecutor)
    reviews = pool(cast, 2)
    left = ask(cast, reviews, to=cast.prosecutor)
    finish()
    assert [state for state, _, _ in results(left)] == ["left_out"] * 2

    job = bulk.ask(
        kind=BulkKind.GIVE,
        consultations=reviews,
        to=cast.prosecutor,
        why="training",
        by=cast.legal_manager,
        at=THURSDAY_9AM,
    )
    finish()

    assert results(job) == [("done", cast.prosecutor, "")] * 2
    assert given() == {
        row.pk: (cast.prosecutor.pk, cast.second_prosecutor.pk, "training") for row in Consultation.objects.all()
    }
    assert {row.override for row in Consultation.objects.all()} == {"training"}


def test_the_reason_is_kept_where_nobody_at_all_could_be_suggested(cast):
    for person in (cast.prosecutor, cast.second_prosecutor, cast.legal_manager):
        note_restriction(cast, person)
    (one,) = pool(cast, 1)
    ask(cast, [one], to=cast.prosecutor, why="agreed")
    finish()
    assert given() == {one.pk: (cast.prosecutor.pk, None, "agreed")}


def test_the_reason_is_kept_only_with_those_for_which_it_was_needed(cast):
    reviews = pool(cast, 2)
    bulk.ask(
        kind=BulkKind.GIVE,
        consultations=reviews,
        to=cast.prosecutor,
        why="balance",
        by=cast.legal_manager,
        at=THURSDAY_9AM,
    )
    finish()
    said = given()
    assert {to for to, _, _ in said.values()} == {cast.prosecutor.pk}
    assert {suggested == to: why for to, suggested, why in said.values()} == {True: "", False: "balance"}


def test_a_reason_overrides_no_policy(cast):
    (one,) = pool(cast, 1)
    allocation.recuse(case_file=one.case_file, person=cast.prosecutor, by=cast.legal_manager, at=MONDAY_9AM)
    job = ask(cast, [one], to=cast.prosecutor, why="agreed")
    finish()
    assert [state for state, _, _ in results(job)] == ["left_out"]
    assert stories.fresh(one).prosecutor is None


@pytest.mark.parametrize(("to", "why"), [("prosecutor", "nonsense"), (None, "agreed")])
def test_a_reason_is_one_of_the_list_and_for_one_person_only(cast, to, why):
    (one,) = pool(cast, 1)
    kind = BulkKind.GIVE if to else BulkKind.SPREAD
    person = getattr(cast, to) if to else None
    with nothing_changes(), pytest.raises(Refused):
        bulk.ask(kind=kind, consultations=[one], to=person, why=why, by=cast.legal_manager, at=THURSDAY_9AM)


def test_the_reason_is_asked_for_on_the_list_and_read_by_the_cps_alone(client, cast):
    note_restriction(cast, cast.prosecutor)
    (one,) = pool(cast, 1)
    client.force_login(cast.legal_manager)
    said = {"chosen": [one.pk], "to": str(cast.prosecutor.pk), "why": "training"}
    assert client.post(address(), said).status_code == 302
    finish()
    job = client.get(reverse("charging:bulk_job", args=[BulkJob.objects.get().pk])).content.decode()
    assert "Given whatever speaks against it: to gain experience, with support" in job
    page = reverse("charging:review", args=[one.case_file.slug, one.pk])
    words = "Given otherwise than suggested: to gain experience, with support."
    seen = {}
    for name in ("legal_manager", "prosecutor", "builder"):
        client.force_login(getattr(cast, name))
        seen[name] = words in client.get(page).content.decode()
    assert seen == {"legal_manager": True, "prosecutor": True, "builder": False}
    allocation.take_back(consultation=stories.fresh(one), by=cast.legal_manager, at=FRIDAY_2PM)
    assert stories.fresh(one).override == ""
