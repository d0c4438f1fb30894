"""Which offence is the lesser one of another, and what that makes of the charges that police lay."""

import json
from datetime import date
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.models import OffenceCode
from casework.models.reference import ModeOfTrial
from charging.lifecycle import Match
from charging.models import ChargeRecord
from charging.rules.seriousness import DATA, Order, compare, editions, match_of, order_on
from tests import disagreements, stories

DAY = date(2026, 3, 6)
TRIALS = {
    "XX01001": "indictable",
    "XX01002": "either_way",
    "XX01003": "summary",
    "XX01004": "summary",
    "YY02001": "indictable",
    "YY02002": "summary",
    "YY02003": "other",
}
ORDERS = [Order(edition, TRIALS) for edition in editions()]
EVERY_CODE = sorted({code for edition in editions() for code in edition.ranks} | set(TRIALS))
codes = st.sampled_from(EVERY_CODE)
some = st.sets(codes, min_size=1, max_size=4)


def match(authorised, laid):
    return match_of(authorised, laid, order_on(DAY, []))


# The lesser, then the graver one.
PAIRS = [
    ("CJ88116", "OF61102"),
    ("CJ88001", "CJ88160"),
    ("OF61102", "OF61131"),
    ("OF61131", "OF61016"),
    ("OF61102", "CD98073"),
    ("COML022", "COML025"),
    ("TH68010", "TH68023"),
    ("TH68020", "TH68036"),
    ("TH68037", "TH68036"),
    ("CD71039", "CD71038"),
    ("PH97004", "PH97009"),
    ("PH97006", "PH97010"),
    ("PU86003", "PU86002"),
    ("PU86149", "PU86003"),
    ("RT88575", "RT88026"),
    ("RT88026", "RT88025"),
    ("SX03007", "SX03002"),
    ("MD71210", "MD71230"),
]
NO_PAIRS = [("TH68010", "CJ88116"), ("CJ88001", "CJ88116"), ("TH68023", "TH68036"), ("MD71211", "MD71230")]


@pytest.mark.parametrize(("lesser", "graver"), PAIRS)
def test_a_lesser_offence_in_place_of_a_graver_one_is_lesser_and_the_other_way_round_different(lesser, graver):
    assert match([graver], [lesser]) is Match.LESSER
    assert match([lesser], [graver]) is Match.DIFFERENT


@pytest.mark.parametrize(("one", "other"), NO_PAIRS)
def test_offences_that_have_nothing_to_do_with_each_other_or_weigh_the_same_are_different(one, other):
    assert match([one], [other]) is match([other], [one]) is Match.DIFFERENT


@pytest.mark.parametrize(
    ("authorised", "laid", "expected"),
    [
        (["OF61102"], ["OF61102", "CJ88116"], Match.DIFFERENT),
        (["OF61102"], ["CJ88001", "CJ88116"], Match.DIFFERENT),
        (["OF61102", "OF61131"], ["CJ88001", "CJ88116"], Match.LESSER),
        (["OF61102", "TH68010"], ["CJ88116"], Match.LESSER),
        (["OF61102", "TH68010"], ["CJ88116", "TH68010"], Match.LESSER),
        (["OF61102", "TH68010"], ["CJ88116", "CD71039"], Match.DIFFERENT),
        (["OF61102", "TH68023"], ["TH68010", "CJ88116"], Match.LESSER),
    ],
)
def test_each_lesser_offence_stands_for_one_that_was_authorised_and_nothing_comes_besides(authorised, laid, expected):
    assert match(authorised, laid) is expected


@pytest.mark.parametrize(
    ("code", "than", "lesser"),
    [
        ("XX01002", "XX01001", True),
        ("XX01003", "XX01002", True),
        ("XX01003", "XX01004", False),
        ("YY02002", "XX01001", False),
        ("YY02003", "YY02001", False),
        ("XX01003", "TH68023", False),
    ],
)
def test_what_is_in_no_family_is_compared_within_its_act_by_how_it_is_tried(code, than, lesser):
    order = order_on(DAY, [OffenceCode(code=each, mode_of_trial=mode) for each, mode in TRIALS.items()])
    assert order.is_lesser(code, than) is lesser
    assert not order.is_lesser(than, code) or not lesser


def test_every_edition_ranks_an_offence_once_in_a_family_and_says_whose_word_it_is():
    for row in json.loads(DATA.read_text(encoding="utf-8"))["editions"]:
        assert row["source"]
        assert set(row["by_trial"]) <= set(ModeOfTrial.values)
        assert row["confirmed"] is not True or "[own]" not in row["source"]
        for family in row["families"]:
            for one, other in combinations(family["ranks"], 2):
                assert not set(one) & set(other), family["title"]
    assert [edition.valid_from for edition in editions()] == sorted(edition.valid_from for edition in editions())


@given(st.sampled_from(ORDERS), codes, codes, codes)
def test_being_lesser_is_a_strict_order(order, one, two, three):
    assert not order.is_lesser(one, one)
    assert not (order.is_lesser(one, two) and order.is_lesser(two, one))
    assert not (order.is_lesser(one, two) and order.is_lesser(two, three)) or order.is_lesser(one, three)


def can_stand_for(extra, dropped, order):
    """Try every way of giving each extra offence one of those dropped."""
    ways = permutations(dropped, len(extra))
    return any(all(order.is_lesser(code, each) for code, each in zip(extra, way, strict=True)) for way in ways)


@given(st.sampled_from(ORDERS), some, some)
def test_charges_match_exactly_are_lesser_or_differ(order, authorised, laid):
    found = match_of(authorised, laid, order)
    is_lesser = laid != authorised and can_stand_for(sorted(laid - authorised), sorted(authorised - laid), order)
    assert (found is Match.EXACT) is (laid == authorised)
    assert (found is Match.LESSER) is is_lesser
    assert match_of(sorted(authorised), [*laid, *laid], order) is found


@given(st.sampled_from(ORDERS), some, some)
def test_charges_are_never_lesser_both_ways(order, authorised, laid):
    both = {match_of(authorised, laid, order), match_of(laid, authorised, order)}
    assert both != {Match.LESSER}


@pytest.mark.django_db
def test_assault_by_beating_for_actual_bodily_harm_is_recorded_as_lesser_and_still_has_to_be_explained(cast):
    beating = OffenceCode.objects.get(code="CJ88116")
    said = {"title": "Assault occasioning actual bodily harm", "category": "CE", "mode_of_trial": "either_way"}
    OffenceCode.objects.create(code="OF61102", version=beating.version, valid_from=beating.valid_from, **said)
    consultation = stories.accepted_case(cast, names=stories.NAMES[:1])
    stories.complete_review(consultation, [stories.charge_outcome("OF61102")])
    suspect = consultation.case_file.suspects.get()
    laid = disagreements.details("CJ88116")
    entry = disagreements.charges.record_charge(
        suspect=suspect, details=laid, by=cast.builder, at=disagreements.FRIDAY_9AM
    )
    record = ChargeRecord.objects.get()
    assert record.match == entry.details["matches_authority"] == Match.LESSER
    assert record.mismatches.get().match == Match.LESSER
    assert compare(laid.offences, laid.offences, on=DAY) is Match.EXACT
