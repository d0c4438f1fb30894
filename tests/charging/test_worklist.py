"""Work queues: everything that waits for somebody is in that somebody's queue, once, longest waiting first."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.operations import cover
from casework.lifecycle import OPEN, STATUSES, Holder, Status
from casework.models import CaseFile, Suspect
from charging.lifecycle import Answer, Stream
from charging.models import ActionItem, Triage
from charging.operations import review
from charging.operations.actions import ItemAnswer, answer
from charging.operations.listing import keep_standings_of
from charging.queries.lists.facets import Chosen
from charging.queries.lists.worklist import Scope, counts, desk_of, find, landing_scope, queues_for, rows_of
from foundation.periods import local_date
from tests import stories
from tests.acts import CHARGING_ACTS
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY, MONDAY_9AM, THURSDAY_9AM, TUESDAY_9AM, WEDNESDAY_9AM

pytestmark = pytest.mark.django_db
TODAY = local_date(FRIDAY_2PM)
EVERYBODY = (
    "builder",
    "second_builder",
    "supervisor",
    "police_manager",
    "assistant",
    "prosecutor",
    "second_prosecutor",
    "legal_manager",
    "area_manager",
    "outsider",
    "outside_prosecutor",
)


def told(person, key, *, scope=Scope.ALL, at=FRIDAY_2PM):
    """Return the rows of one of somebody's queues, in the words of the page."""
    queue = next(queue for queue in queues_for(person) if queue.key == key)
    found = find(desk_of(person, on=TODAY), queue, Chosen(), scope=scope, size=100)
    return rows_of(found, user=person, at=at)


def rows(person, key, **options):
    """Return the suspects in one of somebody's queues."""
    return [row.suspect for row in told(person, key, **options)]


def keys_with(person, suspect):
    """Return the queues of somebody in which a suspect stands."""
    return [queue.key for queue in queues_for(person) if suspect in rows(person, queue.key)]


def list_again():
    """Keep the lists after a test has turned back the clock of a row by hand."""
    keep_standings_of(CaseFile.objects.values_list("pk", flat=True))


def to_do_of(person, suspect):
    """Return the queues in which a suspect stands as somebody's own work."""
    ours = {queue.key for queue in queues_for(person) if queue.to_do}
    return [key for key in keys_with(person, suspect) if key in ours]


@pytest.mark.parametrize(
    ("story", "to_do"),
    [
        (stories.ready_case, {"builder", "second_builder", "supervisor"}),
        (stories.prepared_case, {"supervisor"}),
        (stories.submitted_case, {"assistant", "legal_manager"}),
        (stories.rejected_case, {"builder", "second_builder", "supervisor"}),
        (stories.untaken_review, {"prosecutor", "second_prosecutor", "legal_manager"}),
        (stories.accepted_case, {"prosecutor"}),
        (stories.action_plan_case, {"builder", "second_builder", "supervisor"}),
        (stories.authorised_case, {"builder", "second_builder", "supervisor"}),
        (stories.nfa_case, set()),
    ],
)
def test_what_waits_is_to_do_for_exactly_those_who_can_do_it(cast, story, to_do):
    story(cast)
    suspect = Suspect.objects.get(number=1)

    assert {name for name in EVERYBODY if to_do_of(getattr(cast, name), suspect)} == to_do


@pytest.mark.parametrize(
    "story", [stories.submitted_case, stories.accepted_case, stories.action_plan_case, stories.authorised_case]
)
def test_an_open_case_stands_in_some_queue_of_everybody_who_may_see_it_once_sent(cast, story):
    story(cast)
    suspect = Suspect.objects.get(number=1)
    seen_by = set(EVERYBODY) - {"outsider", "outside_prosecutor"}

    assert {name for name in EVERYBODY if keys_with(getattr(cast, name), suspect)} == seen_by


def test_the_cps_has_no_queue_for_what_it_was_never_sent(cast):
    stories.prepared_case(cast)
    suspect = Suspect.objects.get(number=1)

    for person in (cast.assistant, cast.legal_manager, cast.area_manager):
        assert keys_with(person, suspect) == []


