"""What must be true of somebody's contact details."""

import re

from accounts.models import User
from foundation.verdicts import Verdict

NUMBER = re.compile(r"[0-9+() ]{2,30}(?: ?(?:ext|x)\.? ?[0-9]{1,6})?")
LEAST_DIGITS = 5


def number(text: str) -> Verdict:
    """Say whether a text can be rung: digits with spaces, an extension after "ext"."""
    said = text.strip()
    if NUMBER.fullmatch(said) and sum(letter.isdigit() for letter in said) >= LEAST_DIGITS:
        return Verdict.ok()
    message = "Enter a telephone number, such as 01632 960001 or 101 ext 12345."
    return Verdict.no("no_number", message, "contact_number")


def gaps(person: User, *, part: str, where: str = "") -> Verdict:
    """Say what is missing for anybody to reach a person; `part` says what they are in the case."""
    if not person.is_active:
        return Verdict.no("left", f"{person} ({part}) has left. Name somebody else who can be asked.", where)
    verdict = Verdict.ok()
    if not person.contact_number:
        message = f"{person} ({part}) has no contact number. They can add it under “Your account”."
        verdict &= Verdict.no("no_contact_number", message, where)
    if not person.rank_or_grade:
        verdict &= Verdict.no("no_rank", f"{person} ({part}) has no rank or grade on record.", where)
    return verdict
