"""Measure every budget: `python -m bench [--cases N ...] [--keep]`."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from config import embedded

if TYPE_CHECKING:
    from bench.results import Result

SIZES = [10_000, 100_000]


def main() -> int:
    """Measure at every size, print a table, keep the results; return 1 where a budget was missed."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=SIZES, help="sizes of the database, in case files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="use databases of an earlier run where they are there")
    options = parser.parse_args()
    _set_up()
    from bench.results import write

    results = []
    for result in _measure_all(sorted(options.cases), options.seed, keep=options.keep):
        results.append(result)
        write(results)
    return 0 if all(result.ok for result in results) else 1


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("SECRET_KEY", embedded.secret())
    embedded.ensure(role="owner")
    import config.wsgi  # noqa: F401  # the web process as it runs in service, its frozen heap included

    # Log lines are made, as they would be in service, but not written into the table.
    nowhere = open(os.devnull, "w")  # noqa: SIM115
    for logger in (logging.root, *map(logging.getLogger, logging.root.manager.loggerDict)):
        for handler in logger.handlers:
            if isinstance(handler, logging.StreamHandler):
                handler.setStream(nowhere)


def _measure_all(sizes: list[int], seed: int, *, keep: bool) -> "Iterator[Result]":
    from bench import database, pages
    from bench.results import Result, say, show

    found: list[Result] = []
    for cases in sizes:
        database.prepare(cases, seed=seed, keep=keep)
        say(f"{os.cpu_count()} cores; the busier the machine is with other things, the worse the figures")
        yield Result("load of the machine before measuring", cases, os.getloadavg()[0], "processes")
        for measure in _measures(cases, seed):
            for result in measure():
                show(result)
                found.append(result)
                yield result
    if len(sizes) > 1:
        for result in pages.growth(found, sizes):
            show(result)
            yield result


def _measures(cases: int, seed: int) -> "list[Callable[[], Iterator[Result]]]":
    from bench import bare, bulk, figures, full_file, pages, submissions, uploads, writes

    return [
        lambda: figures.measure_rebuild(cases),
        lambda: pages.measure(cases, seed),
        lambda: full_file.measure(cases),
        lambda: bare.measure(cases, seed),
        lambda: submissions.measure(cases),
        lambda: uploads.measure(cases),
        lambda: bulk.measure(cases),
        lambda: figures.measure_freshness(cases, seed),  # with what was just submitted
        lambda: writes.measure(cases, seed),
    ]


if __name__ == "__main__":
    sys.exit(main())
