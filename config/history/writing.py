"""Write past cases chunk by chunk with COPY, each chunk in a transaction of its own; two at a time where asked."""

import io
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from datetime import date, timedelta
from itertools import islice
from multiprocessing import get_context
from random import Random
from typing import Any

from django.db import connection, connections, transaction

from casework.models import CaseEvent, CaseFile
from casework.operations.listing import keep_names_of
from charging.operations.listing import keep_standings_of
from config.history import world as worlds
from config.history.plan import Beginning, Window, cases
from config.history.rows import COLUMNS, Rows
from config.history.scene import Scene
from config.history.story import tell
from config.history.world import World, working_days

CHUNK = 5_000
BEFORE = timedelta(days=600)
"""How long before the first day a case may have been opened, and after the last its clock may be looked at."""

Chunk = tuple[int, list[Beginning]]


class Teller:
    """Tells chunks of cases in one process."""

    def __init__(self, world: World, window: Window, seed: int) -> None:
        self.world, self.window, self.seed = world, window, seed
        self.office_days = working_days(world.calendar, window.first - BEFORE, window.last + BEFORE)
        self.rows = Rows()

    def tell(self, chunk: Chunk) -> tuple[int, int]:
        """Tell and write one chunk; return how many cases and events it has."""
        number, beginnings = chunk
        rng = Random(f"{self.seed} {number}")
        for begins in beginnings:
            tell(Scene(self.world, begins, rng, self.rows, self.window.end, self.office_days))
        events = len(self.rows.lines[CaseEvent])
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            # Hundreds of thousands of checks put off to the end would slow down every query of the ledger's trigger.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            self._copy(cursor)
            self._list()
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        self.rows.clear()
        return len(beginnings), events

    def _list(self) -> None:
        """Keep the rows that lists and search read, as the operations would have."""
        cases = [int(line.partition("\t")[0]) for line in self.rows.lines[CaseFile]]
        keep_names_of(cases)
        keep_standings_of(cases)

    def _copy(self, cursor: Any) -> None:
        for model, columns in COLUMNS.items():
            names = ", ".join(f'"{column}"' for column in columns)
            lines = self.rows.lines[model]
            cursor.copy_expert(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN', _Stream(lines))


class _Stream(io.RawIOBase):
    """Lines as the file that COPY reads, a few at a time, so that a chunk is not held twice."""

    def __init__(self, lines: list[str]) -> None:
        self.lines, self.at = lines, 0

    def read(self, size: int = -1) -> bytes:
        """Return the next lines, about as much as was asked for; nothing at the end."""
        taken = self.lines[self.at : self.at + 64]
        self.at += len(taken)
        return ("\n".join(taken) + "\n").encode() if taken else b""


def write_history(
    *, window: Window, count: int, seed: int, force_codes: Iterable[str] = (), processes: int = 1
) -> Iterator[tuple[int, int]]:
    """Write so many past cases; yield cases and events of each chunk as it is written.

    With one process it takes part in the caller's transaction; with more, every chunk is committed by itself.
    Raises NothingToTell where reference data or people are missing.
    """
    world = worlds.load(force_codes)
    chunks = _chunks(cases(world, window, count, seed))
    if processes == 1:
        yield from map(Teller(world, window, seed).tell, chunks)
        return
    ready = list(islice(chunks, 2 * processes))
    connections.close_all()  # a child must not inherit one: two would talk through it
    context = get_context("fork")
    arguments = (world, window, seed)
    with ProcessPoolExecutor(processes, context, initializer=_start, initargs=arguments) as pool:
        yield from _spread(pool, ready, chunks)


def _chunks(beginnings: Iterator[Beginning]) -> Iterator[Chunk]:
    number = 0
    while chunk := list(islice(beginnings, CHUNK)):
        yield number, chunk
        number += 1


def _spread(pool: ProcessPoolExecutor, ready: list[Chunk], chunks: Iterator[Chunk]) -> Iterator[tuple[int, int]]:
    """Keep every process busy and one chunk ready for each, never more: the plan of a year stays small."""
    waiting: set[Future[tuple[int, int]]] = {pool.submit(_tell, chunk) for chunk in ready}
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for finished in done:
            waiting |= {pool.submit(_tell, chunk) for chunk in islice(chunks, 1)}
            yield finished.result()


_teller: list[Teller] = []


def _start(world: World, window: Window, seed: int) -> None:
    """Begin a process of the pool."""
    _teller.append(Teller(world, window, seed))


def _tell(chunk: Chunk) -> tuple[int, int]:
    return _teller[0].tell(chunk)


def months_back(last: date, months: int) -> Window:
    """The window of whole months that ends on a day."""
    month = last.year * 12 + last.month - 1 - months
    return Window(date(month // 12, month % 12 + 1, min(last.day, 28)), last)
