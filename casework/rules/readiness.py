"""Whether a file may be sent: only what nobody could decide without stops it."""

from collections.abc import Iterable

from casework.rules.file_standard import Requirement
from foundation.verdicts import Reason, Refused, Verdict


class NotReady(Refused):
    """The file lacks something without which nothing can be decided."""


def for_submission(rows: Iterable[Requirement]) -> Verdict:
    """Say whether the file can be sent, with every hard stop; other gaps only warn."""
    return Verdict.of(
        *(
            Reason(row.code, f"{row.title}{f' for {row.about}' if row.about else ''} is missing.", row.where)
            for row in rows
            if row.missing and row.blocks
        )
    )


def warnings(rows: Iterable[Requirement]) -> list[Requirement]:
    """What triage is likely to bounce: needed, missing, and not a hard stop."""
    return [row for row in rows if row.missing and not row.blocks]
