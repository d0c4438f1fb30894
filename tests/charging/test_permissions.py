"""Who may take which step, and that a refused step leaves no trace."""

import pytest
from django.db import transaction

from casework import events
from casework.models import CaseEvent, OutboxEntry
from foundation.verdicts import NotPermitted, Refused
from tests.acts import ACTS, CHARGING_ACTS, EVERYBODY
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
every_act = pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)


class LedgerBroken(Exception):
    """Stands for a ledger that cannot be written."""


def try_out(act, cast, thing, person):
    """Do an act and take it back."""
    with transaction.atomic():
        act.run(cast, thing, by=person)
        transaction.set_rollback(True)


@every_act
def test_each_act_is_open_to_its_own_people_and_a_refusal_to_all_others_changes_nothing(cast, act):
    thing = act.story(cast)

    with nothing_changes():
        for name in sorted(act.allowed):
            try_out(act, cast, thing, getattr(cast, name))
        for name in sorted(EVERYBODY - act.allowed):
            with pytest.raises(NotPermitted) as refusal:
                act.run(cast, thing, by=getattr(cast, name))
            assert str(refusal.value)


def broken(*args, **kwargs):
    """Fail as a ledger that cannot be written would."""
    raise LedgerBroken


@every_act
def test_each_act_stands_with_its_events_owed_to_every_subscriber_or_not_at_all(cast, act, monkeypatch):
    thing = act.story(cast)
    with monkeypatch.context() as patch, nothing_changes():
        patch.setattr(events, "record", broken)
        patch.setattr(events, "record_each", broken)
        with pytest.raises(LedgerBroken):
            act.run(cast, thing)
    before = set(CaseEvent.objects.values_list("pk", flat=True))

    entry = act.run(cast, thing)

    doer = getattr(cast, act.by)
    stored = CaseEvent.objects.get(pk=entry.pk)
    assert (stored.type, stored.by_id, stored.at, stored.recorded_at) == (act.event, doer.pk, act.at, act.at)
    assert (stored.actor_org, stored.actor_role) == (doer.side, doer.grants[0].role)
    assert (stored.force, stored.police_unit, stored.cps_area) == ("45", "45AD", "south-east")
    fresh = set(CaseEvent.objects.values_list("pk", flat=True)) - before
    owed = OutboxEntry.objects.filter(event_id__in=fresh, delivered_at__isnull=True)
    expected = sorted((key, name) for key in fresh for name in events.SUBSCRIBERS)
    assert sorted(owed.values_list("event_id", "subscriber")) == expected


@pytest.mark.parametrize(
    "act",
    [act for act in CHARGING_ACTS.values() if not act.repeatable],
    ids=[name for name, act in CHARGING_ACTS.items() if not act.repeatable],
)
def test_a_step_that_was_taken_cannot_be_taken_again(cast, act):
    thing = act.story(cast)
    act.run(cast, thing)

    with nothing_changes(), pytest.raises(Refused) as refusal:
        act.run(cast, thing)

    assert not isinstance(refusal.value, NotPermitted)


def test_a_supervisor_cannot_sign_off_what_they_prepared_themselves(cast):
    case_file = CHARGING_ACTS["send_to_supervisor"].story(cast)
    CHARGING_ACTS["send_to_supervisor"].run(cast, case_file, by=cast.supervisor)

    with nothing_changes(), pytest.raises(NotPermitted, match="someone else must sign it off"):
        CHARGING_ACTS["sign_off"].run(cast, case_file.submissions.get())


def test_a_review_goes_only_to_somebody_who_reviews_in_the_area(cast):
    consultation = CHARGING_ACTS["allocate"].story(cast)

    for person in (cast.assistant, cast.builder, cast.outside_prosecutor):
        with nothing_changes(), pytest.raises(NotPermitted, match="does not review files"):
            CHARGING_ACTS["take"].do(cast, consultation, by=person, at=CHARGING_ACTS["take"].at)


def test_a_review_that_is_not_ones_own_must_be_taken_first(cast):
    consultation = CHARGING_ACTS["complete"].story(cast)

    with nothing_changes(), pytest.raises(NotPermitted, match="Take the review first"):
        CHARGING_ACTS["complete"].run(cast, consultation, by=cast.second_prosecutor)
