"""What police do at once where somebody is held: have the clock of detention run."""

from collections.abc import Iterator

from casework.permissions import may_keep_custody
from charging.queries.steps.step import NextStep, Situation


def detention(now: Situation) -> Iterator[NextStep]:
    """Without it on record when detention began, neither agency sees when it runs out."""
    if not now.unrecorded or not may_keep_custody(now.user, now.case_file):
        return
    for suspect in now.suspects:
        if suspect.pk in now.unrecorded:
            hint = "The clock of detention runs, for both agencies, once it is on record when it began."
            yield NextStep(f"Record the detention of {suspect}", now.clock_url(suspect, "detain"), hint=hint)