def test_titles_say_needed_or_ready_where_the_reader_acts_and_no_key_comes_twice(cast):
    for name in EVERYBODY:
        queues = queues_for(getattr(cast, name))
        assert len({queue.key for queue in queues}) == len(queues)
        assert not [queue.title for queue in queues if queue.to_do and queue.title.startswith("Waiting")]


def test_every_open_status_has_a_queue_for_the_agency_that_holds_it(cast):
    police = {queue.status for queue in queues_for(cast.supervisor)}
    cps = {queue.status for queue in queues_for(cast.legal_manager)}

    assert police >= {status for status in OPEN if STATUSES[status].holder is not Holder.CPS}
    assert cps >= {status for status in OPEN if STATUSES[status].holder is Holder.CPS}


def test_the_longest_waiting_comes_first(cast):
    late = stories.submitted_case(cast, urn=stories.a_urn(1), names=stories.NAMES[:1], at=THURSDAY_9AM)
    early = stories.submitted_case(cast, urn=stories.a_urn(2), names=stories.NAMES[:1], at=WEDNESDAY_9AM)

    assert [row.case_file_id for row in rows(cast.assistant, "submitted")] == [early.case_file_id, late.case_file_id]


def test_the_red_file_of_this_morning_comes_before_the_green_one_of_last_week(cast):
    one = {"names": stories.NAMES[:1]}
    green = stories.submitted_case(cast, urn=stories.a_urn(1), at=TUESDAY_9AM, **one)
    priority = stories.submitted_case(cast, urn=stories.a_urn(2), at=WEDNESDAY_9AM, stream=Stream.GREEN_PRIORITY, **one)
    red = stories.submitted_case(
        cast, urn=stories.a_urn(3), at=FRIDAY_9AM, stream=Stream.RED, custody_basis="custody", **one
    )

    found = told(cast.assistant, "submitted")

    assert [row.case_file.pk for row in found] == [red.case_file_id, priority.case_file_id, green.case_file_id]
    assert [(row.stream, row.due.words) for row in found] == [
        ("Red", "Charging decision overdue by 2 hours · CPS"),
        ("Green priority", "Charging decision due in 3 days · CPS"),
        ("Green", "Charging decision due in 25 days · CPS"),
    ]
    assert found[0].waited == "5 hours"


def test_somebody_in_custody_comes_before_what_is_long_overdue(cast):
    one = {"names": stories.NAMES[:1]}
    stories.submitted_case(cast, urn=stories.a_urn(1), at=TUESDAY_9AM, **one)
    late = FRIDAY_9AM + timedelta(days=60)
    held = stories.submitted_case(
        cast, urn=stories.a_urn(2), at=late, stream=Stream.RED, custody_basis="custody", **one
    )

    assert [row.due.words for row in told(cast.assistant, "submitted", at=late)] == [
        "Charging decision due within 3 hours · CPS",
        "Charging decision overdue by 35 days · CPS",
    ]
    assert rows(cast.assistant, "submitted")[0].case_file_id == held.case_file_id


def test_at_the_gate_red_comes_first_and_says_so_where_no_detention_is_counted(cast):
    one = {"names": stories.NAMES[:1]}
    green = stories.prepared_case(cast, urn=stories.a_urn(1), at=TUESDAY_9AM, **one)
    red = stories.prepared_case(
        cast, urn=stories.a_urn(2), at=FRIDAY_9AM, stream=Stream.RED, custody_basis="custody", **one
    )

    found = told(cast.supervisor, "with_supervisor")

    assert [row.case_file.pk for row in found] == [red.case_file_id, green.case_file_id]
    assert [(row.stream, row.due.words) for row in found] == [
        ("Red", "No detention clock runs · police"),
        ("Green", "Bail date not on record · police"),
    ]


def test_the_latest_submission_decides_how_urgent_a_file_is(cast):
    one = {"names": stories.NAMES[:1], "codes": ("PR01",)}
    first = stories.rejected_case(cast, stream=Stream.RED, custody_basis="custody", **one)
    Suspect.objects.update(custody_basis="bail")
    again = stories.send_to_supervisor(cast, first.case_file, at=THURSDAY_9AM)
    CHARGING_ACTS["sign_off"].run(cast, again, at=FRIDAY_9AM)

    assert [(row.stream, row.due.words) for row in told(cast.assistant, "submitted")] == [
        ("Green", "Charging decision due in 28 days · CPS")
    ]


