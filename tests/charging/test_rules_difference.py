"""What changed between two submitted files: nothing in the same file, one change for one change, both ways alike."""

import copy
import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from charging.rules import rejections
from charging.rules.difference import ADDED, CHANGED, REMOVED, Change, difference
from charging.rules.plain_values import canonical
from charging.rules.rejections import GivenReason, ReasonState, RowState

# Other tests run beside these: how long an example takes says nothing.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
LISTS = ["suspects", "material", "answers"]
TEXT = st.text(alphabet="abcdé \u202e<", min_size=1, max_size=6)
CODED = st.builds(lambda code, says: {"code": code, "says": says}, TEXT, TEXT)
VALUES = TEXT | st.integers(1, 9) | st.booleans() | st.none() | CODED | st.lists(TEXT, min_size=1, max_size=2)
NESTED = st.dictionaries(TEXT, VALUES, max_size=2)
FIELDS = st.dictionaries(TEXT.filter(lambda name: name not in {"key", "name", "changed"}), VALUES | NESTED, max_size=3)


@st.composite
def things(draw, section):
    """A list of things of one section, each with its own key."""
    keys = draw(st.lists(st.integers(1, 30), unique=True, max_size=3))
    stamp = {"at": "2026-03-02T09:00:00+00:00", "by": "Bea Builder"}
    return [{**draw(FIELDS), "key": f"{section}-{key}", "name": f"Thing {key}", "changed": stamp} for key in keys]


@st.composite
def files(draw):
    """A submitted file of schema 1."""
    parts = {section: draw(things(section)) for section in LISTS}
    rows = draw(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=4))
    parts["standard"] = [
        {"key": f"row-{place}-case", "name": "Row", "needed": needed, "met": met, "met_by": draw(TEXT)}
        for place, (needed, met) in enumerate(rows)
    ]
    return {"schema": 1, "submission": draw(NESTED), "clock": draw(NESTED), **parts}


def turned(change):
    """A change as it looks from the other end, without what says when the present values came."""
    other = {ADDED: REMOVED, REMOVED: ADDED, CHANGED: CHANGED}[change.what]
    return change.section, change.key, other, {each.reversed() for each in map(hashable, change.fields)}


def hashable(each):
    return type(each)(each.field, json.dumps(each.before), json.dumps(each.after))


@patient
@given(files())
def test_a_file_does_not_differ_from_itself(file):
    assert not difference(file, copy.deepcopy(file)).changes
    assert not difference(file, json.loads(canonical(file))).changes


@patient
@given(files(), files())
def test_the_way_back_is_the_same_way(before, after):
    there = {(c.section, c.key, c.what, frozenset(map(hashable, c.fields))) for c in difference(before, after).changes}
    back = {(*turned(c)[:3], frozenset(turned(c)[3])) for c in difference(after, before).changes}
    assert there == back


@patient
@given(files(), st.sampled_from(LISTS), st.sampled_from([ADDED, REMOVED, CHANGED]), st.data())
def test_one_change_is_told_and_no_other(file, section, what, data):
    after = copy.deepcopy(file)
    if what == ADDED:
        thing = {"key": f"{section}-99", "name": "New", "changed": None, "word": "new"}
        after[section].insert(data.draw(st.integers(0, len(after[section]))), thing)
    elif not after[section]:
        return
    elif what == REMOVED:
        thing = after[section].pop(data.draw(st.integers(0, len(after[section]) - 1)))
    else:
        thing = data.draw(st.sampled_from(after[section]))
        thing["another"] = data.draw(TEXT)

    found = difference(file, after).changes

    assert [(change.section, change.key, change.what) for change in found] == [(section, thing["key"], what)]
    if what == CHANGED:
        assert [(each.field, each.before, each.after) for each in found[0].fields] == [
            ("another", None, thing["another"])
        ]


