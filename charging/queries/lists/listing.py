"""What the rows of work queues say of each suspect: in which stream, what is due first and when, with whom.

Worked out in one place from the facts of a set of cases: for one case by the operations, for many by the seeds,
for all by `manage.py check_invariants`.
"""

from collections.abc import Iterator, Sequence

from casework.models import CaseFile, Standing
from casework.rules.clocks import earliest
from charging.queries.clocks.facts import Kept, Read, read
from charging.rules.clocks import DECISION_LIMITS, clocks_of

AT_ONCE = 5_000
"""So many cases are read at a time."""
DECISIONS = frozenset(DECISION_LIMITS.values())

KEEP_DUES = f"""
UPDATE {Standing._meta.db_table} w
   SET stream = said.stream, due_at = said.due_at, clock = said.clock, decide_by = said.decide_by,
       prosecutor_id = said.prosecutor_id
  FROM unnest(%(keys)s::bigint[], %(streams)s::text[], %(dues)s::timestamptz[], %(clocks)s::text[],
              %(decisions)s::timestamptz[], %(prosecutors)s::bigint[])
       AS said (suspect_id, stream, due_at, clock, decide_by, prosecutor_id)
 WHERE said.suspect_id = w.suspect_id
"""


def said_of(row: Read) -> Kept:
    """What a suspect's row has to say."""
    running = clocks_of(row.facts)
    first = earliest(running)
    return Kept(
        stream=row.facts.stream,
        due_at=first.deadline if first else None,
        clock=first.code if first else "",
        decide_by=next((clock.deadline for clock in running if clock.code in DECISIONS), None),
        prosecutor_id=row.prosecutor_id,
    )


def out_of_step(cases: Sequence[int]) -> Iterator[tuple[Read, Kept]]:
    """The suspects of some cases whose row says something else than it has to, with what it has to say."""
    for row in read(cases):
        said = said_of(row)
        if said != row.kept:
            yield row, said


def in_lots(cases: Sequence[int]) -> Iterator[Sequence[int]]:
    """Split many cases up into as many as are read at a time."""
    for begin in range(0, len(cases), AT_ONCE):
        yield cases[begin : begin + AT_ONCE]


def dues_out_of_step() -> Iterator[str]:
    """Say of every suspect in the service whose row says something else than it has to, with the URN."""
    every = CaseFile.objects.filter(standings__isnull=False).order_by("pk").distinct().values_list("pk", flat=True)
    for lot in in_lots(list(every)):
        found = [row for row, _ in out_of_step(lot)]
        names = {case.pk: case.slug for case in CaseFile.objects.filter(pk__in={row.case_file_id for row in found})}
        for row in found:
            yield (
                f"{names[row.case_file_id]}: when suspect key {row.suspect_id} is due, and with whom, is out of step"
            )
