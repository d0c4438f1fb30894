"""An authority that police will not use: they say why, and the CPS says what becomes of it."""

import pytest

from casework.lifecycle import WrongStatus
from casework.models import Matter
from charging.lifecycle import MatterKind
from charging.models import Consultation, NotLaid, UnusedAuthority, UnusedOutcome
from charging.operations import charges, closing, unused_authority
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import disagreements, stories
from tests.charging.test_reopening import broken
from tests.clock import FRIDAY_2PM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def decide(unused, by, outcome, at=FRIDAY_2PM):
    return unused_authority.decide_unused(unused=unused, outcome=outcome, reasons="As we spoke.", by=by, at=at)


def test_what_police_will_not_charge_waits_for_the_cps(cast):
    unused = disagreements.unused_case(cast)

    matter = Matter.objects.get(kind=MatterKind.AUTHORITY_UNUSED)
    assert (matter.subject, matter.side, matter.due_at) == (unused.pk, "cps", unused.due_at)
    assert stories.fresh(unused.suspect).status == "authorised"
    assert broken() == []


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (UnusedOutcome.STAYS, "authorised"),
        (UnusedOutcome.AGAIN, "with_prosecutor"),
        (UnusedOutcome.CLOSED, "admin_finalised"),
    ],
)
def test_the_cps_says_what_becomes_of_it(cast, outcome, status):
    unused = disagreements.unused_case(cast)

    entry = decide(unused, cast.prosecutor, outcome)

    assert (entry.details["outcome"], entry.details["in_time"]) == (outcome, True)
    assert stories.fresh(unused.suspect).status == status
    assert not Matter.objects.filter(kind=MatterKind.AUTHORITY_UNUSED).exists()
    assert broken() == []


def test_decided_again_it_may_be_by_the_same_lawyer(cast):
    decide(disagreements.unused_case(cast), cast.prosecutor, UnusedOutcome.AGAIN)

    opened = Consultation.objects.latest("number")
    assert (opened.not_by, opened.prosecutor) == (None, cast.prosecutor)


def test_closed_without_a_charge_it_can_be_reopened_to_charge(cast):
    unused = disagreements.unused_case(cast)
    decide(unused, cast.prosecutor, UnusedOutcome.CLOSED)

    entry = closing.reopen(suspect=unused.suspect, because="The alibi fell.", by=cast.assistant, at=FRIDAY_2PM)

    assert (entry.details["stands"], entry.holder) == ("authorised", "police_to_charge")
    assert stories.fresh(unused.suspect).status == "authorised"
    assert broken() == []


def test_charged_after_all_nothing_is_to_be_decided_any_more(cast):
    unused = disagreements.unused_case(cast)

    charges.record_charge(
        suspect=unused.suspect, details=disagreements.details(stories.THEFT), by=cast.builder, at=FRIDAY_2PM
    )

    assert stories.fresh(unused).outcome == UnusedOutcome.OVERTAKEN
    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.builder} has decided already"):
        decide(unused, cast.prosecutor, UnusedOutcome.AGAIN)


def test_it_is_said_once_and_decided_once(cast):
    unused = disagreements.unused_case(cast)

    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.builder} has said so already"):
        unused_authority.say_unused(
            suspect=unused.suspect, reason=NotLaid.WANTED, detail="Gone.", by=cast.second_builder, at=FRIDAY_2PM
        )
    decide(unused, cast.prosecutor, UnusedOutcome.STAYS)
    with nothing_changes(), pytest.raises(Conflict, match=f"{cast.prosecutor} has decided already"):
        decide(unused, cast.legal_manager, UnusedOutcome.AGAIN)


def test_it_says_why_and_only_of_an_authority(cast):
    suspect = stories.authorised_case(cast)
    with nothing_changes(), pytest.raises(Refused, match="Say why the charge will not be laid"):
        unused_authority.say_unused(suspect=suspect, reason=NotLaid.OTHER, detail=" ", by=cast.builder, at=FRIDAY_2PM)
    other = stories.nfa_case(cast, urn=stories.a_urn(2))
    with nothing_changes(), pytest.raises(WrongStatus):
        unused_authority.say_unused(suspect=other, reason=NotLaid.OTHER, detail="x", by=cast.builder, at=FRIDAY_2PM)


@pytest.mark.parametrize("person", ["builder", "assistant", "area_manager"])
def test_only_lawyers_decide(cast, person):
    unused = disagreements.unused_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        decide(unused, getattr(cast, person), UnusedOutcome.STAYS)
    assert UnusedAuthority.objects.get().outcome == ""
