"""Reviews go to whom a manager chooses: the service suggests, says why of everybody, and keeps why it was otherwise."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import TraitKind
from accounts.operations import cover, work
from accounts.operations.work import PatternDetails, TraitDetails
from accounts.roles import Role
from casework.models import CaseEvent
from casework.operations import bail
from charging.models import Consultation, Recusal
from charging.operations import allocation, review
from charging.queries.allocation import candidates
from charging.queries.allocation.open_reviews import Wanted, loads, open_reviews
from charging.queries.allocation.workload import weeks_of
from charging.rules.allocation import EVERYBODY_IS_OVER, Candidate, Question, for_choice, suggested, weigh_up
from charging.rules.workload import Availability, Work, capacity_of, days_ahead, edition_on, parts_of, weight_of
from foundation.verdicts import Conflict, NotPermitted, Refused, Verdict
from foundation.working_days import Calendar, bundled
from tests import stories
from tests.clock import FRIDAY_2PM, MONDAY_9AM, THURSDAY_9AM
from tests.factories import a_person
from tests.unchanged import nothing_changes

TODAY = THURSDAY_9AM.date()
EDITION = edition_on(TODAY)
PLAIN = Calendar(frozenset())


@pytest.mark.parametrize(
    ("said", "points"),
    [
        ({"casework_type": "magistrates", "first": False}, 2),
        ({"casework_type": "crown", "first": False}, 4),
        ({"casework_type": "rasso", "first": False}, 10),
        ({"casework_type": "complex", "first": False}, 12),
        ({"casework_type": "magistrates"}, 4),
        ({"casework_type": "magistrates", "first": False, "suspects": 3}, 4),
        ({"casework_type": "magistrates", "first": False, "youth": True}, 4),
        ({"casework_type": "magistrates", "first": False, "stream": "red"}, 4),
        ({"casework_type": "magistrates", "first": False, "stream": "green_priority"}, 3),
        ({"casework_type": "magistrates", "first": False, "stream": "green"}, 2),
        ({"casework_type": "rasso", "first": True, "purpose": "early_advice"}, 14),
        ({"casework_type": "crown", "suspects": 2, "youth": True, "stream": "red"}, 11),
    ],
)
def test_what_a_review_weighs(said, points):
    assert weight_of(Work(**said), EDITION) == points
    assert sum(part.points for part in parts_of(Work(**said), EDITION)) == points


@pytest.mark.parametrize(
    ("availability", "capacity"),
    [
        (Availability(), 60),
        (Availability(share=50), 30),
        (Availability(days=(1, 2, 3), share=60), 36),
        (Availability(court_days=(1, 2)), 36),
        (Availability(away=frozenset({date(2026, 3, 2)})), 48),
        (Availability(away=frozenset(date(2026, 3, day) for day in range(2, 7))), 0),
        (Availability(days=(6, 7)), 0),
    ],
)
def test_what_somebody_can_hold_in_a_week(availability, capacity):
    week = days_ahead(date(2026, 3, 2), EDITION, PLAIN)
    assert [day.isoweekday() for day in week] == [1, 2, 3, 4, 5]
    assert capacity_of(availability, week, EDITION) == capacity


def test_a_bank_holiday_takes_nothing_from_what_somebody_can_hold():
    easter = days_ahead(date(2026, 4, 2), EDITION, bundled())
    assert [day.day for day in easter] == [2, 7, 8, 9, 10]
    assert capacity_of(Availability(), easter, EDITION) == 60


def somebody(key, **said):
    return Candidate(key=key, name=f"Person {key}", **({"capacity": 60} | said))


def best_for(work, *people, **question):
    return weigh_up(Question(work=work, **question), people, EDITION, TODAY)


RASSO = Work(casework_type="rasso")


@pytest.mark.parametrize(
    ("work", "one", "other"),
    [
        (RASSO, {"specialisms": {"rasso": "Rape"}, "load": 20}, {}),
        (RASSO, {"specialisms": {"rasso": "Rape"}, "load": 59}, {}),
        (RASSO, {"specialisms": {"rasso": "Rape"}, "load": 90}, {"load": 61}),
        (RASSO, {"load": 61}, {"load": 62}),
        (Work(casework_type="crown"), {"load": 10}, {"load": 11}),
        (Work(casework_type="crown"), {"load": 30}, {"manages": True}),
        (Work(casework_type="crown"), {"manages": True}, {"load": 50}),
        (Work(casework_type="crown"), {"load": 10}, {"load": 10, "capacity": 30}),
        (Work(casework_type="crown", youth=True), {"specialisms": {"youth": "Youth"}}, {"specialisms": {"rasso": "R"}}),
        (
            Work(casework_type="crown", flags=frozenset({"domestic_abuse"})),
            {"specialisms": {"domestic_abuse": "Domestic abuse"}},
            {},
        ),
        (RASSO, {}, {"restrictions": {"no_rasso": "No rape"}, "specialisms": {"rasso": "Rape"}}),
        (Work(casework_type="crown", stream="red"), {"load": 50}, {"restrictions": {"no_red": "No red files"}}),
        (Work(casework_type="crown"), {"load": 50}, {"availability": Availability(away=frozenset({TODAY}))}),
        (Work(casework_type="crown"), {"load": 50}, {"availability": Availability(days=(1, 2))}),
        (Work(casework_type="crown"), {"load": 50}, {"restrictions": {"no_new": "Nothing new"}}),
        (
            Work(casework_type="crown"),
            {"load": 50},
            {
                "restrictions": {"no_court_days": "Nothing new on a day in court"},
                "availability": Availability(court_days=(TODAY.isoweekday(),)),
            },
        ),
        (Work(casework_type="crown"), {"load": 50}, {"capacity": 0}),
    ],
)
def test_who_is_suggested_of_two(work, one, other):
    found = best_for(work, somebody(1, **other), somebody(2, **one))
    assert suggested(found).candidate.key == 2


def test_a_restriction_that_is_about_other_work_bars_nothing():
    (found,) = best_for(Work(casework_type="crown", stream="green"), somebody(1, restrictions={"no_red": "No red"}))
    assert found.fits


def test_whoever_had_the_case_before_comes_first_unless_far_busier():
    had = {"had_before": frozenset({1})}
    work = Work(casework_type="crown")
    assert suggested(best_for(work, somebody(1, load=20), somebody(2), **had)).candidate.key == 1
    assert suggested(best_for(work, somebody(1, load=50), somebody(2), **had)).candidate.key == 2


def test_nobody_is_suggested_against_whom_anything_speaks_and_all_reasons_are_told():
    away = Availability(away=frozenset({TODAY}))
    person = somebody(1, restrictions={"no_red": "No red files"}, availability=away, capacity=0)
    found = best_for(Work(casework_type="crown", stream="red"), person)
    assert suggested(found) is None
    assert [reason.code for reason in found[0].against.reasons] == ["no_red", "away", "no_capacity"]


def test_whom_the_policy_bars_stands_last_whatever_speaks_for_them():
    barred = {1: Verdict.no("own_decision", "Made the decision.")}
    found = best_for(RASSO, somebody(1, specialisms={"rasso": "Rape"}), somebody(2, load=59), verdicts=barred)
    assert [each.candidate.key for each in found] == [2, 1]
    assert suggested(found).candidate.key == 2


def test_choosing_otherwise_needs_a_reason_of_the_list_and_choosing_as_suggested_none():
    assert for_choice(1, 1, "", EDITION)
    assert for_choice(1, None, "", EDITION)
    assert not for_choice(1, 2, "", EDITION)
    assert not for_choice(1, 2, "because", EDITION)
    assert for_choice(1, 2, "agreed", EDITION)


# On the database.


def suggest(consultation, user, at=THURSDAY_9AM):
    one = candidates.one_review(consultation, user, at=at)
    known = candidates.bench([one.body], at=at)
    return candidates.standings(one, known, candidates.questions([one], {one.key: consultation}, known)[one.key])


@pytest.mark.django_db
def test_the_service_suggests_from_what_is_noted_and_held(cast):
    consultation = stories.untaken_review(cast)
    by, at = cast.legal_manager, MONDAY_9AM
    work.note(
        person=cast.prosecutor,
        details=TraitDetails(kind=TraitKind.RESTRICTION, code="no_new", starts_on=MONDAY_9AM.date()),
        by=by,
        at=at,
    )
    work.note_leave(person=by, starts_on=TODAY, ends_on=TODAY, by=by, at=at)

    found = suggest(consultation, by)

    assert suggested(found).candidate.key == cast.second_prosecutor.pk
    against = {each.candidate.key: [reason.code for reason in each.against.reasons] for each in found}
    assert against == {cast.second_prosecutor.pk: [], cast.prosecutor.pk: ["no_new"], by.pk: ["away"]}


@pytest.mark.django_db
def test_somebody_who_is_covered_for_is_away(cast):
    consultation = stories.untaken_review(cast)
    arranged = cover.CoverDetails(covered_by=cast.second_prosecutor, starts_on=TODAY, ends_on=TODAY)
    cover.arrange(details=arranged, by=cast.prosecutor, at=MONDAY_9AM)

    found = {each.candidate.key: each for each in suggest(consultation, cast.legal_manager)}

    assert [reason.code for reason in found[cast.prosecutor.pk].against.reasons] == ["away"]


@pytest.mark.django_db
def test_what_somebody_holds_counts_against_them(cast):
    for number in range(3):
        stories.accepted_case(cast, urn=stories.a_urn(number + 1))
    consultation = stories.untaken_review(cast)

    found = {each.candidate.key: each.candidate for each in suggest(consultation, cast.legal_manager)}

    assert (found[cast.prosecutor.pk].reviews, found[cast.prosecutor.pk].load) == (3, 15)
    assert found[cast.second_prosecutor.pk].load == 0


@pytest.mark.django_db
def test_half_the_hours_hold_half_the_work(cast):
    consultation = stories.untaken_review(cast)
    details = PatternDetails(days=[1, 2, 3, 4, 5], court_days=[], share=50, starts_on=MONDAY_9AM.date())
    work.set_pattern(person=cast.prosecutor, details=details, replaces=None, by=cast.prosecutor, at=MONDAY_9AM)

    found = {each.candidate.key: each.candidate.capacity for each in suggest(consultation, cast.legal_manager)}

    assert found[cast.prosecutor.pk] * 2 == found[cast.second_prosecutor.pk]


@pytest.mark.django_db
def test_a_choice_otherwise_than_suggested_is_kept_with_its_reason(cast):
    consultation = stories.untaken_review(cast)
    choice = {"consultation": consultation, "prosecutor": cast.prosecutor, "by": cast.legal_manager, "at": FRIDAY_2PM}

    with nothing_changes(), pytest.raises(Refused, match="why you choose somebody else"):
        review.allocate(**choice, suggested_id=cast.second_prosecutor.pk)
    entry = review.allocate(**choice, suggested_id=cast.second_prosecutor.pk, why="agreed")

    entry = CaseEvent.objects.get(pk=entry.pk)
    assert entry.schema_version == 2
    assert entry.details["suggested_id"] == cast.second_prosecutor.pk
    assert entry.details["override"] == "agreed"


@pytest.mark.django_db
def test_a_reason_is_not_kept_where_the_suggestion_was_followed(cast):
    consultation = stories.untaken_review(cast)
    entry = review.allocate(
        consultation=consultation,
        prosecutor=cast.prosecutor,
        suggested_id=cast.prosecutor.pk,
        why="agreed",
        by=cast.legal_manager,
        at=FRIDAY_2PM,
    )
    assert entry.details["override"] == ""


@pytest.mark.django_db
def test_whoever_stays_out_of_a_case_is_not_given_it_and_nobody_is_told_why(cast):
    consultation = stories.untaken_review(cast)
    case_file = consultation.case_file
    allocation.recuse(case_file=case_file, person=cast.prosecutor, by=cast.prosecutor, at=MONDAY_9AM)

    found = {each.candidate.key: each for each in suggest(consultation, cast.legal_manager)}
    assert str(Refused(found[cast.prosecutor.pk].may)) == "Pat Prosecutor cannot be given this case."
    with nothing_changes(), pytest.raises(NotPermitted, match="cannot be given this case"):
        review.allocate(consultation=consultation, prosecutor=cast.prosecutor, by=cast.legal_manager, at=FRIDAY_2PM)
    with nothing_changes(), pytest.raises(NotPermitted, match="cannot be given this case"):
        review.allocate(consultation=consultation, prosecutor=cast.prosecutor, by=cast.prosecutor, at=FRIDAY_2PM)

    allocation.end_recusal(recusal=Recusal.objects.get(), by=cast.prosecutor, at=FRIDAY_2PM)
    review.allocate(consultation=consultation, prosecutor=cast.prosecutor, by=cast.prosecutor, at=FRIDAY_2PM)


@pytest.mark.django_db
def test_nobody_stays_out_of_a_case_whose_review_they_have(cast):
    consultation = stories.accepted_case(cast)
    with nothing_changes(), pytest.raises(Refused, match="Give it to somebody else first"):
        allocation.recuse(case_file=consultation.case_file, person=cast.prosecutor, by=cast.prosecutor, at=FRIDAY_2PM)


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["second_prosecutor", "assistant", "builder", "outside_prosecutor"])
def test_only_they_and_whoever_manages_them_say_that_somebody_stays_out(cast, by):
    case_file = stories.untaken_review(cast).case_file
    with nothing_changes(), pytest.raises(NotPermitted):
        allocation.recuse(case_file=case_file, person=cast.prosecutor, by=getattr(cast, by), at=FRIDAY_2PM)


@pytest.mark.django_db
def test_a_review_taken_back_is_in_the_pool_and_is_taken_back_once(cast):
    consultation = stories.accepted_case(cast)

    entry = allocation.take_back(consultation=consultation, by=cast.legal_manager, at=FRIDAY_2PM)

    assert Consultation.objects.get().prosecutor is None
    assert entry.details == {"consultation_id": consultation.pk, "prosecutor_id": cast.prosecutor.pk}
    with nothing_changes(), pytest.raises(Conflict, match="in the pool already"):
        allocation.take_back(consultation=consultation, by=cast.legal_manager, at=FRIDAY_2PM)


@pytest.mark.django_db
def test_people_of_another_area_are_no_candidates(cast):
    a_person("Far Away", Role.PROSECUTOR, cast.outside_prosecutor.memberships.get().unit)
    found = suggest(stories.untaken_review(cast), cast.legal_manager)
    assert {each.candidate.key for each in found} == {
        cast.prosecutor.pk,
        cast.second_prosecutor.pk,
        cast.legal_manager.pk,
    }


@pytest.mark.django_db
def test_staying_out_is_noted_on_a_page_that_only_tells_those_whom_it_is_about(client, cast):
    consultation = stories.untaken_review(cast)
    page = reverse("charging:stay_out", args=[consultation.case_file.slug])
    client.force_login(cast.second_prosecutor)
    reading = reverse("charging:review", args=[consultation.case_file.slug, consultation.pk])
    assert page in client.get(reading).content.decode()
    client.post(page, {"person": cast.second_prosecutor.pk})
    assert "Pam Prosecutor stays out of this case" in client.get(page).content.decode()
    ending = reverse("charging:stay_out_end", args=[consultation.case_file.slug, Recusal.objects.get().pk])

    client.force_login(cast.legal_manager)
    assert "Pam Prosecutor stays out" not in client.get(page).content.decode()
    assert client.post(ending).status_code == 404
    client.force_login(cast.builder)
    assert client.get(page).status_code == 403
    client.force_login(cast.second_prosecutor)
    client.post(ending)
    assert Recusal.objects.get().ended_by == cast.second_prosecutor


@pytest.mark.django_db
def test_a_prosecutor_notes_it_of_nobody_but_themselves(client, cast):
    consultation = stories.untaken_review(cast)
    page = reverse("charging:stay_out", args=[consultation.case_file.slug])
    client.force_login(cast.prosecutor)
    assert client.post(page, {"person": cast.second_prosecutor.pk}).status_code == 422
    assert not Recusal.objects.exists()


def test_what_came_in_and_went_out_is_counted_though_the_file_went_on_since(cast):
    stories.accepted_case(cast, urn=stories.a_urn(1))
    stories.charged_case(cast, urn=stories.a_urn(2))
    reviews = Consultation.objects.all()
    assert reviews.filter(completed_at=None).count() == 1
    (week,) = (row for row in weeks_of(reviews[0].case_file.cps_area, on=TODAY) if row.opened or row.completed)
    assert (week.monday.weekday(), week.opened, week.completed) == (0, 2, 1)


@pytest.mark.parametrize(
    ("loads", "best"),
    [
        ({1: (70, 60), 2: (65, 60), 3: (0, 60)}, 2),
        ({1: (60, 60), 2: (61, 60), 3: (0, 60)}, 1),
        ({1: (40, 30), 2: (70, 60), 3: (200, 60)}, 2),
    ],
)
def test_where_every_lawyer_is_over_capacity_the_least_loaded_of_them_is_suggested_and_it_is_said(loads, best):
    people = [somebody(key, load=load, capacity=capacity, manages=key == 3) for key, (load, capacity) in loads.items()]
    found = best_for(Work(casework_type="crown"), *people)
    assert suggested(found).candidate.key == best
    assert suggested(found).reasons_for[0] == EVERYBODY_IS_OVER
    assert {each.candidate.key for each in found} == set(loads)


def test_it_is_said_of_somebody_that_they_lack_what_the_work_calls_for():
    words = "Without a specialism that this calls for"
    (lacking,) = best_for(RASSO, somebody(1))
    (knowing,) = best_for(RASSO, somebody(1, specialisms={"rasso": "Rape"}))
    assert words in lacking.reasons_for
    assert words not in knowing.reasons_for


def test_a_review_is_overdue_when_its_decision_is_not_when_bail_ran_out(cast):
    consultation = stories.accepted_case(cast)
    suspect = consultation.case_file.suspects.get(number=1)
    long_ago = THURSDAY_9AM - timedelta(days=200)
    bail.grant_bail(suspect=suspect, granted_at=long_ago, by=cast.builder, at=THURSDAY_9AM)
    standing = suspect.standing
    assert standing.due_at < THURSDAY_9AM < standing.decide_by

    def late(at):
        wanted = Wanted(holder=cast.prosecutor.pk, late_at=at)
        held = loads(edition_on(TODAY), at=at, on=TODAY, holders=[cast.prosecutor.pk])
        return open_reviews(cast.legal_manager, wanted).distinct().count(), held[cast.prosecutor.pk].overdue

    assert late(THURSDAY_9AM) == (0, 0)
    assert late(standing.decide_by) == (1, 1)


def test_whoever_may_not_have_it_or_has_no_time_is_not_the_least_loaded():
    barred = {"verdicts": {1: Verdict.no("own", "Stays out.")}}
    people = [somebody(1), somebody(2, capacity=0), somebody(3, load=90), somebody(4, manages=True)]
    found = best_for(Work(casework_type="crown"), *people, **barred)
    assert suggested(found).candidate.key == 3


def test_a_manager_is_still_suggested_where_no_lawyer_is_left():
    found = best_for(Work(casework_type="crown"), somebody(1, capacity=0), somebody(2, manages=True))
    assert suggested(found).candidate.key == 2
    assert EVERYBODY_IS_OVER not in suggested(found).reasons_for


def test_with_somebody_below_capacity_nobody_is_said_to_be_over_it():
    found = best_for(Work(casework_type="crown"), somebody(1, load=59), somebody(2, load=90), somebody(3, manages=True))
    assert all(EVERYBODY_IS_OVER not in each.reasons_for for each in found)
