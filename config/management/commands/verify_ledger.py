"""Look for what was changed in the ledger, put into it or taken out of it since it was written.

Proven by the ledger alone: no event was changed and none is missing before another. Proven by the state beside
it: no last events were cut off that moved a suspect or made a row. Proven by the store: what was sent to the CPS is
byte for byte what was sealed, and every receipt follows from it. Not proven: that a case vanished with all its
rows, or that a last event was cut off which left none (a changed detail, a second hand in the same review).
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from casework.events import LEDGER_TABLE, REGISTRY, Payload
from casework.rules import identifiers
from charging.queries.submission.seals import broken_seals, count_of_seals
from config import ledger_claims
from config.invariants import STATUS_DRIFT

SHOWN = 20
FETCHED_AT_ONCE = 5_000

BROKEN_CHAIN = f"""
WITH chain AS (
    SELECT e AS entry, lag(e.seq, 1, 0) OVER life AS previous_seq, lag(e.hash, 1, ''::bytea) OVER life AS previous_hash
      FROM {LEDGER_TABLE} e WHERE {{narrowed}}
    WINDOW life AS (PARTITION BY e.case_id ORDER BY e.seq)
)
SELECT (entry).urn, (entry).seq, (entry).type, (entry).seq <> previous_seq + 1
  FROM chain
 WHERE (entry).seq <> previous_seq + 1
    OR (entry).hash IS DISTINCT FROM casework_event_digest(entry, previous_hash)
 ORDER BY (entry).case_id, (entry).seq
 LIMIT {SHOWN}
"""
WRONG_HOLDER = f"""
SELECT e.urn, e.seq, e.type, e.holder FROM {LEDGER_TABLE} e
 WHERE e.type = %s AND e.holder <> %s AND {{narrowed}} ORDER BY e.case_id, e.seq LIMIT {SHOWN}
"""
BY_PAYLOAD = (
    f"SELECT e.urn, e.seq, e.type, e.holder, e.details FROM {LEDGER_TABLE} e WHERE e.type = %s AND {{narrowed}}"
)
OF_ONE_CASE = "SELECT * FROM ({sql}) AS found (urn, what) WHERE {narrowed} ORDER BY urn LIMIT {shown}"


class Command(BaseCommand):
    """Recompute every hash and compare, then ask the state; exit with 1 where something differs."""

    help = "Recompute the ledger's hash chain and every receipt; compare with holders, state and stored bytes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Offer to look at one case only."""
        parser.add_argument("--urn", default="", help="Look at this case only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the first offenders, or that there are none."""
        urn = identifiers.normalise_urn(options["urn"])
        offenders = [*broken_links(urn), *wrong_holders(urn), *missing_ends(urn), *islice(broken_seals(urn), SHOWN)]
        for line in offenders:
            self.stderr.write(line)
        if offenders:
            sys.exit(1)
        self.stdout.write(
            f"{count(urn):,} events: every hash is right, none is missing before another, every holder follows; "
            "every row of the state has its event, and every suspect stands where the ledger says. "
            f"{count_of_seals(urn):,} submissions: every receipt is right, every sealed byte is as it was."
        )


def _rows(sql: str, urn: str, params: tuple[Any, ...] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql.format(narrowed="e.urn = %s" if urn else "TRUE"), (*params, urn) if urn else params)
        found: list[Any] = cursor.fetchall()
    return found


def count(urn: str) -> int:
    """How many events there are, of one case where a URN is given."""
    total: int = _rows(f"SELECT count(*) FROM {LEDGER_TABLE} e WHERE {{narrowed}}", urn)[0][0]
    return total


def broken_links(urn: str) -> Iterator[str]:
    """Say where a chain has a gap or a hash that does not follow from the row and the hash before it."""
    for reference, seq, event_type, is_gap in _rows(BROKEN_CHAIN, urn):
        what = "an event before it is missing" if is_gap else "it was changed after it was written"
        yield f"{reference} event {seq} ({event_type}): {what}"


def wrong_holders(urn: str) -> Iterator[str]:
    """Say where the stored holder is not the one that the event's own payload gives."""
    for name, payload in REGISTRY.items():
        if payload.holder_after is Payload.holder_after:
            found = _rows(WRONG_HOLDER, urn, (name, payload.holder or ""))
            yield from (_wrong(row, payload.holder or "") for row in found)
        else:
            yield from _by_payload(name, payload, urn)


def _wrong(row: Sequence[Any], wanted: str) -> str:
    urn, seq, event_type, stored = row[:4]
    return f"{urn} event {seq} ({event_type}): the holder is “{stored}” but should be “{wanted}”"


def _by_payload(name: str, payload: type[Payload], urn: str) -> Iterator[str]:
    """Read the events whose holder depends on what they say, a few thousand at a time."""
    sql = BY_PAYLOAD.format(narrowed="e.urn = %s" if urn else "TRUE")
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, (name, urn) if urn else (name,))
        while rows := cursor.fetchmany(FETCHED_AT_ONCE):
            for row in rows:
                wanted = payload(**_decoded(row[4])).holder_after() or ""
                if row[3] != wanted:
                    yield _wrong(row, wanted)


def missing_ends(urn: str) -> Iterator[str]:
    """Say where the state has gone further than the ledger, as it has where the end of a chain was cut off."""
    for sql in (*ledger_claims.queries(), STATUS_DRIFT):
        narrowed = OF_ONE_CASE.format(sql=sql, narrowed="urn = %s" if urn else "TRUE", shown=SHOWN)
        with connection.cursor() as cursor:
            cursor.execute(narrowed, (urn,) if urn else ())
            yield from (f"{reference}: {what}" for reference, what in cursor.fetchall())


def _decoded(details: Any) -> dict[str, Any]:
    """Details as a raw cursor returns them: text, because Django reads JSON by itself."""
    decoded: dict[str, Any] = json.loads(details) if isinstance(details, str) else details
    return decoded
