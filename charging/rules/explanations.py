"""Why a file goes although something is missing: every warning needs its reason, and nothing else takes one."""

from collections.abc import Collection, Iterable, Mapping

from casework.rules import readiness
from casework.rules.file_standard import Requirement
from foundation.verdicts import Reason, Verdict

MOST_LETTERS = 300
COVERS = "covers"
"""Under this, a reason of a rejection names the rows that it is about: whoever explains it has explained them."""
Key = tuple[str, str]
"""What an explanation is of: the code of the row, and what it was asked of (case, suspect-1, person-1)."""
NOWHERE: Key = ("", "")


def key_of(row: Requirement) -> Key:
    """What an explanation of this row is found by."""
    return row.code, row.where


def field_name(key: Key) -> str:
    """The name of the field in which a reason is typed."""
    return f"reason-{key[0]}-{key[1]}"


def named(row: Requirement) -> str:
    """The row with whom it is asked of."""
    return f"{row.title}: {row.about}" if row.about else row.title


def covered(rows: Iterable[Requirement]) -> dict[Key, Key]:
    """What is explained together with a reason of a rejection: the key of each such row, and that of the reason."""
    return {(code, about): key_of(row) for row in rows if row.missing for code, about in row.ways.get(COVERS, ())}


def for_sending(rows: Iterable[Requirement], explained: Collection[Key]) -> Verdict:
    """Say which warnings nobody has explained, each with the field that would: of a rejection, by its reasons."""
    rows = list(rows)
    elsewhere = covered(rows)
    return Verdict.of(
        *(
            Reason("unexplained", f"Say why the file goes without this: {named(row)}.", field_name(key_of(row)))
            for row in readiness.warnings(rows)
            if key_of(row) not in explained and key_of(row) not in elsewhere
        )
    )


def for_explaining(given: Mapping[Key, str], rows: Iterable[Requirement]) -> Verdict:
    """Say which reasons cannot be taken: of what is not missing, or too long."""
    open_gaps = {key_of(row) for row in readiness.warnings(rows)}
    verdict = Verdict.ok()
    for key, text in given.items():
        if text and key not in open_gaps:
            message = f"“{key[0]}” needs no reason: it is not missing any more, or nothing can be decided without it."
            verdict &= Verdict.no("no_such_gap", message, field_name(key))
        if len(text) > MOST_LETTERS:
            message = f"A reason must be {MOST_LETTERS} characters or fewer."
            verdict &= Verdict.no("too_long", message, field_name(key))
    return verdict
