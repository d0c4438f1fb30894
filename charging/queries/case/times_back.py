"""How often the CPS has given a file back to police."""

from collections.abc import Sequence

from charging.queries.submission.rounds import Round


def times_back(rounds: Sequence[Round]) -> str:
    """Say how often the CPS has given the file back for more; empty where it never has.

    What it asked for beside a decision, as for trial only, is none of them.
    """
    times = sum(each.was_rejected or each.asked_for_more for each in rounds)
    words = {1: "once", 2: "twice"}.get(times, f"{times} times")
    return f"The CPS has given the file back to police {words}." if times else ""
