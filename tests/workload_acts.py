"""The operations of workload on a case for the table of acts: story, who may, what is recorded."""

from casework.models import OutboxEntry
from charging.models import StuckThing
from charging.operations import allocation, stuck
from charging.queries.case.stuck import Found
from charging.rules import repairs
from tests import stories
from tests.clock import FRIDAY_2PM


def stuck_delivery(cast, **options):
    """A case of which somebody was never told, as a nightly look lists it."""
    case_file = stories.accepted_case(cast, **options).case_file
    OutboxEntry.objects.filter(case_id=case_file.pk).update(attempts=9, failed_at=FRIDAY_2PM, error="Broken")
    stuck.keep([Found(repairs.OWED, case_file.slug, "notices was not told")], at=FRIDAY_2PM)
    return StuckThing.objects.get(case_file=case_file)


def _take_back(cast, consultation, *, by, at):
    return allocation.take_back(consultation=consultation, by=by, at=at)


def _repair(cast, thing, *, by, at):
    return stuck.repair(thing=thing, by=by, at=at)


def acts(act):
    """Return the table of them."""
    return {
        "take_back": act(
            story=stories.accepted_case,
            do=_take_back,
            by="legal_manager",
            allowed=frozenset({"legal_manager"}),
            event="charging.review_taken_back",
        ),
        "repair": act(
            story=stuck_delivery,
            do=_repair,
            by="legal_manager",
            allowed=frozenset({"legal_manager", "police_manager"}),
            event="charging.stuck_work_repaired",
        ),
    }
