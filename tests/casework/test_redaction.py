"""Redaction: whether it is needed is asked first, stage by stage; what it took can be counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import CaseEvent, Material, Redaction, RedactionStage
from casework.operations import material, redaction
from casework.operations.redaction import RedactionAnswer
from foundation.verdicts import Conflict, NotPermitted, Refused
from tests import stories
from tests.clock import FRIDAY_2PM, MONDAY_4PM, MONDAY_9AM, TUESDAY_9AM
from tests.factories import a_pdf
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


# --- many items on one page ---------------------------------------------------------------------------------------


def add(cast, case_file, title, **more):
    details = material.MaterialDetails(kind="exhibit", title=title, **more)
    by = cast.supervisor if more else cast.builder
    entry = material.attach(
        case_file=case_file, details=details, upload=a_pdf(f"{title}.pdf", says=title), by=by, at=MONDAY_9AM
    )
    return Material.objects.get(pk=entry.details["material_id"])


def many(case_file, stage="court"):
    return reverse("casework:material_redactions", args=[case_file.slug, stage])


def row(item, version=0, **said):
    return {f"item-{item.pk}-{name}": value for name, value in ({"version": version} | said).items()}


def needs(stage="court"):
    return dict(Redaction.objects.filter(stage=stage).values_list("material_id", "need"))


def test_many_items_are_answered_with_one_press_and_those_left_alone_stay_open(cast, item, client):
    second, third = (add(cast, item.case_file, title) for title in ("Second", "Third"))
    client.force_login(cast.builder)
    listed = client.get(reverse("casework:material_list", args=[item.case_file.slug])).content.decode()
    assert many(item.case_file) in listed
    assert client.get(many(item.case_file, "nonsense")).status_code == 404
    sent = row(item, need="not_needed") | row(second, need="needed", reason="Her address", minutes="7", done="on")

    assert client.post(many(item.case_file), sent | row(third, need="")).status_code == 302

    assert needs() == {item.pk: "not_needed", second.pk: "needed"}
    assert CaseEvent.objects.filter(type="casework.redaction_recorded").count() == 2
    assert Redaction.objects.get(material=second).minutes == 7
    assert not needs("charging")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"need": "needed"}, "Say what has to be redacted, and why."),
        ({"need": "", "reason": "Typed"}, "Say whether it is needed"),
        ({"need": "needed", "reason": "Typed", "done": "on"}, "Say how many minutes it took."),
    ],
)
def test_a_refused_row_saves_none_and_loses_nothing(cast, item, client, said, why):
    second = add(cast, item.case_file, "Second")
    client.force_login(cast.builder)

    with nothing_changes():
        answer = client.post(many(item.case_file), row(item, need="unknown") | row(second, **said))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert said.get("reason", "") in page


def test_a_row_that_another_answered_shows_theirs_and_saves_none(cast, item, client):
    second = add(cast, item.case_file, "Second")
    record(cast, item, stage="court", reason="A child", by=cast.second_builder)
    client.force_login(cast.builder)
    sent = row(item, need="needed", reason="My words") | row(second, need="not_needed")

    page = client.post(many(item.case_file), sent).content.decode()

    assert "A child" in page
    assert "My words" in page
    assert needs() == {item.pk: "needed"}
    assert f'name="item-{item.pk}-version" value="1"' in page
    assert client.post(many(item.case_file), sent | row(item, 1, need="needed", reason="My words")).status_code == 302
    assert Redaction.objects.get(material=item).reason == "My words"
    assert needs() == {item.pk: "needed", second.pk: "not_needed"}


def test_an_item_that_was_withdrawn_meanwhile_is_said_and_what_was_typed_stays(cast, item, client):
    material.withdraw(item=item, expected_version=item.version, by=cast.second_builder, at=TUESDAY_9AM)
    client.force_login(cast.builder)

    page = client.post(many(item.case_file), row(item, need="needed", reason="My words")).content.decode()

    assert "withdrawn already" in page
    assert "My words" in page
    assert needs() == {}


def test_sensitive_items_are_neither_shown_nor_answered_by_who_may_not_know_of_them(cast, item, client):
    secret = add(cast, item.case_file, "Informant record", sensitive=True)
    client.force_login(cast.builder)

    assert "Informant record" not in client.get(many(item.case_file)).content.decode()
    page = client.post(many(item.case_file), row(secret, need="unknown") | row(item, need="unknown"), follow=True)
    assert "Informant record" not in page.content.decode()
    assert needs() == {item.pk: "unknown"}
    client.force_login(cast.prosecutor)
    assert client.post(many(item.case_file), row(item, 1, need="not_needed")).status_code in {403, 404}


def test_the_page_reads_the_same_few_queries_however_many_items_it_has(cast, item, client):
    client.force_login(cast.builder)
    counts = []
    for titles in (["One"], [f"Number {number}" for number in range(22)]):
        for title in titles:
            add(cast, item.case_file, title)
        client.get(many(item.case_file))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(many(item.case_file)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15
    second = client.get(many(item.case_file) + "?page=2").content.decode()
    assert "Save and go on" in client.get(many(item.case_file)).content.decode()
    assert second.count("<fieldset") > 0
