"""What may be an edition, how its conditions are written, and what changes between two of them."""

import contextlib
import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import FileStandardRow
from casework.operations.file_standard import DATA
from casework.rules.edition_effect import changes, file_effect, group_changes
from casework.rules.editions import faults_of, for_groups, for_rows
from casework.rules.facts import FACTS
from casework.rules.notation import Unreadable, facts_of, facts_text, ways_of, ways_text
from tests.casework.told import EDITION, GROUPS, ROWS, Told, a_suspect

EDITIONS = json.loads(DATA.read_text(encoding="utf-8"))["editions"]
SOUND = EDITION["rows"][5]


def a_row(**changes):
    return copy.deepcopy(SOUND) | changes


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition["code"])
def test_the_editions_that_come_with_the_service_are_sound(edition):
    assert for_rows(edition["rows"], edition["offence_groups"]).reasons == ()
    assert for_groups(edition["offence_groups"]).allowed


@pytest.mark.parametrize("row", [row for edition in EDITIONS for row in edition["rows"]], ids=lambda row: row["code"])
def test_every_condition_reads_back_as_it_was_written(row):
    assert facts_of(facts_text(row["needed_when"])) == row["needed_when"]
    assert ways_of(ways_text(row["satisfied_by"])) == row["satisfied_by"]


names = st.from_regex(r"[a-z][a-z0-9_.]{0,12}", fullmatch=True)
lists = st.lists(names, min_size=1, max_size=3, unique=True)
sets = st.dictionaries(names, lists, min_size=1, max_size=3)


@given(sets | st.lists(sets, min_size=2, max_size=3))
def test_any_conditions_survive_being_written_and_read(needed_when):
    assert facts_of(facts_text(needed_when)) == needed_when


wishes = names | st.fixed_dictionaries({"question": names, "states": lists}, optional={"values": lists})
ways = st.fixed_dictionaries(
    {},
    optional={
        "fields": st.lists(names | st.fixed_dictionaries({"field": names, "values": lists}), min_size=1, max_size=2),
        "answers": st.lists(wishes, min_size=1, max_size=2),
        "every_answer": lists,
        "material": lists,
        "recordings": lists,
        "justified": lists,
        "schedule": names,
    },
)


@given(ways)
def test_any_ways_survive_being_written_and_read(satisfied_by):
    assert ways_of(ways_text(satisfied_by)) == satisfied_by


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text):
    for read in (facts_of, ways_of):
        with contextlib.suppress(Unreadable):
            read(text)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"code": "Bad code"}, "small letters"),
        ({"title": "  "}, "“title” must say something"),
        ({"title": "x" * 121}, "at most 120"),
        ({"title": None}, "“title” must"),
        ({"reason": "x" * 301}, "at most 300"),
        ({"source": 7}, "“source” must be text"),
        ({"triage_code": "6"}, "like TR06"),
        ({"applies_to": "judge"}, "“applies_to” must be one of"),
        ({"applies_to": []}, "“applies_to” must be one of"),
        ({"group": "other"}, "“group” must be one of"),
        ({"blocks": "yes"}, "true or false"),
        ({"needed_when": "ngap"}, "must be facts with their values"),
        ({"needed_when": {"weather": ["wet"]}}, "“weather” is no fact"),
        ({"needed_when": {"plea": ["maybe"]}}, "“plea” takes only gap, ngap"),
        ({"needed_when": {"plea": []}}, "“plea” takes only"),
        ({"needed_when": {"offence": ["arson"]}}, "“offence” takes only"),
        ({"needed_when": [{"answer": ["mg6.weather"]}]}, "“answer” takes only"),
        ({"satisfied_by": {}}, "a bare tick is none"),
        ({"satisfied_by": {"tick": True}}, "“tick” is no way"),
        ({"satisfied_by": {"material": ["mg99"]}}, "“material” names something that there is not"),
        ({"satisfied_by": {"schedule": "secret"}}, "“schedule” names something"),
        ({"satisfied_by": {"fields": ["password"]}}, "“fields” names something that there is not: it takes"),
        ({"satisfied_by": {"answers": ["mg6.weather"]}}, "“answers” names something"),
        ({"satisfied_by": {"answers": [{"question": "mg6.bwv", "states": ["perhaps"]}]}}, "“answers” names something"),
        ({"satisfied_by": {"every_answer": []}}, "“every_answer” names something"),
        ({"colour": "red"}, "“colour” is not something that a row has"),
    ],
)
def test_each_fault_of_a_row_is_named(changed, says):
    assert any(says in fault for fault in faults_of(a_row(**changed), GROUPS))


