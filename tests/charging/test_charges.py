"""The CPS authorises, police charge: recorded as of when it happened, and compared at once."""

from datetime import timedelta

import pytest

from casework.lifecycle import WrongStatus
from casework.models import CaseEvent, OffenceCode
from charging.lifecycle import ChargeMethod, Match, Result
from charging.models import ChargeRecord, LaidCharge
from charging.operations import charges
from foundation.verdicts import NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, THURSDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db


def record(cast, suspect, *codes, charged_at=FRIDAY_9AM, by=None, at=FRIDAY_2PM):
    details = charges.ChargeDetails(
        charged_at=charged_at,
        method=ChargeMethod.REQUISITION,
        offences=list(OffenceCode.objects.filter(code__in=codes).order_by("code")),
    )
    return charges.record_charge(suspect=suspect, details=details, by=by or cast.builder, at=at)


def authorised(cast, *codes):
    """Authorise the one suspect of a case with some offences."""
    consultation = stories.accepted_case(cast, names=stories.NAMES[:1])
    stories.complete_review(consultation, [stories.charge_outcome(*codes)])
    return consultation.case_file.suspects.get()


@pytest.mark.parametrize(
    ("allowed", "laid", "match"),
    [
        (["TH68010"], ["TH68010"], Match.EXACT),
        (["TH68010", "CJ88116"], ["CJ88116", "TH68010"], Match.EXACT),
        (["TH68010", "CJ88116"], ["CJ88116"], Match.LESSER),
        (["TH68010"], ["CJ88116"], Match.DIFFERENT),
        (["TH68010"], ["TH68010", "CJ88116"], Match.DIFFERENT),
    ],
)
def test_what_was_laid_is_compared_with_what_was_authorised(cast, allowed, laid, match):
    suspect = authorised(cast, *allowed)

    entry = record(cast, suspect, *laid)

    assert entry.details["matches_authority"] == ChargeRecord.objects.get().match == match
    assert set(LaidCharge.objects.values_list("offence_code__code", flat=True)) == set(laid)
    assert stories.fresh(suspect).status == "charged"


def test_a_charge_happened_when_police_say_and_was_learned_now(cast):
    suspect = authorised(cast)

    entry = record(cast, suspect, stories.THEFT)

    charge = ChargeRecord.objects.get()
    assert (entry.at, entry.recorded_at, entry.holder) == (FRIDAY_9AM, FRIDAY_2PM, "court")
    assert (charge.charged_at, charge.recorded_at, charge.recorded_by) == (FRIDAY_9AM, FRIDAY_2PM, cast.builder)
    assert charge.decision.result == Result.CHARGE_FULL


@pytest.mark.parametrize(
    ("charged_at", "code"),
    [(FRIDAY_2PM + timedelta(minutes=1), "future"), (THURSDAY_9AM - timedelta(minutes=1), "before_authority")],
)
def test_a_charge_is_neither_to_come_nor_before_its_authority(cast, charged_at, code):
    suspect = authorised(cast)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        record(cast, suspect, stories.THEFT, charged_at=charged_at)

    assert [reason.code for reason in refusal.value.verdict.reasons] == [code]


def test_a_charge_in_the_minute_of_its_authority_is_after_it(cast):
    consultation = stories.accepted_case(cast)
    stories.complete_review(consultation, [stories.charge_outcome()], at=THURSDAY_9AM + timedelta(seconds=40))

    assert record(cast, consultation.case_file.suspects.get(number=1), stories.THEFT, charged_at=THURSDAY_9AM)


def test_a_charge_of_nothing_is_no_charge(cast):
    suspect = stories.authorised_case(cast)

    with nothing_changes(), pytest.raises(Refused, match="at least one offence"):
        record(cast, suspect)


@pytest.mark.parametrize(
    "story", [stories.ready_case, stories.submitted_case, stories.accepted_case, stories.nfa_case, stories.charged_case]
)
def test_only_a_suspect_who_was_authorised_can_be_charged(cast, story):
    told = story(cast)
    suspect = getattr(told, "case_file", told).suspects.get(number=1)

    with nothing_changes(), pytest.raises(WrongStatus, match="cannot record a charge now"):
        record(cast, suspect, stories.THEFT, charged_at=FRIDAY_2PM)


@pytest.mark.parametrize("person", ["prosecutor", "legal_manager", "assistant", "police_manager"])
def test_the_cps_never_charges(cast, person):
    suspect = stories.authorised_case(cast)

    with nothing_changes(), pytest.raises(NotPermitted):
        record(cast, suspect, stories.THEFT, by=getattr(cast, person))


def test_one_suspect_is_charged_while_the_other_still_waits(cast):
    suspect = stories.charged_case(cast)

    other = suspect.case_file.suspects.get(number=2)
    assert other.status == "authorised"
    assert CaseEvent.objects.get(type="charging.suspect_charged").suspect_ids == [suspect.pk]
