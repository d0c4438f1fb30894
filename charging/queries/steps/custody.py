"""What police do at once where somebody is held, and soon where they are on bail: have the clock of it run."""

from collections.abc import Iterator

from casework.permissions import may_keep_custody
from charging.queries.steps.step import NextStep, Situation


def detention(now: Situation) -> Iterator[NextStep]:
    """Without it on record when detention began, neither agency sees when it runs out."""
    return _unrecorded(now, now.clocks.no_detention, "detention", "detain")


def bail(now: Situation) -> Iterator[NextStep]:
    """As little do they see when bail runs out, without it on record when that began."""
    return _unrecorded(now, now.clocks.no_bail_date, "bail", "grant-bail")


def _unrecorded(now: Situation, of: frozenset[int], thing: str, act: str) -> Iterator[NextStep]:
    if not of or not may_keep_custody(now.user, now.case_file):
        return
    for suspect in now.suspects:
        if suspect.pk in of:
            hint = f"The clock of {thing} runs, for both agencies, once it is on record when it began."
            yield NextStep(f"Record the {thing} of {suspect}", now.clock_url(suspect, act), hint=hint)