@patient
@given(files(), st.randoms(use_true_random=False))
def test_the_order_of_things_is_no_difference(file, chance):
    after = copy.deepcopy(file)
    for section in LISTS:
        chance.shuffle(after[section])
    assert not difference(file, after).changes


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ((False, False), (True, False), ADDED),
        ((True, True), (False, True), REMOVED),
        ((True, False), (True, True), CHANGED),
        ((True, True), (True, False), CHANGED),
        ((False, False), (False, True), None),
    ],
)
def test_a_row_of_the_standard_differs_where_it_becomes_needed_met_or_missing(before, after, what):
    def file(state):
        needed, met = state
        return {"schema": 1, "standard": [{"key": "row-mg6c-case", "name": "MG6C", "needed": needed, "met": met}]}

    assert [change.what for change in difference(file(before), file(after)).changes] == ([what] if what else [])


def test_better_words_for_the_same_code_are_no_difference():
    def file(says):
        return {"schema": 1, "suspects": [{"key": "suspect-1", "name": "A", "plea": {"code": "gap", "says": says}}]}

    assert not difference(file("Guilty"), file("Guilty plea expected")).changes


@pytest.mark.parametrize("other", [{}, {"schema": 0}, {"schema": 2, "case": "a shape of the future"}])
def test_a_form_that_is_not_understood_is_not_compared(other):
    file = {"schema": 1, "suspects": []}
    for pair in ((file, other), (other, file), (other, other)):
        found = difference(*pair)
        assert not found.comparable
        assert not found.changes


@pytest.mark.parametrize("value", [1.5, {1: "a"}, {"a": (1, 2)}, b"bytes"])
def test_what_has_no_exact_form_is_never_sealed(value):
    with pytest.raises(TypeError):
        canonical({"value": value})


def test_two_processes_write_the_same_bytes():
    document = {"b": ["é", {"z": 1, "a": None}], "a": "45AB 12345/26", "suspects": [{"true": True}]}
    program = (
        "import json, sys; from charging.rules.plain_values import canonical;"
        "sys.stdout.buffer.write(canonical(json.loads(sys.stdin.read())))"
    )
    shuffled = json.dumps(dict(reversed(document.items())))
    done = subprocess.run([sys.executable, "-c", program], input=shuffled.encode(), capture_output=True, check=True)
    assert done.stdout == canonical(document)


REASON = GivenReason(code="TR08", title="No summary of the interview", row="interview", about="suspect-1")
WAYS = {
    "fields": ["interview_summary"],
    "answers": [{"question": "mg15_by", "states": ["given"]}],
    "material": ["mg15"],
}


def a_change(section, key, *, what=CHANGED, fields=(), at="2026-03-05T09:00:00+00:00", **thing):
    named = {"key": key, "name": "Thing", **thing}
    return Change(section, key, what, named, tuple(rejections_field(name) for name in fields), at=at)


def rejections_field(name):
    from charging.rules.difference import FieldChange

    return FieldChange(name, "before", "after")


@pytest.mark.parametrize(
    ("change", "touches"),
    [
        (a_change("suspects", "suspect-1", fields=["interview_summary"]), True),
        (a_change("suspects", "suspect-2", fields=["interview_summary"]), False),
        (a_change("suspects", "suspect-1", fields=["asn"]), False),
        (a_change("answers", "answer-mg15_by-suspect-1", about="suspect-1", question="mg15_by"), True),
        (a_change("answers", "answer-mg15_by-suspect-2", about="suspect-2", question="mg15_by"), False),
        (a_change("material", "material-7", what=ADDED, about="suspect-1", kind={"code": "mg15", "says": ""}), True),
        (a_change("material", "material-7", what=ADDED, about="case", kind={"code": "mg15", "says": ""}), True),
        (a_change("material", "material-7", what=REMOVED, about="case", kind={"code": "mg15", "says": ""}), False),
        (a_change("material", "material-7", what=ADDED, about="case", kind={"code": "cctv", "says": ""}), False),
        (a_change("standard", "row-interview-suspect-1", about="suspect-1"), False),
    ],
)
def test_a_change_touches_a_reason_where_it_is_what_its_row_asks_for(change, touches):
    assert bool(rejections.touching([change], REASON, WAYS)) is touches