def test_a_row_without_something_says_what():
    assert faults_of({"code": "x"}, {}) == [
        f"“{name}” is missing." for name in ("title", "reason", "applies_to", "needed_when", "satisfied_by")
    ]


def test_all_faults_of_all_rows_are_named_with_their_row():
    verdict = for_rows([a_row(blocks=1), a_row(code="other", title=""), a_row(code="other")], GROUPS)

    assert [reason.where for reason in verdict.reasons] == [SOUND["code"], "other", "other"]


@pytest.mark.parametrize("rows", [None, {}, "x", [1], [], [[]]])
def test_what_is_no_list_of_rows_is_refused(rows):
    assert not for_rows(rows, {}).allowed


@pytest.mark.parametrize(
    "groups",
    [
        None,
        [],
        {"x": []},
        {"x": {"title": "X"}},
        {"X y": {"title": "X", "codes": ["A"]}},
        {"x": {"title": "X", "codes": []}},
        {"x": {"title": 1, "codes": ["A"]}},
    ],
)
def test_what_is_no_group_of_offences_is_refused(groups):
    assert not for_groups(groups).allowed


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([*FACTS, "mg6.bwv", "material"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*SOUND, "more"]), anything))
def test_no_row_whatever_breaks_the_check(row):
    for_rows([a_row(**row)], GROUPS)
    for_rows([row], GROUPS)


@given(anything)
def test_no_groups_whatever_break_the_check(groups):
    for_groups(groups)
    for_groups({"x": groups})


def rows(*changed):
    return [FileStandardRow(position=1, **row) for row in changed]


def test_a_difference_names_rows_added_changed_and_removed_field_by_field():
    before = rows(a_row(code="kept"), a_row(code="gone"), a_row(code="same"))
    after = rows(a_row(code="same"), a_row(code="kept", blocks=True, needed_when={"plea": ["ngap"]}), a_row(code="new"))

    found = changes(before, after)

    assert [(change.kind, change.code) for change in found] == [
        ("added", "new"),
        ("changed", "kept"),
        ("removed", "gone"),
    ]
    assert [(field.label, field.before, field.after) for field in found[1].fields] == [
        ("Needed when", "Always", "plea: ngap"),
        ("Stops sending", "No", "Yes"),
    ]


def test_an_edition_does_not_differ_from_itself():
    assert changes(ROWS, ROWS) == []
    assert group_changes(GROUPS, GROUPS) == []


def test_a_group_of_offences_that_changes_is_named():
    changed = GROUPS | {"drugs": {"title": "drugs", "codes": ["MD"]}, "more": {"title": "more", "codes": ["X"]}}

    found = {field.label: (field.before, field.after) for field in group_changes(GROUPS, changed)}

    assert found == {"drugs": ("the drugs offences: MD71, 092/, 093/", "drugs: MD"), "more": ("None", "more: X")}


def test_what_changes_for_a_file_is_what_is_asked_and_what_is_missing():
    told = Told(suspects=[a_suspect()])
    without = [row for row in ROWS if row.code != "bwv"]
    always = [FileStandardRow(position=1, **a_row(code="mg6c", needed_when={}, satisfied_by={"material": ["mg6c"]}))]
    stricter = [*(row for row in without if row.code != "mg6c"), *always]

    effect = file_effect(told.judged(), told.judged(rows=stricter))

    assert (effect.gains, effect.losses) == (["mg6c"], ["bwv"])
    assert (effect.gaps, effect.settled) == (["mg6c"], ["bwv"])
    assert not file_effect(told.judged(), told.judged()).anything
