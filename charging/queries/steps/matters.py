"""What waits for somebody on this case besides its suspects: each leads to its page."""

from collections.abc import Iterator

from charging.lifecycle import MatterKind
from charging.queries.lists.matters import ADDRESSES
from charging.queries.steps.step import NextStep, Situation, StepKind


def matters(now: Situation) -> Iterator[NextStep]:
    """Whatever the reader may act on; what is somebody else's own stands aside."""
    for waits in now.rounds[-1].waits if now.rounds else ():
        kind = MatterKind(waits["kind"])
        url = now.url(ADDRESSES[kind].removeprefix("charging:"), waits["subject"])
        theirs = waits["person"] in {None, now.user.pk, *now.covers}
        yield NextStep(str(kind.label), url, kind=StepKind.PAGE if theirs else StepKind.ASIDE)
