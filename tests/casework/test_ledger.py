"""The ledger only grows, in one chain a case; every type of event says what it stores."""

import dataclasses
import json
import types
import typing
from datetime import date, datetime

import pgtrigger
import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction

from casework import events
from casework.events import REGISTRY
from casework.lifecycle import STATUSES, Status
from casework.models import CaseEvent, CaseFile, Suspect
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, MONDAY_9AM, THURSDAY_9AM

# A row is true to the chain when its digest over what it says now, and the digest before it, is what it carries.
BROKEN = """
SELECT seq FROM (
    SELECT seq, hash, casework_event_digest(e, COALESCE(lag(hash) OVER (ORDER BY seq), ''::bytea)) AS proper
      FROM casework_caseevent e WHERE case_id = %s
) chain WHERE hash <> proper ORDER BY seq"""
TYPES = {int: 7, str: "word", bool: True, date: date(2026, 3, 2), datetime: MONDAY_9AM, types.NoneType: None}


def broken_links(case_id):
    """Return the places at which a case's chain does not hold."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN, [case_id])
        return [seq for (seq,) in cursor.fetchall()]


def a_value(annotation):
    """Make something of a type that a payload's field is declared to have."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is list:
        return [a_value(inner[0])]
    if origin is dict:
        return {a_value(inner[0]): a_value(inner[1])}
    return TYPES[inner[0] if inner else annotation]


@pytest.fixture
def told(cast):
    """Tell a whole story, and return its case."""
    return stories.charged_case(cast).case_file


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE casework_caseevent SET at = now()",
        "UPDATE casework_caseevent SET details = '{}' WHERE seq = 1",
        "DELETE FROM casework_caseevent WHERE seq = 1",
        "TRUNCATE casework_caseevent",
    ],
)
def test_the_database_refuses_every_change_of_what_was_written(told, change):
    before = list(CaseEvent.objects.values_list())

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert list(CaseEvent.objects.values_list()) == before


