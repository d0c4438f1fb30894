"""Redaction: whether it is needed is asked first, stage by stage; what it took can be counted."""

import pytest
from django.urls import reverse

from casework.models import CaseEvent, Material, Redaction, RedactionStage
from casework.operations import redaction
from casework.operations.redaction import RedactionAnswer
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, MONDAY_4PM, TUESDAY_9AM
from tests.unchanged import nothing_changes


@pytest.fixture
def item(cast):
    return Material.objects.get(case_file=stories.ready_case(cast))


def record(cast, item, *, version=0, by=None, at=MONDAY_4PM, **said):
    answer = RedactionAnswer(**({"stage": "charging", "need": "needed", "reason": "Neighbours' addresses"} | said))
    return redaction.record(item=item, answer=answer, expected_version=version, by=by or cast.builder, at=at)


def test_the_answer_and_the_minutes_are_an_event(cast, item):
    entry = record(cast, item, minutes=25, done=True)

    row = Redaction.objects.get()
    assert (row.need, row.minutes, row.done_at, row.version, row.changed_by) == (
        "needed", 25, MONDAY_4PM, 1, cast.builder,
    )  # fmt: skip
    assert entry.type == "casework.redaction_recorded"
    assert entry.details == entry.details | {"stage": "charging", "need": "needed", "minutes": 25, "done": True}
    assert "addresses" not in str(entry.details)


def test_minutes_are_all_that_was_spent_so_the_last_event_of_a_stage_is_the_figure(cast, item):
    record(cast, item, minutes=10)
    record(cast, item, minutes=25, version=1, done=True, at=TUESDAY_9AM)

    told = CaseEvent.objects.filter(type="casework.redaction_recorded").order_by("seq")
    assert [entry.details["minutes"] for entry in told] == [10, 25]
    assert record(cast, item, minutes=25, version=2, done=True) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reason": " "}, "what has to be redacted, and why"),
        ({"need": "not_needed", "done": True}, "Only redaction that is needed"),
        ({"done": True}, "how many minutes"),
        ({"minutes": -1}, "between 0 and"),
        ({"minutes": 10**6}, "between 0 and"),
    ],
)
def test_half_an_answer_is_refused(cast, item, said, why):
    with nothing_changes(), pytest.raises(Refused, match=why):
        record(cast, item, **said)


@pytest.mark.parametrize("need", ["not_needed", "unknown"])
def test_not_needed_and_not_known_are_answers_that_need_no_reason(cast, item, need):
    assert record(cast, item, need=need, reason="")


def test_stages_are_answered_apart(cast, item):
    for stage in RedactionStage.values:
        record(cast, item, stage=stage, need="not_needed", reason="")

    assert Redaction.objects.count() == 3


def test_of_two_who_answer_the_second_sees_the_first(cast, item):
    record(cast, item, minutes=1)

    with nothing_changes(), pytest.raises(Conflict):
        record(cast, item, minutes=2, by=cast.second_builder)


def test_it_is_recorded_after_the_charge_too_but_only_by_police_who_build(cast, item):
    stories.charged_case(cast, urn=stories.a_urn(5))
    charged = Material.objects.exclude(pk=item.pk).get()

    assert record(cast, charged, stage="court", minutes=5, done=True, at=FRIDAY_2PM)
    with nothing_changes(), pytest.raises(NotPermitted):
        record(cast, charged, version=1, by=cast.prosecutor)


def test_the_page_asks_whether_first_and_shows_every_answer(cast, item, client):
    client.force_login(cast.builder)
    address = reverse("casework:material_redaction", args=[item.case_file.slug, item.pk, "charging"])
    page = client.get(address).content.decode()
    assert page.index("Is redaction needed before the charging decision?") < page.index("What has to be redacted")
    assert "checked" not in page

    done = client.post(
        address, {"need": "needed", "reason": "Addresses", "minutes": "12", "done": "on", "version": 0}, follow=True
    ).content.decode()

    assert "Done, 12 min" in done
    assert done.count("Not answered") == 2
    listed = client.get(reverse("casework:material_list", args=[item.case_file.slug])).content.decode()
    assert "charging decision 12 minutes" in listed
    assert client.get(address.replace("charging", "nonsense")).status_code == 404
