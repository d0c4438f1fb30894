"""Filters over search results: or within one, across all of them, leaving out; counts that keep their word."""

from datetime import date
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.operations import demo
from accounts.roles import Side
from casework.lifecycle import STATUSES, Status
from casework.models import CaseFile, OffenceCode, ReferenceVersion
from casework.operations import aliases, listing, search
from charging.forms.filters import chosen_in
from charging.lifecycle import Stream
from charging.queries.lists import choices, facets, found, worklist
from charging.queries.lists.facets import Chosen, Screen
from charging.rules.clocks import GATE
from config.history.offences import COMMON
from config.history.plan import Window
from config.history.writing import write_history
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY, TUESDAY_9AM

pytestmark = pytest.mark.django_db
WIDE = Screen(size=100)
ONE = {"names": stories.NAMES[:1]}


@pytest.fixture
def three(cast):
    """Make three cases: still built, sent to the CPS in custody, rejected."""
    return {
        "built": stories.ready_case(cast, urn=stories.a_urn(1), **ONE),
        "sent": stories.submitted_case(
            cast, urn=stories.a_urn(2), stream=Stream.RED, custody_basis="custody", **ONE
        ).case_file,
        "rejected": stories.rejected_case(cast, urn=stories.a_urn(3)).case_file,
    }


def keys(person, chosen, *, text="alder", screen=WIDE):
    return found.find(text, chosen, screen, user=person, on=MONDAY).keys


def named(three, people, chosen, **options):
    """Return the names of the cases that were found."""
    listed = keys(people, chosen, **options)
    return {name for name, case_file in three.items() if case_file.pk in listed}


TABLE = [
    ({}, {}, {"built", "sent", "rejected"}),
    ({"status": ("building",)}, {}, {"built"}),
    ({"status": ("building", "rejected")}, {}, {"built", "rejected"}),
    ({"status": ("building", "rejected"), "custody": ("bail",)}, {}, {"built", "rejected"}),
    ({"status": ("submitted",), "custody": ("bail",)}, {}, set()),
    ({}, {"custody": ("custody",)}, {"built", "rejected"}),
    ({}, {"custody": ("custody",), "status": ("rejected",)}, {"built"}),
    ({"holder": ("cps",)}, {}, {"sent"}),
    ({"holder": ("police",)}, {}, {"built", "rejected"}),
    ({"stream": ("red", "green")}, {}, {"sent", "rejected"}),
    ({"mine": ("officer",)}, {}, {"built", "sent", "rejected"}),
    ({"mine": ("prosecutor",)}, {}, set()),
    ({"type": ("magistrates",)}, {}, {"built", "sent", "rejected"}),
    ({"flag": ("rape",)}, {}, set()),
    ({}, {"flag": ("rape",)}, {"built", "sent", "rejected"}),
]


@pytest.mark.parametrize(("wanted", "unwanted", "left"), TABLE)
def test_each_filter_leaves_what_it_says(cast, three, wanted, unwanted, left):
    assert named(three, cast.builder, Chosen(wanted, unwanted)) == left


def test_days_include_both_ends_in_local_time(cast):
    case_file = stories.ready_case(cast, at=TUESDAY_9AM)
    day = date(2026, 3, 3)

    for days, is_found in [
        ({"opened_from": day}, True),
        ({"opened_to": day}, True),
        ({"opened_from": day, "opened_to": day}, True),
        ({"opened_to": date(2026, 3, 2)}, False),
        ({"opened_from": date(2026, 3, 4)}, False),
        ({"submitted_from": day}, False),
    ]:
        assert (case_file.pk in keys(cast.builder, Chosen(days=days))) is is_found


def test_a_case_whose_suspects_differ_is_found_by_either_and_left_out_by_either(cast):
    case_file = stories.ready_case(cast)
    stories.add_suspect(case_file, by=cast.builder, family_name="Alderman", custody_basis="rui")

    assert keys(cast.builder, Chosen({"custody": ("rui",)})) == keys(cast.builder, Chosen({"custody": ("bail",)}))
    assert keys(cast.builder, Chosen({}, {"custody": ("rui",)})) == []


