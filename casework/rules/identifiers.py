"""The identifiers that police, CPS and courts share: URN and ASN.

Source: public code of Bichard 7 and the CPS. A URN is force, unit, 5 digits and year; an ASN is year, force and unit,
system, serial number of up to 11 digits, and a letter that follows from them modulo 23.
"""

import re
from collections.abc import Collection, Iterable
from datetime import date

from foundation.verdicts import Reason, Verdict

URN = re.compile(r"(?P<force>\d{2})(?P<unit>[A-Z0-9]{2})(?P<number>\d{5})(?P<year>\d{2})")
ASN = re.compile(
    r"(?P<year>\d{2})(?P<force>[A-Z0-9]{2})(?P<unit>[A-Z0-9]{2})(?P<system>[A-Z0-9]{2})(?P<serial>\d{11})(?P<check>[A-Z])"
)
CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
LAST_CENTURY = 90
BETWEEN = r"[\s/\-\u2010-\u2015]"
"""What people put between the parts: spaces, slashes, dashes of any length."""
SEPARATORS = re.compile(f"{BETWEEN}+")
SPELT_URN = re.compile(
    rf"(?P<force>[0-9]{{2}}){BETWEEN}*(?P<unit>[A-Z0-9]{{2}}){BETWEEN}*(?P<number>[0-9]{{1,5}}){BETWEEN}+"
    rf"(?:19|20)?(?P<year>[0-9]{{2}})(?P<part>[A-Z]{{0,3}})"
)
"""A URN whose year stands apart, so that its number may have lost its zeros and the year may be whole."""
LONG_URN = re.compile(r"(?P<rest>[0-9]{2}[A-Z0-9]{2}[0-9]{5})(?:19|20)(?P<year>[0-9]{2})(?P<part>[A-Z]{0,3})")
"""A URN without anything between its parts: only its length tells that the year has four digits."""
URN_EXAMPLE = "45AB 12345/26"
ASN_EXAMPLE = "26/45AB/01/00000123456Y"


def normalise_urn(text: str) -> str:
    """Return a URN as it is stored, 45AB1234526: upper case, nothing between its parts, 5 digits and 2 for the year.

    A number may be written without its zeros where the year stands apart: 45AB 771/26 is 45AB0077126. Without
    anything between them nobody can tell that from a URN with a digit missing: that is returned as it is.
    """
    plain = _plain(text)
    if spelt := SPELT_URN.fullmatch(text.strip().upper()):
        return f"{spelt['force']}{spelt['unit']}{spelt['number']:0>5}{spelt['year']}{spelt['part']}"
    long = LONG_URN.fullmatch(plain)
    return f"{long['rest']}{long['year']}{long['part']}" if long else plain


def display_urn(urn: str) -> str:
    """Return a stored URN as people write it, 45AB 12345/26; anything else is returned as it is."""
    parts = _whole(URN, urn)
    return f"{parts['force']}{parts['unit']} {parts['number']}/{parts['year']}" if parts else urn


def check_urn(text: str, *, known_forces: Collection[str], today: date) -> Verdict:
    """Ask whether a text is a URN that a force could have given by today; all reasons against.

    What can be told of a badly shaped one is told too: its first two digits name the force.
    """
    urn = normalise_urn(text)
    parts = _whole(URN, urn)
    shape = f"Enter the URN as force, unit, 5 digits and 2 digits for the year, like {URN_EXAMPLE}."
    return Verdict.of(
        *_unless(parts, "urn_shape", shape, "urn"),
        *_force_reasons(urn[:2], known_forces),
        *(_year_reasons(parts["year"], today, what="URN", where="urn") if parts else ()),
    )


def normalise_asn(text: str) -> str:
    """Return an ASN as it is stored: upper case, without slashes, its serial number filled up to 11 digits."""
    plain = _plain(text)
    short = re.fullmatch(r"(\d{2}[A-Z0-9]{6})(\d{1,10})([A-Z])", plain)
    return f"{short[1]}{short[2]:0>11}{short[3]}" if short else plain


def display_asn(asn: str) -> str:
    """Return a stored ASN as people write it, 26/45AB/01/00000123456Y; anything else is returned as it is."""
    parts = _whole(ASN, asn)
    if not parts:
        return asn
    return "{year}/{force}{unit}/{system}/{serial}{check}".format(**parts)


def asn_check_letter(asn: str) -> str:
    """Return the check letter that the digits of an ASN call for; it must have the shape of an ASN.

    A force or system that is not a number takes no part, and the unit never does.
    """
    parts = _whole(ASN, asn)
    if not parts:
        raise ValueError(f"{asn} has not the shape of an ASN")
    numbers = [parts[name] for name in ("force", "system") if parts[name].isdigit()]
    return CHECK_LETTERS[int("".join([*numbers, parts["year"], parts["serial"]])) % len(CHECK_LETTERS)]


def check_asn(text: str, *, today: date) -> Verdict:
    """Ask whether a text is an ASN with the right check letter, from a year that has begun."""
    asn = normalise_asn(text)
    parts = _whole(ASN, asn)
    if not parts:
        shape = f"Enter the arrest/summons number with its check letter, like {ASN_EXAMPLE}."
        return Verdict.no("asn_shape", shape, "asn")
    return Verdict.of(*_letter_reasons(asn), *_year_reasons(parts["year"], today, what="ASN", where="asn"))


def _plain(text: str) -> str:
    """Return a text in upper case without spaces, slashes and dashes."""
    return SEPARATORS.sub("", text).upper()


def _whole(shape: re.Pattern[str], text: str) -> dict[str, str] | None:
    """Return the parts of a text of this shape, in the ten digits and 26 letters of ASCII only."""
    found = shape.fullmatch(text) if text.isascii() else None
    return found.groupdict() if found else None


def _unless(fine: object, code: str, message: str, where: str) -> Iterable[Reason]:
    """Give a reason unless all is well."""
    return () if fine else (Reason(code, message, where),)


def _force_reasons(force: str, known_forces: Collection[str]) -> Iterable[Reason]:
    """Give the reason against two digits that no force has; what is not two digits is a matter of shape."""
    is_number = len(force) == 2 and force.isascii() and force.isdigit()
    message = f"{force} is not the number of a force: the first 2 digits of a URN name the force that gave it."
    return _unless(not is_number or force in known_forces, "urn_force", message, "urn")


def _year_reasons(year: str, today: date, *, what: str, where: str) -> Iterable[Reason]:
    """Give the reason against a year that has not begun: 90 and later are of the last century."""
    written = int(year) + (1900 if int(year) >= LAST_CENTURY else 2000)
    message = f"The {what} says {written}, which is in the future."
    return _unless(written <= today.year, f"{where}_year", message, where)


def _letter_reasons(asn: str) -> Iterable[Reason]:
    """Give the reason against a check letter that the digits do not call for."""
    message = f"The last letter of the ASN does not fit its digits: check each digit of {display_asn(asn)}."
    return _unless(asn[-1] == asn_check_letter(asn), "asn_check_letter", message, "asn")
