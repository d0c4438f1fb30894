"""A prepared query finds what the same query finds when it is composed for the real case and reader."""

from datetime import date
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from casework import queries as casework_queries
from casework.events import ledger
from casework.models import CaseFile, Suspect, Thread
from casework.models.conversation import Visibility
from casework.operations import splitting
from casework.queries.prepared import Prepared, PreparedList
from charging import queries as charging_queries
from charging.operations import notices
from charging.queries.lists.worklist import Scope
from tests import questions, review_acts, stories
from tests.clock import FRIDAY_2PM, TUESDAY_9AM

pytestmark = pytest.mark.django_db

ROLES = ("builder", "disclosure_officer", "supervisor", "assistant", "prosecutor", "outsider", "outside_prosecutor")


def in_use(sort):
    return {
        f"{module.__name__}.{name}": thing
        for package in (casework_queries, charging_queries)
        for module in (import_module(found.name) for found in walk_packages(package.__path__, f"{package.__name__}."))
        for name, thing in vars(module).items()
        if isinstance(thing, sort)
    }


IN_USE, LISTS = in_use(Prepared), in_use(PreparedList)
OPEN_STATUSES = ("building", "with_prosecutor")
CHOSEN = {
    "_LISTED": [(scope, OPEN_STATUSES) for scope in Scope],
    "_ANYBODY": [(scope, OPEN_STATUSES) for scope in Scope],
    "_COUNTED": [(scope,) for scope in Scope],
    "_NEW": [()],
}
"""What each prepared list is asked with."""


def afresh(person):
    """The same person as the next request would read them."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def cases(cast):
    """One case at the CPS with a question of each side and a point to prove, one that is being built."""
    asked = review_acts.with_a_point(cast, urn=stories.a_urn(1)).case_file
    questions.ask(asked, by=cast.prosecutor)
    questions.ask(asked, by=cast.builder, visibility=Visibility.OWN)
    return [asked, stories.ready_case(cast, urn=stories.a_urn(2))]


def threads(case_file, user):
    return Thread.objects.visible_to(user).filter(case_file=case_file).order_by("pk")


def relatives(case_file, user):
    return CaseFile.objects.visible_to(user).filter(pk=case_file.split_from_id).values("pk", "urn").order_by("pk")


def mine(case_file, user):
    return CaseFile.objects.filter(pk=case_file.pk, officer=user)


def told(row, *above):
    """All that a row says, its annotations and what was read beside it too, but not the rows it is read beside."""
    if not isinstance(row, models.Model):
        return row
    said = {name: value for name, value in vars(row).items() if name != "_state"}
    beside = row._state.fields_cache.items()
    return said | {name: told(value, row, *above) for name, value in beside if value not in (row, *above)}


@pytest.mark.parametrize("name", IN_USE)
def test_every_prepared_query_of_the_service_tells_what_it_tells_without(cast, cases, name):
    prepared, lengths = IN_USE[name], set()
    for role in ROLES * 2:  # the second time from what was kept
        for case_file in cases:
            reader = afresh(getattr(cast, role))
            found = [told(row) for row in prepared.ask(case_file, reader)]
            assert found == [told(row) for row in prepared._compose(case_file, reader)]
            lengths.add(len(found))
    assert lengths != {0}


def test_six_queries_are_prepared():
    assert len(IN_USE) == 6


@pytest.mark.parametrize("compose", [threads, relatives, mine])
def test_each_reader_is_told_of_each_case_what_they_would_be_told_without(cast, cases, compose):
    prepared = Prepared(compose)
    for role in ROLES * 2:
        for case_file in cases:
            reader = afresh(getattr(cast, role))
            assert list(prepared.ask(case_file, reader)) == list(compose(case_file, reader))


def test_readers_of_one_role_in_different_forces_share_its_words_and_not_their_rows(cast, cases):
    seen = Prepared(lambda case_file, user: CaseFile.objects.visible_to(user).filter(pk=case_file.pk))
    for reader, found in ((cast.supervisor, [cases[1]]), (cast.outsider, [])):
        assert list(seen.ask(cases[1], reader)) == found
    assert seen._composed.cache_info().misses == 1


@pytest.mark.parametrize("name", LISTS)
def test_every_prepared_list_of_the_service_tells_what_it_tells_without(cast, cases, name):
    prepared, chosen, lengths = LISTS[name], CHOSEN[name.rpartition(".")[2]], set()
    stories.contested_case(cast, urn=stories.a_urn(3))
    notices.deliver(at=FRIDAY_2PM, limit=10_000)
    for role in (*ROLES, "legal_manager") * 2:
        reader = afresh(getattr(cast, role))
        people = [reader, afresh(cast.second_builder)]
        for each in chosen:
            found = sorted(map(repr, prepared.ask(reader, people, *each)))
            assert found == sorted(map(repr, prepared._compose(reader, people, *each)))
            lengths.add(len(found))
    assert lengths != {0}


def test_two_of_one_unit_share_its_words_and_not_each_others_rows(cast, cases):
    prepared = Prepared(mine)
    building = cases[1]
    other = afresh(cast.second_builder)
    other.grants = cast.builder.grants

    assert list(prepared.ask(building, cast.builder)) == [building]
    assert list(prepared.ask(building, other)) == []
    assert prepared._composed.cache_info().misses == 1


def test_a_role_that_is_lost_shows_nothing_from_what_was_kept(cast, cases):
    visible = Prepared(lambda case_file, user: CaseFile.objects.visible_to(user).filter(pk=case_file.pk))
    assert list(visible.ask(cases[0], cast.prosecutor)) == [cases[0]]
    cast.prosecutor.memberships.update(valid_to=date(2021, 1, 1))

    assert list(visible.ask(cases[0], afresh(cast.prosecutor))) == []


def test_a_part_of_a_split_is_told_what_its_suspects_lived_through_before(cast):
    case_file = stories.opened_case(cast, urn=stories.a_urn(3))
    for _ in range(2):
        stories.add_suspect(case_file, by=cast.builder)
    moved = Suspect.objects.filter(case_file=case_file).order_by("-pk")[:1]
    splitting.split_case(case_file=case_file, suspects=list(moved), by=cast.builder, at=TUESDAY_9AM)
    part = CaseFile.objects.get(split_from=case_file)
    prepared = Prepared(lambda case, user: ledger(case))

    for each in (CaseFile.objects.get(pk=case_file.pk), part):
        assert list(prepared.ask(each, cast.builder)) == list(ledger(each))
    assert case_file.pk in {entry.case_id for entry in prepared.ask(part, cast.builder)}


@pytest.mark.parametrize(
    "compose",
    [
        lambda case_file, user: CaseFile.objects.filter(urn=case_file.urn),
        lambda case_file, user: CaseFile.objects.filter(police_unit=case_file.police_unit),
        lambda case_file, user: Suspect.objects.filter(pk__in=list(case_file.suspects.values_list("pk", flat=True))),
        lambda case_file, user: CaseFile.objects.filter(officer__name=user.name),
    ],
)
def test_a_query_that_rests_on_more_than_keys_is_refused_the_first_time(cast, cases, compose):
    with pytest.raises(AssertionError, match="no more than itself"):
        Prepared(compose).ask(cases[0], cast.builder)


def test_asking_again_composes_nothing_and_asks_once(cast, cases):
    prepared = Prepared(threads)
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            found = list(prepared.ask(cases[0], cast.prosecutor))
        assert (len(asked), len(found)) == (1, 1)
    assert prepared._composed.cache_info().misses == 1