def test_counts_are_what_each_choice_would_leave(cast, three):
    chosen = Chosen({"status": ("building",)}, {"custody": ("custody",)})
    counts = found.find("alder", chosen, WIDE, user=cast.builder, on=MONDAY).counts

    assert counts["status"] == {"building": 1, "rejected": 1}
    assert counts["custody"] == {"bail": 1}
    assert counts["holder"] == {"police": 1}


def test_the_cps_is_not_told_what_police_still_build(cast):
    first = stories.rejected_case(cast, **ONE).case_file
    stories.add_suspect(first, by=cast.builder, family_name="Alderman")
    stories.send_to_supervisor(cast, first, at=FRIDAY_9AM)

    counts = found.find("alder", Chosen(), WIDE, user=cast.assistant, on=MONDAY).counts["status"]
    asked = chosen_in(QueryDict("status=with_supervisor"), found.FACETS, Side.CPS)

    assert counts == {"building": 1}
    assert asked.wanted == {"status": ("building",)}


@pytest.mark.parametrize("order", facets.ORDERS)
def test_every_order_lists_the_same_cases(cast, three, order):
    assert set(keys(cast.builder, Chosen(), screen=Screen(order, size=100))) == {case.pk for case in three.values()}


def test_the_newest_comes_first_unless_asked_otherwise(cast):
    older = stories.ready_case(cast, urn=stories.a_urn(2), at=stories.MONDAY_9AM)
    newer = stories.ready_case(cast, urn=stories.a_urn(1), at=TUESDAY_9AM)

    assert keys(cast.builder, Chosen()) == [newer.pk, older.pk]
    assert keys(cast.builder, Chosen(), screen=Screen("oldest")) == [older.pk, newer.pk]


# --- whatever the world and the filters are ----------------------------------------------------------------


@pytest.fixture
def many(cast):
    """Fill Surrey and Kent with three hundred past cases at every point of their lives."""
    version = ReferenceVersion.objects.get(dataset="test_offences")
    known = set(OffenceCode.objects.values_list("code", flat=True))
    OffenceCode.objects.bulk_create(
        OffenceCode(
            code=code,
            title=common.headline,
            category="CE",
            version=version,
            valid_from=date(1900, 1, 1),
            search_text=code,
        )
        for code, common in COMMON.items()
        if code not in known
    )
    bodies = Organisation.objects.in_bulk(["45", "46", "south-east"], field_name="code")
    demo.employ([bodies["45"], bodies["46"]], demo.FORCE_STAFF, since=date(2020, 1, 1))
    demo.employ([bodies["south-east"]], demo.AREA_STAFF, since=date(2020, 1, 1))
    window = Window(date(2025, 10, 1), date(2026, 3, 1))
    list(write_history(window=window, count=300, seed=7, force_codes=["45", "46"]))
    return sorted(CaseFile.objects.values_list("pk", flat=True))


def some_filters(rng, population, offered):
    """Choose at random among values that are there, wanted and left out."""
    with connection.cursor() as cursor:
        cursor.execute(f"WITH asked AS ({population.asked}) {population.sql}", population.params)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()] or [dict.fromkeys(names)]
    wanted, unwanted = {}, {}
    for facet in rng.sample(offered, k=rng.randrange(3)):
        values = [row[facet.key] for row in rows]
        flat = {value for each in values for value in ((each or []) if facet.is_list else [each]) if value}
        if flat:
            picked = tuple(str(value) for value in rng.sample(sorted(flat, key=str), k=min(len(flat), 2)))
            (wanted if rng.random() < 0.7 else unwanted)[facet.key] = picked
    return Chosen(wanted, unwanted)


