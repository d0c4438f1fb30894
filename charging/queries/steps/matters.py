"""What waits for somebody on this case besides its suspects: each leads to its page."""

from collections.abc import Iterator
from datetime import datetime

from charging.lifecycle import MatterKind
from charging.queries.lists.matters import ADDRESSES
from charging.queries.steps.step import NextStep, Situation, StepKind
from foundation.wording import in_time_until


def matters(now: Situation) -> Iterator[NextStep]:
    """Whatever the reader may act on; what is somebody else's own stands aside."""
    for waits in now.rounds[-1].waits if now.rounds else ():
        kind = MatterKind(waits["kind"])
        url = now.url(ADDRESSES[kind].removeprefix("charging:"), waits["subject"])
        theirs = waits["person"] in {None, now.user.pk, *now.covers}
        hint = f"By {in_time_until(datetime.fromisoformat(waits['due']))}." if waits["due"] else ""
        yield NextStep(str(kind.label), url, hint=hint, kind=StepKind.PAGE if theirs else StepKind.ASIDE)