def test_what_police_owe_is_ordered_by_the_day_it_is_due(cast):
    soon, late = date(2026, 3, 9), date(2026, 3, 20)
    due = ["due in 3 days · police", "due in 14 days · police"]
    one = {"names": stories.NAMES[:1]}
    for number, day in ((1, late), (2, soon)):
        items = [stories.an_item(due_on=day, text=f"Item {number}"), stories.an_item(due_on=date(2026, 4, 1))]
        stories.action_plan_case(cast, urn=stories.a_urn(number), items=items, **one)
    for number, day in ((3, late), (4, soon)):
        Triage.objects.filter(submission=stories.rejected_case(cast, urn=stories.a_urn(number), **one)).update(
            respond_by=day
        )
    list_again()

    for key, owed in (("action_plan", "Action plan answers"), ("rejected", "Resubmission")):
        assert [row.due.words for row in told(cast.builder, key)] == [f"{owed} {when}" for when in due]
    item = ActionItem.objects.get(text="Item 2")
    reply = ItemAnswer(answer=Answer.PROVIDED, text="Attached.")
    answer(item=item, reply=reply, expected_version=1, by=cast.builder, at=FRIDAY_9AM)
    assert [row.due.words for row in told(cast.builder, "action_plan")] == [
        "Action plan answers due in 14 days · police",
        "Action plan answers due in 26 days · police",
    ]


@pytest.mark.parametrize(("person", "heading"), [("assistant", "For you to do"), ("police_manager", "Where files are")])
def test_whoever_only_watches_reads_where_files_are(cast, client, person, heading):
    stories.submitted_case(cast)
    client.force_login(getattr(cast, person))
    html = client.get(reverse("charging:worklist")).content.decode()

    assert heading in html
    assert ("For you to do" in html) is (person == "assistant")
    assert ("Waiting for others" in html) is (person == "assistant")


def test_counts_are_the_lengths_of_the_lists(cast):
    stories.submitted_case(cast, urn=stories.a_urn(1))
    stories.accepted_case(cast, urn=stories.a_urn(2))
    stories.untaken_review(cast, urn=stories.a_urn(3))
    stories.rejected_case(cast, urn=stories.a_urn(4))

    for name in EVERYBODY:
        person = getattr(cast, name)
        found = counts(desk_of(person, on=TODAY))
        assert {row.queue.key: row.count for row in found} == {
            row.queue.key: len(rows(person, row.queue.key)) for row in found
        }


def test_a_suspect_stands_once_when_one_case_has_two_reviews_at_a_time(cast):
    first = stories.accepted_case(cast)
    case_file = first.case_file
    stories.add_suspect(case_file, by=cast.builder, at=THURSDAY_9AM, family_name="Cedar")
    again = stories.send_to_supervisor(cast, case_file, at=THURSDAY_9AM)
    CHARGING_ACTS["sign_off"].run(cast, again, at=FRIDAY_9AM)
    CHARGING_ACTS["accept"].run(cast, again, at=FRIDAY_9AM)

    assert [row.number for row in rows(cast.prosecutor, "mine")] == [1, 2, 3]

    review.allocate(
        consultation=again.consultation, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=FRIDAY_9AM
    )
    assert [row.number for row in rows(cast.prosecutor, "mine")] == [1, 2]
    assert [row.number for row in rows(cast.second_prosecutor, "mine")] == [3]
    assert rows(cast.prosecutor, "unallocated") == []


def test_a_review_leaves_the_queues_once_it_is_completed(cast):
    consultation = stories.accepted_case(cast)
    assert rows(cast.prosecutor, "mine")

    stories.complete_review(consultation, [stories.charge_outcome()])

    assert rows(cast.prosecutor, "mine") == rows(cast.prosecutor, "unallocated") == []