@pytest.mark.parametrize(
    ("then", "now", "touched", "cleared"),
    [
        (RowState.MISSING, RowState.MET, True, True),
        (RowState.MISSING, RowState.MET, False, True),
        (RowState.MISSING, RowState.NOT_NEEDED, False, True),
        (RowState.MISSING, RowState.MISSING, True, False),
        (RowState.MET, RowState.MET, False, False),
        (RowState.MET, RowState.MET, True, True),
        (RowState.MET, RowState.MISSING, True, False),
        (RowState.NOT_KNOWN, RowState.NOT_KNOWN, True, False),
        (RowState.NOT_KNOWN, RowState.MET, False, True),
    ],
)
def test_a_reason_is_cleared_by_its_row_and_by_nothing_else(then, now, touched, cleared):
    changes = (a_change("suspects", "suspect-1"),) if touched else ()
    state = ReasonState(reason=REASON, then=then, now=now, changes=changes)
    assert state.cleared is cleared
    assert state.is_open is not cleared
    assert state.cleared_at == ("2026-03-05T09:00:00+00:00" if cleared and touched else None)
    assert rejections.answered([state]).allowed is cleared


def test_an_explanation_answers_a_reason_but_does_not_clear_it():
    state = ReasonState(
        reason=REASON, then=RowState.MISSING, now=RowState.MISSING, explanation="He was not interviewed."
    )
    assert not state.cleared
    assert rejections.answered([state]).allowed
    open_state = ReasonState(reason=REASON, then=RowState.MISSING, now=RowState.MISSING)
    other = replace(open_state, reason=replace(REASON, code="TR06"))
    assert rejections.counted([state, other]) == "2 reasons: 1 explained, 1 open"


def test_a_reason_is_cleared_when_all_its_rows_are():
    mended = ReasonState(reason=REASON, then=RowState.MISSING, now=RowState.MET)
    missing = ReasonState(reason=replace(REASON, about="suspect-2"), then=RowState.MISSING, now=RowState.MISSING)
    assert rejections.counted([mended, missing]) == "1 reason: 1 open"
    assert rejections.counted([mended, replace(missing, now=RowState.MET)]) == "1 reason: 1 cleared"


def test_the_first_thing_that_clears_a_reason_gives_its_day():
    changes = tuple(
        a_change("suspects", "suspect-1", at=at) for at in ("2026-03-06T09:00:00+00:00", None, "2026-03-05")
    )
    assert (
        ReasonState(reason=REASON, then=RowState.MISSING, now=RowState.MET, changes=changes).cleared_at == "2026-03-05"
    )


def a_row(code, *, about="case", needed=True, met=False):
    return {"code": code, "about": about, "needed": needed, "met": met}


@pytest.mark.parametrize(
    ("standard", "found"),
    [
        ([a_row("mg6c", met=True), a_row("mg6d"), a_row("mg6e")], [("mg6d", "case"), ("mg6e", "case")]),
        ([a_row("mg6c", met=True), a_row("mg6d", met=True)], []),
        ([a_row("mg6c", met=True), a_row("mg6d", needed=False)], [("mg6c", "case")]),
        ([a_row("interview", about="suspect-4")], []),
        ([], []),
    ],
)
def test_a_reason_is_most_likely_about_every_missing_row_that_earns_it_else_the_only_one(standard, found):
    codes = {"mg6c": "TR02", "mg6d": "TR02", "mg6e": "TR02", "interview": "TR08"}
    assert rejections.usual_rows("TR02", standard, codes) == found


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([a_row("interview", about="suspect-1", met=True)], RowState.MET),
        ([a_row("interview", about="suspect-1")], RowState.MISSING),
        ([a_row("interview", about="suspect-1", needed=False)], RowState.NOT_NEEDED),
        ([a_row("interview", about="suspect-2")], RowState.NOT_NEEDED),
        ([], RowState.NOT_KNOWN),
    ],
)
def test_the_state_of_a_reason_is_that_of_its_row(rows, state):
    assert rejections.state_of(REASON, rows) is state
