"""How file quality is assessed: what is eligible, which failure a row points to, how large samples are. Dated data."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from casework.rules import limits
from foundation.clocks import due_day
from foundation.periods import month_of
from foundation.verdicts import Verdict

DATA = Path(__file__).resolve().parent.parent / "data" / "file_quality.json"
MOST_COMMENTS, MOST_REASON = 500, 250


@dataclass(frozen=True)
class QualityEdition:
    """How files are assessed from one day until the next edition.

    `failures` holds by row code the failures that it points to: under "missing" and under "wrong".
    """

    code: str
    source: str
    confirmed: bool
    valid_from: date
    stage: str
    eligible: Sequence[str]
    not_assessed: Mapping[str, str]
    failures: Mapping[str, Mapping[str, Sequence[str]]]
    sample: Mapping[str, int]


@cache
def editions() -> tuple[QualityEdition, ...]:
    """Every edition, oldest first."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["editions"]
    found = [QualityEdition(**{**row, "valid_from": date.fromisoformat(row["valid_from"])}) for row in rows]
    return tuple(sorted(found, key=lambda edition: edition.valid_from))


def edition_on(day: date) -> QualityEdition:
    """The edition in force on a local day; before the first one, the first."""
    in_force = [edition for edition in editions() if edition.valid_from <= day]
    return in_force[-1] if in_force else editions()[0]


def not_assessed_titles() -> dict[str, str]:
    """Every reason that there ever was for not assessing a file, by code; the latest words win."""
    return {code: title for edition in editions() for code, title in edition.not_assessed.items()}


@dataclass(frozen=True)
class Claim:
    """One row of the standard that the file was judged by, as police claimed it when they sent it."""

    code: str
    about: str
    name: str
    met: bool
    reason: str = ""
    met_by: str = ""
    explanation: str = ""

    @property
    def key(self) -> str:
        """What names it in forms and in the API."""
        return f"{self.code}|{self.about}"


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What an assessor says: the keys of the rows they overturn, the codes of the failures, words for police."""

    overturned: frozenset[str] = frozenset()
    failures: frozenset[str] = frozenset()
    comments: str = ""


def points_to(claim: Claim, *, overturned: bool, edition: QualityEdition) -> Sequence[str]:
    """The codes of the failures that a row points to as it was judged; none for a row that is there."""
    how: str = ("wrong" if claim.met else "") if overturned else ("" if claim.met else "missing")
    return edition.failures.get(claim.code, {}).get(how, ()) if how else ()


def suggested(claims: Sequence[Claim], overturned: Collection[str], edition: QualityEdition) -> list[str]:
    """The codes of the failures that the rows point to, each once, in the order of the rows.

    Where a row points to several, only one of them may be what is wrong, so the first one is suggested.
    """
    found = (points_to(claim, overturned=claim.key in overturned, edition=edition) for claim in claims)
    return list(dict.fromkeys(codes[0] for codes in found if codes))


def for_judgement(
    judgement: Judgement, claims: Sequence[Claim], known: Collection[str], edition: QualityEdition
) -> Verdict:
    """Whether an assessment can stand: known rows and failures, and a failure for each row overturned as not met."""
    verdict = Verdict.ok()
    if strange := sorted(judgement.failures - set(known)):
        verdict &= Verdict.no("unknown_failure", f"These are no failures: {', '.join(strange)}.", "failures")
    if judgement.overturned - {claim.key for claim in claims}:
        verdict &= Verdict.no("unknown_row", "Overturn only rows that this file was judged by.", "overturned")
    if len(judgement.comments) > MOST_COMMENTS:
        verdict &= Verdict.no("too_long", f"Write {MOST_COMMENTS} characters or fewer.", "comments")
    for claim in claims:
        meant = points_to(claim, overturned=True, edition=edition) if claim.key in judgement.overturned else ()
        if meant and not judgement.failures & set(meant):
            message = f"You overturned “{claim.name}”. Tick what failed ({' or '.join(meant)}), or let the row stand."
            verdict &= Verdict.no("overturned_without_failure", message, "failures")
    return verdict


def disputes_close_at(assessed_at: datetime) -> datetime:
    """The first instant that is too late to dispute failures of a file assessed at an instant.

    The month of the assessment ends, then six weeks: the last second is 23:59:59 in London.
    """
    return limits.due("dispute_failures", month_of(assessed_at).end - _A_MOMENT)


_A_MOMENT = datetime.resolution


def in_time(closes_at: datetime | None, at: datetime) -> Verdict:
    """Whether failures can still be disputed, decided and corrected at an instant."""
    if closes_at is None or at < closes_at:
        return Verdict.ok()
    last = due_day(closes_at)
    message = f"The month closed on {last.day} {last:%B %Y} at 11:59pm, so nothing about its failures can be changed."
    return Verdict.no("month_closed", message)


def for_correction(reason: str) -> Verdict:
    """Whether it is said why an assessment is corrected."""
    if not reason.strip():
        return Verdict.no("no_reason", "Say why you correct the assessment.", "reason")
    if len(reason) > MOST_REASON:
        return Verdict.no("too_long", f"Write {MOST_REASON} characters or fewer.", "reason")
    return Verdict.ok()


def for_not_assessing(code: str, edition: QualityEdition) -> Verdict:
    """Whether a reason for not assessing is one of those in force."""
    if code in edition.not_assessed:
        return Verdict.ok()
    return Verdict.no("unknown_reason", "Select why the file is not assessed.", "reason")
