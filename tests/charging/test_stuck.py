"""Work that nobody goes on with is found every night, listed with what puts it right, and put right in one step."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Membership, Unit
from accounts.operations import memberships
from accounts.roles import Role
from casework.models import CaseEvent, OutboxEntry, SearchName, Standing
from charging.models import BulkJob, BulkKind, Consultation, StuckThing
from charging.operations import allocation, bulk, review, stuck
from charging.queries.case.stuck import STUCK, Found, look
from charging.rules import repairs
from charging.rules.repairs import Repair, remedy_for
from config import invariants
from config.tasks import look_for_what_must_never_be
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import questions, stories
from tests.charging.test_waiting import a_matter
from tests.clock import FRIDAY_2PM, MONDAY_9AM, THURSDAY_9AM
from tests.factories import a_person
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 6, 1, 9, tzinfo=UTC)


def found(sort, at=FRIDAY_2PM):
    return [(each.reference, each.what) for each in look(at=at) if each.sort == sort]


def kept(sort, reference, what="odd", at=FRIDAY_2PM):
    stuck.keep([Found(sort, reference, what)], at=at)
    return StuckThing.objects.get(sort=sort, reference=reference, gone_at=None)


def leave(person, at=THURSDAY_9AM):
    memberships.leave(membership=person.memberships.get(), by=None, at=at)
    return type(person).objects.get(pk=person.pk)


def test_every_sort_that_is_looked_for_says_what_can_be_done():
    for sort in (*invariants.CHECKS, *STUCK):
        remedy = remedy_for(sort)
        assert remedy.words
        assert bool(remedy.button) is remedy.is_offered
    assert {remedy_for(sort).repair for sort in (*invariants.CHECKS, *STUCK)} == set(Repair)


def test_where_all_goes_its_way_nothing_is_stuck(cast):
    stories.accepted_case(cast)
    stories.submitted_case(cast, urn=stories.a_urn(2))
    assert list(look(at=FRIDAY_2PM)) == []


def test_a_review_of_somebody_who_left_is_found_and_taken_back(cast):
    consultation = stories.accepted_case(cast)
    leave(cast.prosecutor)
    slug = consultation.case_file.slug
    assert found(repairs.HOLDER_LEFT) == [(slug, "review 1 is with somebody who does not review there any more")]

    entry = stuck.repair(thing=kept(repairs.HOLDER_LEFT, slug), by=cast.legal_manager, at=FRIDAY_2PM)

    assert stories.fresh(consultation).prosecutor is None
    assert found(repairs.HOLDER_LEFT) == []
    assert entry.type == "charging.stuck_work_repaired"
    assert entry.details["repair"] == "take_back"
    assert CaseEvent.objects.filter(type="charging.review_taken_back").count() == 1
    assert StuckThing.objects.get().gone_at == FRIDAY_2PM


def test_an_account_that_was_closed_leaves_its_reviews_stuck_too(cast):
    consultation = stories.accepted_case(cast)
    type(cast.prosecutor).objects.filter(pk=cast.prosecutor.pk).update(is_active=False)
    assert [reference for reference, _ in found(repairs.HOLDER_LEFT)] == [consultation.case_file.slug]


def test_an_area_without_anybody_to_triage_is_found_by_its_code(cast):
    stories.submitted_case(cast)
    Membership.objects.filter(user__in=[cast.assistant, cast.legal_manager]).update(valid_to=THURSDAY_9AM.date())
    assert [reference for reference, _ in found(repairs.NOBODY_CAN_ACT)] == ["south-east"]


def test_a_force_without_a_supervisor_is_found(cast):
    stories.prepared_case(cast)
    leave(cast.supervisor)
    assert [reference for reference, _ in found(repairs.NOBODY_CAN_ACT)] == ["45"]


def test_a_plan_answered_in_full_and_not_returned_is_found_after_a_week(cast):
    plan = stories.action_plan_case(cast)
    plan.items.update(state="answered", answer="provided", answered_at=FRIDAY_2PM, answered_by=cast.builder)
    slug = plan.case_file.slug
    assert found(repairs.NOT_RETURNED) == []
    assert found(repairs.NOT_RETURNED, LATER) == [(slug, "action plan 1 has no open item left")]


def test_what_is_long_past_its_clock_while_nobody_acts_is_found_and_ordinary_lateness_is_not(cast):
    case_file = stories.accepted_case(cast).case_file
    matter = a_matter(case_file, due_at=THURSDAY_9AM)
    assert found(repairs.NOBODY_ACTS) == []
    late = found(repairs.NOBODY_ACTS, LATER)
    assert (case_file.slug, f"Contested rejection to decide ({matter.subject}): due 5 March 2026") in late
    told = "suspect 1, charging decision needed: due 31 March 2026, nobody has done anything since 4 March 2026"
    assert (case_file.slug, told) in late
    assert len(late) == 1 + case_file.suspects.count()

    watching_over = datetime(2026, 5, 20, 9, tzinfo=UTC)
    questions.ask(case_file, by=cast.prosecutor, at=watching_over)
    assert len(found(repairs.NOBODY_ACTS, LATER)) == 1


def test_what_never_came_back_is_stuck_only_once_it_could_have_been_closed(cast):
    case_file = stories.rejected_case(cast).case_file
    assert found(repairs.NOBODY_ACTS, LATER) == found(repairs.NOT_CLOSED, LATER) == []
    slug = case_file.slug
    assert found(repairs.NOT_CLOSED, datetime(2026, 6, 12, 9, tzinfo=UTC)) == [
        (slug, "suspect 1, waiting for police to resubmit: since 4 March 2026"),
        (slug, "suspect 2, waiting for police to resubmit: since 4 March 2026"),
    ]


def test_something_that_waits_in_a_case_that_is_over_is_an_orphan_clock(cast):
    case_file = stories.nfa_case(cast).case_file
    a_matter(case_file)
    assert [reference for reference, _ in found(repairs.ORPHAN_CLOCK)] == [case_file.slug]


def test_a_job_that_stopped_is_found_and_cancelled(cast):
    consultation = stories.untaken_review(cast)
    job = bulk.ask(
        kind=BulkKind.GIVE, consultations=[consultation], to=cast.prosecutor, by=cast.legal_manager, at=MONDAY_9AM
    )
    ((reference, what),) = found(repairs.JOB_STOPPED)

    assert stuck.repair(thing=kept(repairs.JOB_STOPPED, reference, what), by=cast.legal_manager, at=FRIDAY_2PM) is None

    assert BulkJob.objects.get(pk=job.pk).cancelled_by == cast.legal_manager
    assert found(repairs.JOB_STOPPED) == []


@pytest.mark.parametrize("table", [Standing, SearchName])
def test_lists_and_search_are_worked_out_again(cast, table):
    case_file = stories.accepted_case(cast).case_file
    table.objects.all().delete()
    sort = next(found.title for found in invariants.findings(at=FRIDAY_2PM))

    stuck.repair(thing=kept(sort, case_file.slug), by=cast.legal_manager, at=FRIDAY_2PM)

    assert [f.title for f in invariants.findings(at=FRIDAY_2PM) if not f.title.startswith("Owed")] == []


def test_a_review_that_was_lost_is_opened_again(cast):
    consultation = stories.untaken_review(cast)
    slug = consultation.case_file.slug
    consultation.delete()
    titles = [finding.title for finding in invariants.findings(at=FRIDAY_2PM)]
    assert set(repairs.NO_REVIEW) <= set(titles)

    stuck.repair(thing=kept(repairs.NO_REVIEW[0], slug), by=cast.legal_manager, at=FRIDAY_2PM)

    assert Consultation.objects.get().prosecutor is None
    assert not set(repairs.NO_REVIEW) & {finding.title for finding in invariants.findings(at=FRIDAY_2PM)}


def test_what_was_never_delivered_is_tried_again_at_once(cast):
    case_file = stories.ready_case(cast)
    OutboxEntry.objects.filter(case_id=case_file.pk).update(attempts=9, failed_at=FRIDAY_2PM, error="Broken")
    assert not OutboxEntry.objects.owed_to("notices", FRIDAY_2PM).exists()

    stuck.repair(thing=kept(repairs.OWED, case_file.slug), by=cast.police_manager, at=FRIDAY_2PM)

    assert OutboxEntry.objects.owed_to("notices", FRIDAY_2PM).filter(case_id=case_file.pk).exists()


def test_what_no_button_can_mend_is_refused_with_who_can(cast):
    case_file = stories.ready_case(cast)
    thing = kept("Status and ledger disagree", case_file.slug)
    with nothing_changes(), pytest.raises(Refused, match="Tell those who run the service"):
        stuck.repair(thing=thing, by=cast.police_manager, at=FRIDAY_2PM)


def test_what_somebody_went_on_with_is_left_alone(cast):
    consultation = stories.accepted_case(cast)
    thing = kept(repairs.HOLDER_LEFT, consultation.case_file.slug)
    with nothing_changes(), pytest.raises(Conflict, match="nothing left to put right"):
        stuck.repair(thing=thing, by=cast.legal_manager, at=FRIDAY_2PM)


def test_the_second_who_repairs_is_told(cast):
    consultation = stories.accepted_case(cast)
    leave(cast.prosecutor)
    thing = kept(repairs.HOLDER_LEFT, consultation.case_file.slug)
    stuck.repair(thing=thing, by=cast.legal_manager, at=FRIDAY_2PM)
    with nothing_changes(), pytest.raises(Conflict, match="put right already"):
        stuck.repair(thing=thing, by=cast.legal_manager, at=FRIDAY_2PM)


@pytest.mark.parametrize(
    ("by", "sort"),
    [
        ("prosecutor", repairs.HOLDER_LEFT),
        ("assistant", repairs.HOLDER_LEFT),
        ("builder", repairs.OWED),
        ("direct_manager", repairs.HOLDER_LEFT),
        ("police_manager", repairs.HOLDER_LEFT),
        ("police_manager", repairs.NO_REVIEW[0]),
    ],
)
def test_nobody_repairs_what_is_not_theirs_to_do(cast, by, sort):
    consultation = stories.accepted_case(cast)
    leave(cast.second_prosecutor)
    Consultation.objects.update(prosecutor=cast.second_prosecutor)
    thing = kept(sort, consultation.case_file.slug)
    with nothing_changes(), pytest.raises(NotPermitted):
        stuck.repair(thing=thing, by=getattr(cast, by), at=FRIDAY_2PM)


def test_what_is_found_again_keeps_its_first_night_and_what_is_not_is_gone(cast):
    slug = stories.ready_case(cast).slug
    first = [Found("One", slug, "a"), Found("Two", slug, "b")]
    assert stuck.keep(first, at=MONDAY_9AM) == 2
    assert stuck.keep([first[0], Found("One", "nowhere", "c")], at=FRIDAY_2PM) == 1

    rows = {row.sort: (row.first_seen_at, row.last_seen_at, row.gone_at) for row in StuckThing.objects.all()}
    assert rows == {"One": (MONDAY_9AM, FRIDAY_2PM, None), "Two": (MONDAY_9AM, MONDAY_9AM, FRIDAY_2PM)}
    with nothing_changes():
        stuck.keep([first[0]], at=FRIDAY_2PM)


def test_every_night_what_was_found_is_kept(cast):
    consultation = stories.accepted_case(cast)
    leave(cast.prosecutor)
    Standing.objects.update(status="rejected")
    look_for_what_must_never_be()
    sorts = set(StuckThing.objects.values_list("sort", flat=True))
    assert {repairs.HOLDER_LEFT, "Work queues do not say what cases say"} <= sorts
    assert set(StuckThing.objects.values_list("case_file", flat=True)) == {consultation.case_file_id}


# The page.


def test_the_page_lists_what_is_stuck_where_the_reader_may_see_it_and_mends_it(client, cast):
    consultation = stories.accepted_case(cast)
    leave(cast.prosecutor)
    kept(repairs.HOLDER_LEFT, consultation.case_file.slug)
    page = reverse("charging:stuck_work")
    seen = {}
    for name in ("legal_manager", "police_manager", "direct_manager"):
        client.force_login(getattr(cast, name))
        seen[name] = consultation.case_file.reference in client.get(page).content.decode()
    assert seen == {"legal_manager": True, "police_manager": True, "direct_manager": False}

    address = reverse("charging:stuck_repair", args=[StuckThing.objects.get().pk])
    assert client.post(address).status_code == 404
    client.force_login(cast.legal_manager)
    said = client.post(address, follow=True).content.decode()
    assert "Put right" in said
    assert "Nothing is stuck." in said
    assert stories.fresh(consultation).prosecutor is None


def test_the_page_counts_each_sort_and_shows_one_of_them_alone(client, cast):
    one, two = stories.accepted_case(cast), stories.accepted_case(cast, urn=stories.a_urn(2))
    found_now = [Found(repairs.HOLDER_LEFT, one.case_file.slug, "odd"), Found("Other", two.case_file.slug, "odder")]
    stuck.keep(found_now, at=FRIDAY_2PM)
    client.force_login(cast.legal_manager)
    page = reverse("charging:stuck_work")
    assert "Other (1)" in client.get(page).content.decode()
    alone = client.get(page, {"sort": "Other"}).content.decode()
    assert two.case_file.reference in alone
    assert one.case_file.reference not in alone


def night(at=LATER):
    """Look, and keep what was found."""
    stuck.keep(look(at=at), at=at)


def page_of(client, user):
    client.force_login(user)
    return client.get(reverse("charging:stuck_work"))


def test_the_page_names_people_and_says_since_when_without_keys_of_rows(client, cast):
    case_file = stories.accepted_case(cast).case_file
    matter = a_matter(case_file, due_at=THURSDAY_9AM)
    night()
    text = page_of(client, cast.legal_manager).content.decode()
    names = [str(suspect) for suspect in case_file.suspects.all()]
    assert all(f"{name}, charging decision needed: due 31 March 2026" in text for name in names)
    assert f"({matter.subject})" not in text
    assert "uspect 1," not in text
    assert "5 March 2026" in text
    assert "1 April 2026" in text
    assert "1 June 2026" not in text


def test_what_is_stuck_leads_to_the_page_that_mends_it_for_those_who_can_open_it(client, cast):
    waiting = stories.accepted_case(cast)
    plan = stories.action_plan_case(cast, urn=stories.a_urn(2))
    plan.items.update(state="answered", answer="provided", answered_at=FRIDAY_2PM, answered_by=cast.builder)
    stories.submitted_case(cast, urn=stories.a_urn(3))
    stories.contested_case(cast, urn=stories.a_urn(4))
    night(datetime(2026, 6, 20, 9, tzinfo=UTC))
    pages = set(StuckThing.objects.exclude(page="").values_list("page", flat=True))
    assert pages >= {"charging:review_allocate", "charging:action_plan", "charging:triage", "charging:contest"}
    assert "charging:suspect_finalise" in pages
    seen = {}
    for person in (cast.legal_manager, cast.police_manager):
        links = {row.href for row in page_of(client, person).context["rows"] if row.href}
        seen[person] = links
        assert {href: client.get(href).status_code for href in links} == dict.fromkeys(links, 200)
    allocate = reverse("charging:review_allocate", args=[waiting.case_file.slug, waiting.pk])
    assert allocate in seen[cast.legal_manager]
    assert allocate not in seen[cast.police_manager]
    assert reverse("charging:action_plan", args=[plan.case_file.slug, plan.pk]) in seen[cast.police_manager]


def test_an_area_manager_reads_what_is_stuck_in_their_own_area_and_mends_nothing(client, cast):
    consultation = stories.accepted_case(cast)
    leave(cast.prosecutor)
    thing = kept(repairs.HOLDER_LEFT, consultation.case_file.slug)
    page = page_of(client, cast.area_manager)
    assert consultation.case_file.reference in page.content.decode()
    assert "Take it back to the pool</" not in page.content.decode()
    assert not any(row.href for row in page.context["rows"])
    assert client.post(reverse("charging:stuck_repair", args=[thing.pk])).status_code == 403
    with nothing_changes(), pytest.raises(NotPermitted):
        stuck.repair(thing=thing, by=cast.area_manager, at=FRIDAY_2PM)
    elsewhere = a_person("Ola Elsewhere", Role.AREA_MANAGER, Unit.objects.get(code="wessex-mc"))
    assert consultation.case_file.reference not in page_of(client, elsewhere).content.decode()


def test_since_when_is_brought_up_to_date_where_it_was_not_known(cast):
    case_file = stories.accepted_case(cast).case_file
    (first, *_) = look(at=LATER)
    stuck.keep([Found(first.sort, first.reference, first.what)], at=MONDAY_9AM)
    assert StuckThing.objects.get().since is None
    stuck.keep([first], at=LATER)
    row = StuckThing.objects.get()
    assert (row.since, row.suspect) == (first.since, case_file.suspects.get(pk=first.suspect_id))
    with nothing_changes():
        stuck.keep([first], at=LATER)


@pytest.mark.parametrize("name", ["builder", "prosecutor", "assistant"])
def test_the_page_is_for_those_who_put_things_right(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get(reverse("charging:stuck_work")).status_code == 403


def test_the_page_reads_as_much_for_many_as_for_few(client, cast):
    slug = stories.ready_case(cast).slug
    client.force_login(cast.police_manager)
    numbers = []
    for size in (2, 20):
        stuck.keep([Found("One", slug, str(n)) for n in range(size)], at=FRIDAY_2PM)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("charging:stuck_work"))
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 15


def test_a_manager_who_takes_back_and_one_who_gives_leave_one_holder(cast):
    consultation = stories.accepted_case(cast)
    allocation.take_back(consultation=consultation, by=cast.legal_manager, at=FRIDAY_2PM)
    review.allocate(consultation=consultation, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=FRIDAY_2PM)
    assert stories.fresh(consultation).prosecutor == cast.second_prosecutor