def test_what_is_found_is_visible_and_every_count_is_the_length_of_its_list(cast, many):
    rng = Random(4)
    for name in ("builder", "prosecutor", "outsider", "outside_prosecutor"):
        person = User.objects.get(pk=getattr(cast, name).pk)
        seen = set(CaseFile.objects.visible_to(person).values_list("pk", flat=True))
        for text in ("test", "alder", "45AD", "46AA", "assault", "te ash"):
            rows = found._population(text, person, MONDAY)
            chosen = some_filters(rng, rows, found.FACETS)
            everything = Screen(size=1_000)
            result = found.find(text, chosen, everything, user=person, on=MONDAY)
            assert set(result.keys) <= seen
            assert len(result.keys) == len(set(result.keys)) == result.total
            for facet in rng.sample(found.FACETS, k=4):
                for value, number in result.counts[facet.key].items():
                    only = Chosen({**chosen.wanted, facet.key: (value,)}, chosen.unwanted)
                    assert found.find(text, only, everything, user=person, on=MONDAY).total == number


def test_every_queue_has_as_many_as_its_count_and_nobody_else_s(cast, many):
    rng = Random(5)
    for name in ("builder", "supervisor", "assistant", "prosecutor", "legal_manager", "outsider"):
        person = getattr(cast, name)
        seen = set(CaseFile.objects.visible_to(person).values_list("pk", flat=True))
        desk = worklist.desk_of(person, on=MONDAY)
        for scope in worklist.scopes_of(person):
            population = worklist._population(desk, scope, desk.queues)
            chosen = some_filters(rng, population, facets.EVERYWHERE)
            for row in worklist.counts(desk, scope=scope, chosen=chosen):
                page = worklist.find(desk, row.queue, chosen, scope=scope, size=1_000)
                shown = worklist.rows_of(page, user=person, at=FRIDAY_2PM)
                assert row.count == page.total == len(shown)
                assert {line.case_file.pk for line in shown} <= seen


def test_pages_follow_each_other_without_a_gap(cast, many):
    person = cast.builder
    whole = found.find("test", Chosen(), Screen(size=1_000), user=person, on=MONDAY).keys
    pages = [found.find("test", Chosen(), Screen(number=number), user=person, on=MONDAY) for number in (1, 2, 3)]

    assert [key for page in pages for key in page.keys] == list(whole[:75])
    assert [page.more for page in pages] == [len(whole) > 25, len(whole) > 50, len(whole) > 75]


def test_a_page_takes_as_many_queries_for_fifty_cases_as_for_one(cast, client, many):
    def queries(text):
        address = reverse("charging:search_results", args=[search.ask(text=text, by=cast.builder, at=FRIDAY_9AM).pk])
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    client.force_login(cast.builder)
    # One of those whose row needs all clocks: that is a query of its own, for however many of them.
    one = CaseFile.objects.visible_to(cast.builder).filter(standings__clock=GATE).order_by("pk").first()

    assert queries(one.urn) == queries("test") <= 15


def test_bulk_history_is_listed_as_operations_would_have(cast, many):
    call_command("check_invariants")


# --- the page ----------------------------------------------------------------------------------------------


def page_of(client, person, text="alder", **asked):
    """Open the results of a search of somebody's."""
    kept = search.ask(text=text, by=person, at=FRIDAY_9AM)
    client.force_login(person)
    return client.get(reverse("charging:search_results", args=[kept.pk]), asked).content.decode()


def test_the_page_says_who_has_the_file_and_what_is_due(cast, client, three):
    html = page_of(client, cast.builder)

    assert "3 cases found" in html
    assert STATUSES[Status.REJECTED].police in html
    assert "In police custody" in html
    assert 'href="#results"' in html
    assert 'href="#filters"' in html


def test_a_filter_that_is_on_can_be_taken_off_by_its_tag(cast, client, three):
    html = page_of(client, cast.builder, status="building", not_custody="custody", opened_from="2026-03-01")

    assert "1 case found" in html
    for tag in ("Status: File build needed", "Custody: not in police custody", "Opened on or after 1 March 2026"):
        assert f"Remove filter: </span>{tag}" in html
    assert 'href="?not_custody=custody&amp;opened_from=2026-03-01"' in html


@pytest.mark.parametrize(
    "asked",
    [
        {"status": "nonsense", "unit": "x", "cps_unit": "9" * 40, "flag": "\x00"},
        {"opened_from": "yesterday", "submitted_to_day": "99", "sort": "'; --"},
        {"unit": "999999", "not_unit": "²", "page": "400"},
    ],
)
def test_an_address_that_makes_no_sense_is_no_error(cast, client, three, asked):
    assert "case" in page_of(client, cast.builder, **asked)