@pytest.mark.django_db
def test_the_orm_cannot_change_the_ledger_either(told):
    entry = CaseEvent.objects.first()
    entry.holder = "cps"

    for change in (entry.save, entry.delete, CaseEvent.objects.all().delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


@pytest.mark.django_db
def test_events_of_a_case_are_numbered_without_a_gap_and_chained(cast):
    cases = [stories.charged_case(cast, urn=stories.a_urn(number)).case_file for number in (1, 2)]

    for case_file in cases:
        numbers = list(CaseEvent.objects.filter(case_id=case_file.pk).values_list("seq", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert broken_links(case_file.pk) == []
    assert len(set(CaseEvent.objects.values_list("hash", flat=True))) == CaseEvent.objects.count()


@pytest.mark.django_db
def test_nobody_can_choose_an_events_place_or_digest(told):
    last = CaseEvent.objects.filter(case_id=told.pk).latest("seq")
    forged = CaseEvent.objects.get(pk=last.pk)
    forged.pk, forged.seq, forged.hash, forged.type = None, 1, b"forged", "casework.case_changed"
    forged._state.adding = True

    forged.save(force_insert=True)

    stored = CaseEvent.objects.filter(case_id=told.pk).latest("seq")
    assert (stored.seq, stored.type) == (last.seq + 1, "casework.case_changed")
    assert broken_links(told.pk) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE casework_caseevent SET at = at - interval '1 day' WHERE seq = 5",
        "UPDATE casework_caseevent SET holder = 'police' WHERE seq = 5",
        "UPDATE casework_caseevent SET by_id = by_id + 1 WHERE seq = 5",
        "UPDATE casework_caseevent SET details = details || '{\"a\": 1}' WHERE seq = 5",
        "UPDATE casework_caseevent SET suspect_ids = '{0}' WHERE seq = 5",
        "UPDATE casework_caseevent SET force = '46' WHERE seq = 5",
        "UPDATE casework_caseevent SET recorded_at = now() WHERE seq = 5",
    ],
)
def test_an_owner_who_passes_over_the_triggers_is_seen_where_it_was_done(told, tampering):
    with pgtrigger.ignore("casework.CaseEvent:append_only"), connection.cursor() as cursor:
        cursor.execute(tampering)

    assert broken_links(told.pk) == [5]


@pytest.mark.django_db
def test_an_event_taken_out_of_the_middle_is_seen(told):
    with pgtrigger.ignore("casework.CaseEvent:append_only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_caseevent WHERE seq = 5 AND case_id = %s", [told.pk])

    assert broken_links(told.pk) == [6]


@pytest.mark.django_db
def test_two_events_in_one_case_never_share_a_place(told):
    first = CaseEvent.objects.filter(case_id=told.pk).earliest("seq")
    first.pk, first._state.adding = None, True

    with (
        pgtrigger.ignore("casework.CaseEvent:chain"),
        pytest.raises(DatabaseError, match="events_of_a_case_form_one_chain"),
        transaction.atomic(),
    ):
        first.save(force_insert=True)


@pytest.mark.parametrize("payload", REGISTRY.values(), ids=REGISTRY)
def test_every_payload_comes_back_from_json_as_it_went_in(payload):
    hints = typing.get_type_hints(payload)
    fields = {field.name: a_value(hints[field.name]) for field in dataclasses.fields(payload)}
    said = payload(**fields)

    back = json.loads(json.dumps(dataclasses.asdict(said), cls=DjangoJSONEncoder))

    assert back.keys() == fields.keys()
    for name, value in fields.items():
        if isinstance(value, datetime):
            assert datetime.fromisoformat(back[name]) == value
        elif isinstance(value, date):
            assert date.fromisoformat(back[name]) == value
        else:
            assert back[name] == value


@pytest.mark.parametrize("payload", REGISTRY.values(), ids=REGISTRY)
def test_every_payload_is_frozen_registered_under_its_own_name_and_told_from_its_own_fields(payload):
    names = {field.name for field in dataclasses.fields(payload)}

    assert REGISTRY[payload.name] is payload
    assert payload.__dataclass_params__.frozen
    assert payload.says.format_map(dict.fromkeys(names, "x"))


def test_two_payloads_cannot_claim_one_name():
    with pytest.raises(ValueError, match="Two payloads claim"):
        events.event("casework.case_opened", says="Again")(type("Again", (events.Payload,), {}))


@pytest.mark.django_db
def test_an_event_that_happened_earlier_keeps_both_times(cast):
    suspect = stories.charged_case(cast, charged_at=THURSDAY_9AM, at=FRIDAY_2PM)

    entry = CaseEvent.objects.get(type="charging.suspect_charged")

    assert (entry.at, entry.recorded_at) == (THURSDAY_9AM, FRIDAY_2PM)
    assert list(events.ledger(suspect.case_file))[-1].type == "charging.suspect_charged"


@pytest.mark.django_db
def test_attribution_is_what_the_case_said_at_the_event_and_is_never_rewritten(cast):
    case_file = stories.submitted_case(cast).case_file
    CaseFile.objects.filter(pk=case_file.pk).update(police_unit=cast.organisations.other_unit)
    case_file = stories.fresh(case_file)

    later = events.record(
        events.CaseChanged(fields=["police_unit"]), case_file=case_file, by=cast.builder, at=FRIDAY_9AM
    )

    assert later.police_unit == "45CA"
    assert set(CaseEvent.objects.exclude(pk=later.pk).values_list("police_unit", flat=True)) == {"45AD"}


@pytest.mark.django_db
def test_an_event_of_the_service_itself_names_nobody(cast):
    case_file = stories.opened_case(cast)

    entry = events.record(events.CaseChanged(fields=[]), case_file=case_file, by=None, at=FRIDAY_9AM)

    assert (entry.actor_org, entry.actor_role, entry.by_id) == ("system", "", None)


@pytest.mark.django_db
def test_no_event_holds_a_name_or_free_text(cast):
    stories.answered_case(cast)
    private = ("Alder", "Birch", "Wensum", "tools", "footage may", "Checked against")

    for entry in CaseEvent.objects.all():
        assert not [word for word in private if word in json.dumps(entry.details)]


HOLDERS = {
    stories.ready_case: ["police"],
    stories.prepared_case: ["police"],
    stories.submitted_case: ["police", "cps"],
    stories.rejected_case: ["police", "cps", "police"],
    stories.accepted_case: ["police", "cps"],
    stories.action_plan_case: ["police", "cps", "police"],
    stories.answered_case: ["police", "cps", "police", "cps"],
    stories.nfa_case: ["police", "cps", "closed"],
    stories.authorised_case: ["police", "cps", "police_to_charge"],
    stories.charged_case: ["police", "cps", "police_to_charge", "court"],
}


def holders_of(suspect):
    """Return who held a suspect's file, one after the other."""
    rows = events.ledger(suspect.case_file).filter(suspect_ids__contains=[suspect.pk]).exclude(holder="")
    return list(rows.values_list("holder", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize(("story", "holders"), HOLDERS.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_the_holder_of_a_suspect_follows_the_story(cast, story, holders):
    story(cast)

    suspect = Suspect.objects.get(number=1)
    assert holders_of(suspect) == holders
    assert holders[-1] == STATUSES[Status(suspect.status)].holder
