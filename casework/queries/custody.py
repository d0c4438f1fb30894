"""The clocks of one detention or bail, for the operations that change them."""

from casework import events
from casework.lifecycle import STATUSES, Status
from casework.models import Bail, Detention, Suspect
from casework.rules import clocks
from casework.rules.clocks import BailFacts, DetentionFacts, DetentionPauseFact, HolderSpells, Running


def facts_of_detention(detention: Detention) -> DetentionFacts:
    """What the clock of a detention is worked out from."""
    last = detention.extensions.order_by("-amount").first()
    reviewed = detention.reviews.order_by("-at").first()
    return DetentionFacts(
        relevant_at=detention.relevant_at,
        limit=last.limit if last else "detention",
        amount=last.amount if last else None,
        pauses=[
            DetentionPauseFact(kind=pause.kind, starts=pause.starts_at, ends=pause.ends_at)
            for pause in detention.pauses.all()
        ],
        reviewed_at=reviewed.at if reviewed else None,
    )


def clock_of_detention(detention: Detention) -> Running:
    """How long a detention may last."""
    return clocks.detention(facts_of_detention(detention))[0]


def facts_of_bail(bail: Bail) -> BailFacts:
    """What the clock of bail is worked out from."""
    last = bail.extensions.order_by("-amount").first()
    return BailFacts(
        granted_at=bail.granted_at,
        first=bail.limit,
        limit=last.limit if last else bail.limit,
        amount=last.amount if last else None,
    )


def spells_of(suspect: Suspect) -> HolderSpells:
    """Who held the file of a suspect from when on, by the ledger and the present status."""
    rows = events.ledger(suspect.case_file).filter(suspect_ids__contains=[suspect.pk]).exclude(holder="")
    return HolderSpells(
        changes=list(rows.values_list("at", "holder")),
        now=STATUSES[Status(suspect.status)].holder.value,
        since=suspect.status_at,
    )


def clock_of_bail(bail: Bail, suspect: Suspect) -> Running:
    """How long bail may last."""
    return clocks.bail(facts_of_bail(bail), spells_of(suspect))