def test_another_name_of_a_suspect_is_shown(cast, client):
    case_file = stories.ready_case(cast)
    suspect = case_file.suspects.get(number=1)
    aliases.add(suspect=suspect, name=aliases.OtherName(family_name="Tiny"), by=cast.builder, at=FRIDAY_9AM)

    assert "Test Alder (also Tiny)" in page_of(client, cast.builder, text="tiny")


def test_of_many_units_those_with_the_most_are_offered_and_what_is_chosen_stays(cast):
    counts = {str(number): 100 - number for number in range(1, 40)}
    page = facets.Found((), False, 0, {"unit": counts, "cps_unit": {}})
    chosen = Chosen({"unit": (str(cast.organisations.unit.pk),)})

    offered = choices._offered(facets.UNIT, page, chosen)

    assert {str(number) for number in range(1, 16)} | {str(cast.organisations.unit.pk)} == offered
    assert choices.choices_of((facets.UNIT,), page, chosen, user=cast.builder)[0].more


def test_what_matches_too_many_cases_says_so_and_shows_the_newest(cast, client, three, monkeypatch):
    monkeypatch.setattr("casework.queries.search.MOST_FOUND", 2)

    html = page_of(client, cast.builder)

    assert "Only the newest of them are looked at" in html
    assert keys(cast.builder, Chosen()) == [three["rejected"].pk, three["sent"].pk]
    assert "Only the newest" not in page_of(client, cast.builder, text=three["built"].urn)


# --- what others have displaces nothing ----------------------------------------------------------------------

WIDE_QUESTIONS = ("alder", "te al", "tools", "2026/77", "20 26 77", "2645AD01", "45AD")


def case_of_another_force(cast, rng, number):
    """Make a newer case of Kent that matches whatever is asked, sent to another Area or not sent at all."""
    case_file = stories.opened_case(cast, urn=stories.a_urn(900 + number))
    stories.add_suspect(case_file, by=cast.builder, asn=f"2645AD01{number:011d}")
    sent = FRIDAY_9AM if rng.random() < 0.5 else None
    CaseFile.objects.filter(pk=case_file.pk).update(
        force=cast.organisations.other_force,
        cps_area=cast.organisations.other_area,
        crime_reference=f"2026/77{number}",
        first_submitted_at=sent,
    )
    listing.keep_names(stories.fresh(case_file))
    listing.keep_standings(stories.fresh(case_file))
    return case_file


def test_cases_that_the_reader_may_not_see_neither_displace_theirs_nor_are_counted(cast, three, monkeypatch):
    CaseFile.objects.update(crime_reference="2026/771")
    for number, case_file in enumerate(three.values()):
        case_file.suspects.update(asn=f"2645AD01{number:011d}")
    readers = (cast.builder, cast.prosecutor)
    monkeypatch.setattr("casework.queries.search.MOST_FOUND", 4)

    def asked():
        return {
            (who.pk, text): found.find(text, Chosen(), WIDE, user=who, on=MONDAY)
            for who in readers
            for text in WIDE_QUESTIONS
        }

    before = asked()
    assert all(len(page.keys) == 3 for (who, _), page in before.items() if who == cast.builder.pk)
    assert all(len(page.keys) == 2 for (who, _), page in before.items() if who == cast.prosecutor.pk)
    rng = Random(6)
    for number in range(6):
        case_of_another_force(cast, rng, number)

    assert asked() == before
    assert not any(map(found.is_cut, before.values()))


def test_cases_that_were_never_sent_push_nothing_out_of_what_the_cps_finds(cast, three, monkeypatch):
    monkeypatch.setattr("casework.queries.search.MOST_FOUND", 2)
    for number in range(3):
        stories.ready_case(cast, urn=stories.a_urn(500 + number), **ONE)

    for text in ("alder", "tools", "45AD", "45/1234"):
        page = found.find(text, Chosen(), WIDE, user=cast.prosecutor, on=MONDAY)
        assert set(page.keys) == {three["sent"].pk, three["rejected"].pk}
        assert page.looked_at == 2
