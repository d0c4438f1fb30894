"""What decides which work somebody can be given is kept by them and by whoever manages their work, dated."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Leave, Trait, TraitKind, WorkingPattern
from accounts.operations import work
from accounts.operations.work import PatternDetails, TraitDetails
from accounts.queries.work import arrangements_of, whose_work
from accounts.rules.work import codes, said, said_days, title_of
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests.clock import MONDAY, MONDAY_9AM, TUESDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
TUESDAY = TUESDAY_9AM.date()


def specialism(code="rasso", *, kind=TraitKind.SPECIALISM, starts_on=MONDAY, ends_on=None):
    return TraitDetails(kind=kind, code=code, starts_on=starts_on, ends_on=ends_on)


def note(cast, details, *, person=None, by=None):
    return work.note(person=person or cast.prosecutor, details=details, by=by or cast.legal_manager, at=MONDAY_9AM)


def pattern(**said_otherwise):
    return PatternDetails(**({"days": [1, 2, 3], "court_days": [3], "share": 60, "starts_on": MONDAY} | said_otherwise))


def noted(person, on=MONDAY):
    return arrangements_of([person.pk], [on])[person.pk]


def test_every_kind_has_codes_and_their_titles_are_known():
    for kind in TraitKind:
        assert all(title_of(kind, each.code) == each.title for each in codes(kind, MONDAY))
        assert codes(kind, MONDAY)
        assert codes(kind, date(2000, 1, 1)) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [((1, 2, 3, 4, 5), "Monday to Friday"), ((1, 3), "Monday, Wednesday"), ((1, 2), "Monday, Tuesday"), ((), "")],
)
def test_days_are_said_in_words(days, words):
    assert said_days(days) == words


def test_a_pattern_is_said_with_its_hours_and_days_in_court():
    row = WorkingPattern(days=[1, 2, 3], court_days=[3], share=60)
    assert said(row) == "Monday to Wednesday, 60% of full time; in court on Wednesday"


@pytest.mark.parametrize(("day", "holds"), [(MONDAY, False), (TUESDAY, True)])
def test_what_is_noted_counts_from_its_first_day(cast, day, holds):
    note(cast, specialism(starts_on=TUESDAY))
    assert ("rasso" in noted(cast.prosecutor, day).specialisms) is holds


def test_what_is_noted_ends_with_its_last_day_and_when_it_is_taken_away(cast):
    trait = note(cast, specialism(ends_on=TUESDAY))
    assert "rasso" in noted(cast.prosecutor, TUESDAY).specialisms
    assert "rasso" not in noted(cast.prosecutor, date(2026, 3, 4)).specialisms

    work.end(trait=trait, by=cast.prosecutor, at=TUESDAY_9AM)

    assert "rasso" not in noted(cast.prosecutor, TUESDAY).specialisms
    with nothing_changes(), pytest.raises(Conflict, match="Pat Prosecutor took this away already"):
        work.end(trait=trait, by=cast.legal_manager, at=TUESDAY_9AM)


def test_the_same_is_noted_once_and_a_new_grade_ends_the_one_before(cast):
    note(cast, specialism())
    with nothing_changes(), pytest.raises(Refused, match="noted on some of these days"):
        note(cast, specialism(starts_on=TUESDAY))
    note(cast, specialism("crown_prosecutor", kind=TraitKind.GRADE))
    note(cast, specialism("senior_crown_prosecutor", kind=TraitKind.GRADE))
    assert noted(cast.prosecutor).grade == "Senior Crown Prosecutor"
    assert Trait.objects.filter(kind="grade", ended_at__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("details", "why"),
    [
        (specialism("astrology"), "Choose from the list"),
        (specialism("no_red"), "Choose from the list"),
        (specialism(ends_on=date(2026, 2, 1)), "must not be past"),
    ],
)
def test_what_makes_no_sense_is_refused(cast, details, why):
    with nothing_changes(), pytest.raises(Refused, match=why):
        note(cast, details)


@pytest.mark.parametrize("by", ["second_prosecutor", "assistant", "area_manager", "builder", "direct_manager"])
def test_nobody_else_keeps_what_is_noted_of_somebody(cast, by):
    other = getattr(cast, by)
    leave = work.note_leave(person=cast.prosecutor, starts_on=MONDAY, ends_on=MONDAY, by=cast.prosecutor, at=MONDAY_9AM)
    acts = (
        lambda: note(cast, specialism(), by=other),
        lambda: work.set_pattern(person=cast.prosecutor, details=pattern(), replaces=None, by=other, at=MONDAY_9AM),
        lambda: work.note_leave(person=cast.prosecutor, starts_on=MONDAY, ends_on=MONDAY, by=other, at=MONDAY_9AM),
        lambda: work.cancel_leave(leave=leave, by=other, at=MONDAY_9AM),
    )
    for act in acts:
        with nothing_changes(), pytest.raises(NotPermitted):
            act()
    assert cast.prosecutor not in whose_work(other)


def test_nothing_is_kept_of_whoever_reviews_no_files(cast):
    with nothing_changes(), pytest.raises(NotPermitted, match="does not review files"):
        note(cast, specialism(), person=cast.assistant)


def test_the_latest_pattern_that_has_begun_counts(cast):
    first = work.set_pattern(
        person=cast.prosecutor, details=pattern(), replaces=None, by=cast.prosecutor, at=MONDAY_9AM
    )
    work.set_pattern(
        person=cast.prosecutor,
        details=pattern(share=100, court_days=[], starts_on=TUESDAY),
        replaces=first.pk,
        by=cast.prosecutor,
        at=MONDAY_9AM,
    )
    assert (noted(cast.prosecutor).share, noted(cast.prosecutor, TUESDAY).share) == (60, 100)


def test_of_two_who_set_the_working_days_the_second_is_told_of_the_first(cast):
    work.set_pattern(person=cast.prosecutor, details=pattern(), replaces=None, by=cast.legal_manager, at=MONDAY_9AM)
    with nothing_changes(), pytest.raises(Conflict, match="Lee Legal changed the working days"):
        work.set_pattern(person=cast.prosecutor, details=pattern(), replaces=None, by=cast.prosecutor, at=MONDAY_9AM)


@pytest.mark.parametrize("odd", [{"days": []}, {"days": [8]}, {"court_days": [5]}, {"share": 0}, {"share": 101}])
def test_days_and_hours_that_make_no_sense_are_refused(cast, odd):
    with nothing_changes(), pytest.raises(Refused):
        work.set_pattern(
            person=cast.prosecutor, details=pattern(**odd), replaces=None, by=cast.prosecutor, at=MONDAY_9AM
        )


def test_leave_counts_on_its_days_never_overlaps_and_is_cancelled_once(cast):
    days = {"person": cast.prosecutor, "starts_on": MONDAY, "ends_on": TUESDAY}
    leave = work.note_leave(**days, by=cast.prosecutor, at=MONDAY_9AM)
    assert noted(cast.prosecutor, TUESDAY).away == {TUESDAY}
    with nothing_changes(), pytest.raises(Refused, match="is noted already"):
        work.note_leave(**days, by=cast.legal_manager, at=MONDAY_9AM)

    work.cancel_leave(leave=leave, by=cast.prosecutor, at=MONDAY_9AM)

    assert noted(cast.prosecutor, TUESDAY).away == frozenset()
    with nothing_changes(), pytest.raises(Conflict, match="cancelled this leave already"):
        work.cancel_leave(leave=leave, by=cast.prosecutor, at=MONDAY_9AM)


def test_many_people_are_read_in_as_many_queries_as_one(cast, django_assert_num_queries):
    everybody = [cast.prosecutor.pk, cast.second_prosecutor.pk, cast.legal_manager.pk]
    for people in (everybody[:1], everybody):
        with django_assert_num_queries(3):
            arrangements_of(people, [MONDAY, TUESDAY])


# Pages.


def test_a_prosecutor_keeps_their_own_on_pages(client, cast):
    client.force_login(cast.prosecutor)
    home = reverse("accounts:work", args=[cast.prosecutor.pk])
    assert home in client.get(reverse("web:account")).content.decode()

    start = {"starts_on": "2026-03-02"}
    client.post(f"{home}specialism/", {"code": "rasso", **start})
    client.post(f"{home}pattern/", {"days": [1, 2], "court_days": [2], "share": "40", **start})
    client.post(f"{home}leave/", {"starts_on": "2030-03-02", "ends_on": "2030-03-03"})

    page = client.get(home).content.decode()
    assert "Rape and serious sexual offences" in page
    assert "40% of full time; in court on Tuesday" in page
    assert "2 March 2030 to 3 March 2030" in page
    client.post(reverse("accounts:trait_end", args=[Trait.objects.get().pk]))
    client.post(reverse("accounts:leave_cancel", args=[Leave.objects.get().pk]))
    assert "2 March 2030" not in client.get(home).content.decode()


def test_what_was_typed_stays_and_the_reason_stands_beside_it(client, cast):
    client.force_login(cast.legal_manager)
    address = reverse("accounts:work_note", args=[cast.prosecutor.pk, "pattern"])
    answer = client.post(address, {"days": [1], "court_days": [2], "share": "50", "starts_on": "2026-03-02"})
    assert answer.status_code == 422
    assert "Every day in court must be a working day" in answer.content.decode()


@pytest.mark.parametrize("name", ["second_prosecutor", "assistant", "builder", "direct_manager"])
def test_to_everybody_else_the_page_is_not_there(client, cast, name):
    client.force_login(getattr(cast, name))
    home = reverse("accounts:work", args=[cast.prosecutor.pk])
    assert [client.get(home).status_code, client.get(f"{home}leave/").status_code] == [404, 404]