def test_cover_shows_the_work_of_the_covered_and_ends_with_its_last_day(cast):
    stories.accepted_case(cast)
    details = cover.CoverDetails(covered_by=cast.second_prosecutor, starts_on=MONDAY, ends_on=TODAY)
    arranged = cover.arrange(details=details, by=cast.prosecutor, at=MONDAY_9AM)

    assert len(rows(cast.second_prosecutor, "mine")) == 2
    counted = counts(desk_of(cast.second_prosecutor, on=TODAY))
    assert {row.queue.key: row.count for row in counted}["mine"] == 2

    cover.cancel(cover=arranged, by=cast.prosecutor, at=FRIDAY_2PM)
    assert rows(cast.second_prosecutor, "mine") == []


def test_ones_own_cases_and_those_of_the_covered_are_told_apart_from_the_rest_of_the_force(cast):
    mine = stories.ready_case(cast, urn=stories.a_urn(1), names=stories.NAMES[:1])
    theirs = stories.opened_case(cast, urn=stories.a_urn(2), by=cast.second_builder)
    stories.add_suspect(theirs, by=cast.second_builder)

    def cases(person):
        return {row.case_file_id for row in rows(person, "building", scope=Scope.MINE)}

    assert cases(cast.builder) == {mine.pk}
    assert cases(cast.second_builder) == {theirs.pk}
    details = cover.CoverDetails(covered_by=cast.builder, starts_on=TODAY, ends_on=TODAY)
    cover.arrange(details=details, by=cast.second_builder, at=TUESDAY_9AM)
    assert cases(cast.builder) == {mine.pk, theirs.pk}


def test_everybody_lands_where_their_work_is(cast):
    landing = {name: landing_scope(desk_of(getattr(cast, name), on=TODAY)) for name in EVERYBODY}
    assert set(landing.values()) == {Scope.ALL}

    stories.ready_case(cast)

    landing = {name: landing_scope(desk_of(getattr(cast, name), on=TODAY)) for name in EVERYBODY}
    assert {name for name in EVERYBODY if landing[name] is Scope.MINE} == {"builder"}
    assert {name for name in EVERYBODY if landing[name] is Scope.UNITS} == {"supervisor"}
    assert rows(cast.second_builder, "building", scope=landing["second_builder"])


def test_all_units_that_somebody_belongs_to_are_one_list(cast):
    here = stories.ready_case(cast, urn=stories.a_urn(1), names=stories.NAMES[:1])
    there = stories.opened_case(cast, urn=stories.a_urn(2), by=cast.second_builder)
    CaseFile.objects.filter(pk=there.pk).update(police_unit=cast.organisations.other_unit)
    stories.add_suspect(there, by=cast.second_builder)

    def cases(person):
        return {row.case_file_id for row in rows(stories.fresh(person), "building", scope=Scope.UNITS)}

    assert cases(cast.builder) == {here.pk}
    assert cases(cast.second_builder) == {there.pk}
    unit = cast.organisations.unit
    Membership.objects.create(user=cast.second_builder, unit=unit, role="file_builder", valid_from=MONDAY)
    assert cases(cast.second_builder) == {here.pk, there.pk}


def test_what_the_cps_has_not_routed_yet_is_in_the_pool_of_every_unit(cast):
    stories.submitted_case(cast, urn=stories.a_urn(1), names=stories.NAMES[:1])

    assert len(rows(cast.assistant, "submitted", scope=Scope.UNITS)) == 1


def test_whose_work_and_which_filters_stay_in_the_address(cast, client):
    stories.ready_case(cast, names=stories.NAMES[:1])
    client.force_login(cast.builder)

    html = client.get(reverse("charging:worklist"), {"whose": "all", "custody": "bail"}).content.decode()

    assert 'href="?queue=rejected&amp;whose=all&amp;custody=bail"' in html
    assert 'href="?queue=building&amp;whose=units&amp;custody=bail"' in html
    assert "Remove filter: </span>Custody: On pre-charge bail" in html
    assert "45AD 12345/26" in html
    html = client.get(reverse("charging:worklist"), {"whose": "all", "not_custody": "bail"}).content.decode()
    assert "Nothing in this queue fits the filters" in html


