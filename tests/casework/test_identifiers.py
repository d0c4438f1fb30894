"""URN, ASN and PNC identity number: what is accepted, what is refused, and that every reason is given."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.rules import identifiers

TODAY = date(2026, 3, 2)
FORCES = {"01", "45", "93"}
DIGITS = "0123456789"
ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + DIGITS

urns = st.builds(
    lambda force, unit, number, year: f"{force}{unit}{number:05}{year:02}",
    st.sampled_from(sorted(FORCES)),
    st.text(ALPHANUMERIC, min_size=2, max_size=2),
    st.integers(0, 99_999),
    st.integers(0, 26),
)
asn_stems = st.builds(
    lambda year, bodies, serial: f"{year:02}{bodies}{serial:011}",
    st.integers(0, 26),
    st.text(ALPHANUMERIC, min_size=6, max_size=6),
    st.integers(0, 99_999_999_999),
)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def check(text):
    return identifiers.check_urn(text, known_forces=FORCES, today=TODAY)


@given(urns)
def test_a_good_urn_is_accepted_however_it_is_written(urn):
    shown = identifiers.display_urn(urn)
    assert check(urn).allowed
    assert check(shown.lower()).allowed
    assert identifiers.normalise_urn(f" {shown.lower()} ") == urn


@given(st.text())
def test_normalising_a_urn_twice_changes_nothing_and_checking_never_fails(text):
    once = identifiers.normalise_urn(text)
    assert identifiers.normalise_urn(once) == once
    assert check(text).allowed == check(once).allowed
    assert identifiers.normalise_asn(identifiers.normalise_asn(text)) == identifiers.normalise_asn(text)
    identifiers.check_asn(text, today=TODAY)


@given(urns, st.sampled_from([" ", "/", "-", " / ", "\N{EN DASH}"]), st.sampled_from(["", "20"]), st.booleans())
def test_a_urn_may_be_written_without_its_zeros_and_with_the_whole_year(urn, between, century, spaced):
    number = urn[4:9].lstrip("0") or "0"
    written = f"{urn[:4].lower()}{' ' if spaced else ''}{number}{between}{century}{urn[9:]}"
    assert identifiers.normalise_urn(written) == urn
    assert check(written).allowed


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("46AH 7771/26", "46AH0777126"),
        ("46ah7771 26", "46AH0777126"),
        ("46AH 07771/2026", "46AH0777126"),
        ("46AH077712026", "46AH0777126"),
        ("46AH 7771/26b", "46AH0777126B"),
        ("46AH 7771/99", "46AH0777199"),
        ("46AH777126", "46AH777126"),  # perhaps a digit is missing, and nobody can tell which
        ("07771", "07771"),
        ("46AH 1234/2126", "46AH12342126"),
        ("46AH 123456/26", "46AH12345626"),
    ],
)
def test_only_what_can_be_told_is_filled_up_in_a_urn(written, stored):
    assert identifiers.normalise_urn(written) == stored


def test_a_urn_is_shown_as_people_write_it():
    assert identifiers.display_urn("01AB1234526") == "01AB 12345/26"
    assert identifiers.display_urn("not a urn") == "not a urn"


@pytest.mark.parametrize("text", ["", "45AB", "45AB123456/26", "4\u0665AB1234526", "45\u00c4B1234526", "45AB1234526X"])
def test_a_badly_shaped_urn_is_refused_with_an_example(text):
    reasons = check(text).reasons
    assert [reason.code for reason in reasons if reason.code == "urn_shape"] == ["urn_shape"]
    assert identifiers.URN_EXAMPLE in reasons[0].message


def test_the_example_in_the_message_is_itself_acceptable():
    assert check(identifiers.URN_EXAMPLE).allowed
    assert identifiers.check_asn(identifiers.ASN_EXAMPLE, today=TODAY).allowed


def test_all_reasons_against_a_urn_are_given_together():
    assert codes(check("99AB1234527")) == ["urn_force", "urn_year"]
    assert codes(check("99AB123")) == ["urn_shape", "urn_force"]
    assert "99" in check("99AB1234526").reasons[0].message
    assert "2027" in check("45AB1234527").reasons[0].message


def test_a_urn_of_the_nineties_is_not_in_the_future():
    assert check("45AB1234599").allowed


@pytest.mark.parametrize("asn", ["1101ZD0100000448754K", "0836FP0100000377244A"])
def test_real_shaped_asns_have_the_letter_that_the_police_computer_gives(asn):
    assert identifiers.check_asn(asn, today=TODAY).allowed


@given(asn_stems)
def test_only_one_letter_fits_an_asn(stem):
    asn = stem + identifiers.asn_check_letter(f"{stem}A")
    fitting = [letter for letter in identifiers.CHECK_LETTERS if identifiers.check_asn(stem + letter, today=TODAY)]
    assert [stem + letter for letter in fitting] == [asn]
    assert identifiers.normalise_asn(identifiers.display_asn(asn)) == asn


@given(asn_stems, st.integers(8, 18), st.integers(1, 9))
def test_one_wrong_digit_of_the_serial_number_is_noticed(stem, at, shift):
    letter = identifiers.asn_check_letter(f"{stem}A")
    wrong = f"{stem[:at]}{(int(stem[at]) + shift) % 10}{stem[at + 1 :]}"
    assert codes(identifiers.check_asn(wrong + letter, today=TODAY)) == ["asn_check_letter"]


def test_a_short_serial_number_of_an_asn_is_filled_up():
    assert identifiers.normalise_asn("11/01ZD/01/448754K") == "1101ZD0100000448754K"


def test_all_reasons_against_an_asn_are_given_together():
    assert codes(identifiers.check_asn("2701ZD0100000448754K", today=TODAY)) == ["asn_check_letter", "asn_year"]
    assert codes(identifiers.check_asn("2701ZD", today=TODAY)) == ["asn_shape"]


def test_the_letter_of_what_is_no_asn_cannot_be_worked_out():
    with pytest.raises(ValueError, match="shape of an ASN"):
        identifiers.asn_check_letter("45AB1234526")
