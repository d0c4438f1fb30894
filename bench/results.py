"""What was measured, against its budget: printed as a table, kept in bench/results.json."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

FILE = Path(__file__).with_name("results.json")


@dataclass(frozen=True)
class Result:
    """One figure. `budget` None means that nothing was promised; `at_least` turns the comparison round."""

    what: str
    cases: int
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """Whether the budget is kept."""
        if self.budget is None:
            return True
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    def as_dict(self) -> dict[str, object]:
        """The figure as results.json has it."""
        row = asdict(self)
        del row["at_least"]
        return row | {"value": round(self.value, 3), "ok": self.ok}


def percentile(seconds: Sequence[float], share: float) -> float:
    """The value below which a share of the measurements lies, by nearest rank."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def timed(work: Callable[[], object]) -> float:
    """Do something and return the seconds it took."""
    began = perf_counter()
    work()
    return perf_counter() - began


def say(text: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def show(result: Result) -> None:
    """Print one figure."""
    limit = "" if result.budget is None else f"{'≥' if result.at_least else '≤'} {result.budget:g}"
    mark = "" if result.budget is None else ("ok" if result.ok else "MISSED")
    say(f"{result.what:<58} {result.cases:>8,} {result.value:>12,.2f} {result.unit:<12} {limit:>10} {mark}")


def write(results: Sequence[Result]) -> None:
    """Keep the figures."""
    FILE.write_text(json.dumps([result.as_dict() for result in results], indent=1, ensure_ascii=False) + "\n")
