"""Which files are scored a second time, and by whom: by chance that can be repeated from its seed."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

PER_CENT = 100


@dataclass(frozen=True, order=True)
class Candidate:
    """A file that could be drawn: its key, its stratum, and whoever made the first assessment of it."""

    key: int
    stratum: tuple[str, ...]
    first: frozenset[int] = frozenset()


def size_of(total: int, rule: Mapping[str, int]) -> int:
    """How many of so many files are scored again: a share of them, with a least and a most."""
    share = -(-total * rule["percent"] // PER_CENT)
    return min(total, rule["most"], max(rule["least"], share))


def drawn(frame: Iterable[Candidate], *, seed: str, rule: Mapping[str, int]) -> list[Candidate]:
    """Draw files, each stratum by its share and with a least number of its own where there is room.

    The same frame, seed and rule give the same files, in any order of the frame and on any machine.
    """
    strata: dict[tuple[str, ...], list[Candidate]] = defaultdict(list)
    for each in sorted(frame):
        strata[each.stratum].append(each)
    shares = _shares({stratum: len(rows) for stratum, rows in strata.items()}, seed, rule)
    found = [each for stratum, rows in strata.items() for each in _by_chance(rows, seed)[: shares[stratum]]]
    return sorted(found)


def _shares(sizes: Mapping[tuple[str, ...], int], seed: str, rule: Mapping[str, int]) -> Mapping[tuple[str, ...], int]:
    """How many of each stratum: first the least of each, then one by one to whichever is furthest below its share."""
    total = sum(sizes.values())
    wanted = size_of(total, rule)
    shares: Counter[tuple[str, ...]] = Counter()
    order = sorted(sizes, key=lambda stratum: (-sizes[stratum], _chance(seed, *stratum)))
    for stratum in order:
        shares[stratum] = min(rule["a_stratum"], sizes[stratum], max(0, wanted - shares.total()))
    while shares.total() < wanted:
        open_strata = [stratum for stratum in order if shares[stratum] < sizes[stratum]]
        behind = max(open_strata, key=lambda stratum: wanted * sizes[stratum] - shares[stratum] * total)
        shares[behind] += 1
    return shares


def _by_chance(rows: Sequence[Candidate], seed: str) -> list[Candidate]:
    return sorted(rows, key=lambda each: _chance(seed, str(each.key)))


def scorers(chosen: Sequence[Candidate], people: Collection[int], *, seed: str) -> dict[int, int]:
    """Give each file to somebody who had no part in its first assessment, evenly; a file without anybody is left out.

    Returns the key of the person by the key of the file.
    """
    given: Counter[int] = Counter()
    found: dict[int, int] = {}
    for each in chosen:
        able = sorted(set(people) - each.first, key=lambda key: (given[key], _chance(seed, str(each.key), str(key))))
        if able:
            found[each.key] = able[0]
            given[able[0]] += 1
    return found


def frame_digest(frame: Iterable[Candidate]) -> str:
    """SHA-256 of what was drawn from: it shows later whether the frame is still the same."""
    rows = sorted(frame)
    return hashlib.sha256("\n".join(f"{each.key} {'/'.join(each.stratum)}" for each in rows).encode()).hexdigest()


def _chance(seed: str, *words: str) -> str:
    return hashlib.sha256("/".join((seed, *words)).encode()).hexdigest()