def test_counts_follow_the_filters(cast):
    stories.submitted_case(cast, urn=stories.a_urn(1))
    chosen = Chosen({"custody": ("rui",)})

    assert {row.count for row in counts(desk_of(cast.assistant, on=TODAY), chosen=chosen)} == {0}


def test_somebody_whose_role_ended_has_no_queue_at_all(cast, client):
    stories.submitted_case(cast)
    Membership.objects.filter(user=cast.assistant).update(valid_to=MONDAY)

    assert queues_for(stories.fresh(cast.assistant)) == []
    client.force_login(cast.assistant)
    assert "no role in a unit" in client.get(reverse("charging:worklist")).content.decode()


@pytest.mark.parametrize("person", ["builder", "assistant", "prosecutor", "area_manager"])
def test_the_page_answers_whatever_the_address_asks(cast, client, person):
    stories.submitted_case(cast)
    client.force_login(getattr(cast, person))

    for asked in (
        "",
        "?queue=nonsense",
        "?queue=submitted&page=99",
        "?whose=mine",
        "?page=x",
        "?whose=9&unit=x&status=y",
    ):
        assert client.get(reverse("charging:worklist") + asked).status_code == 200


def test_the_page_opens_on_the_first_queue_with_something_to_do(cast, client):
    stories.submitted_case(cast)
    client.force_login(cast.assistant)

    html = client.get(reverse("charging:worklist")).content.decode()

    assert "Triage needed" in html
    assert "45AD 12345/26" in html
    assert Status.SUBMITTED.value in html


def test_the_page_takes_as_many_queries_for_twenty_rows_as_for_two(cast, client):
    client.force_login(cast.assistant)
    stories.submitted_case(cast, urn=stories.a_urn(1))
    client.get("/")

    def queries():
        with CaptureQueriesContext(connection) as caught:
            client.get("/")
        return len(caught)

    few = queries()
    names = tuple((f"Tree{number}", "Test") for number in range(18))
    stories.submitted_case(cast, urn=stories.a_urn(2), names=names)

    assert queries() == few
    assert few <= 15


def test_the_rows_of_a_covered_colleague_say_so_and_are_counted_apart(cast, client):
    now = timezone.now()
    today = local_date(now)
    stories.accepted_case(cast, urn=stories.a_urn(1), names=stories.NAMES[:1])
    other = stories.untaken_review(cast, urn=stories.a_urn(2), names=stories.NAMES[:1])
    review.allocate(consultation=other, prosecutor=cast.second_prosecutor, by=cast.legal_manager, at=FRIDAY_9AM)
    arranged = cover.CoverDetails(covered_by=cast.second_prosecutor, starts_on=today, ends_on=today)
    cover.arrange(details=arranged, by=cast.prosecutor, at=now)

    mine = next(row for row in counts(desk_of(cast.second_prosecutor, on=today)) if row.queue.key == "mine")
    assert (mine.count, mine.covering) == (2, 1)
    client.force_login(cast.second_prosecutor)
    page = client.get("/?queue=mine").content.decode()
    assert page.count(f"Covering for {cast.prosecutor}") == 1
    assert "2 in this queue, 1 of them covering for a colleague" in page
    alone = next(row for row in counts(desk_of(cast.prosecutor, on=today)) if row.queue.key == "mine")
    assert (alone.count, alone.covering) == (1, 0)


def test_ones_own_cases_and_those_of_a_covered_officer_are_told_apart(cast):
    stories.ready_case(cast, names=stories.NAMES[:1])
    arranged = cover.CoverDetails(covered_by=cast.second_builder, starts_on=TODAY, ends_on=TODAY)
    cover.arrange(details=arranged, by=cast.builder, at=MONDAY_9AM)

    found = {row.queue.key: row for row in counts(desk_of(cast.second_builder, on=TODAY), scope=Scope.MINE)}
    assert (found["building"].count, found["building"].covering) == (1, 1)
    assert counts(desk_of(cast.builder, on=TODAY), scope=Scope.MINE)[0].covering == 0
