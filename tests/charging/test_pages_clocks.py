"""The page of clocks and its forms; pages read the true clock, so what they record happened a little while ago."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casework.models import Bail, CustodyBasis, Detention, Extension, Suspect
from casework.rules.clocks import since
from charging.lifecycle import Stream
from charging.models import Submission, SuspectStream
from charging.queries.clocks.due import Due
from charging.queries.clocks.page import ClockRow
from foundation.clocks import Pause
from foundation.periods import LONDON
from foundation.wording import when
from tests import custody_acts, stories
from tests.clock import FRIDAY_9AM, MONDAY_9AM
from tests.unchanged import nothing_changes

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def words(response):
    return " ".join(response.content.decode().split())


def typed(name, instant):
    """A date and time as its boxes send it."""
    moment = instant.astimezone(LONDON)
    return {
        f"{name}_day": str(moment.day),
        f"{name}_month": str(moment.month),
        f"{name}_year": str(moment.year),
        f"{name}_time": f"{moment:%H:%M}",
    }


@pytest.fixture
def now():
    return datetime.now(LONDON).replace(second=0, microsecond=0)


@pytest.fixture
def case_file(client, cast):
    client.force_login(cast.builder)
    return stories.ready_case(cast)


def address(case_file, act=""):
    suspect = case_file.suspects.get(number=1)
    return f"/case-files/{case_file.slug}/" + (f"suspects/{suspect.pk}/clocks/{act}/" if act else "clocks/")


def test_a_detention_is_recorded_reviewed_extended_and_ended_without_a_script(client, case_file, now):
    began = now - 5 * HOUR
    client.post(address(case_file, "detain"), typed("relevant_at", began) | {"station": "Guildford"})
    row = Detention.objects.get()
    review = typed("reviewed_at", now - 2 * HOUR) | {
        "rank": "inspector",
        "reviewer": "Insp Test",
        "version": row.version,
    }
    client.post(address(case_file, "review"), review)
    row.refresh_from_db()
    more = typed("agreed_on", now - HOUR) | {
        "limit": "detention_extended",
        "rank": "superintendent",
        "agreed_by": "Supt Test",
        "reason": "Results are due.",
        "version": row.version,
    }
    client.post(address(case_file, "extend"), more)

    page = words(client.get(address(case_file)))

    assert Extension.objects.get().new_deadline == began + 36 * HOUR
    assert f"First: {when(began + 24 * HOUR)}" in page
    assert "Agreed by Supt Test, superintendent" in page
    assert "Detention ends in more than 3 hours · police" in page
    assert "Police and Criminal Evidence Act 1984, section 42" in page
    assert "Reviewed" in page
    row.refresh_from_db()
    client.post(address(case_file, "release"), typed("ended_at", now) | {"ended": "rui", "version": row.version})
    assert case_file.suspects.get(number=1).custody_basis == CustodyBasis.RUI
    assert "No clock runs." in words(client.get(address(case_file)))


def test_the_clock_is_stopped_and_started_again(client, case_file, now):
    client.post(address(case_file, "detain"), typed("relevant_at", now - 5 * HOUR) | {"station": "Guildford"})
    client.post(address(case_file, "pause"), typed("starts_at", now - 4 * HOUR) | {"kind": "hospital", "version": 1})
    assert "Stands still" in words(client.get(address(case_file)))

    client.post(address(case_file, "resume"), typed("ends_at", now - 2 * HOUR) | {"version": 2})

    assert f"{when(now + 21 * HOUR)}" in words(client.get(address(case_file)))


def test_bail_is_recorded_extended_and_ended(client, case_file, now):
    granted = now - 48 * HOUR
    client.post(address(case_file, "grant-bail"), typed("granted_at", granted) | {"conditions": "Live at home."})
    row = Bail.objects.get()
    more = typed("agreed_on", now - HOUR) | {
        "limit": "bail_inspector",
        "rank": "inspector",
        "agreed_by": "Insp Test",
        "reason": "Telephones are examined.",
        "version": row.version,
    }
    client.post(address(case_file, "extend-bail"), more)
    page = words(client.get(address(case_file)))
    assert "Live at home." in page
    assert "Pre-charge bail, extended by an inspector" in page

    row.refresh_from_db()
    client.post(address(case_file, "end-bail"), typed("ended_at", now) | {"ended": "absconded", "version": row.version})

    assert Suspect.objects.get(case_file=case_file, number=1).custody_basis == CustodyBasis.AT_LARGE


def test_what_is_refused_stands_in_the_form_with_every_reason(client, case_file, now):
    asked = typed("relevant_at", now + 5 * HOUR) | {"station": "Guildford"}

    with nothing_changes():
        response = client.post(address(case_file, "detain"), asked)

    assert response.status_code == 422
    assert "The relevant time must be now or earlier." in words(response)
    assert 'value="Guildford"' in words(response)


def test_whoever_comes_second_sees_who_was_first_and_may_decide_again(client, cast, case_file, now):
    client.post(address(case_file, "detain"), typed("relevant_at", now - 5 * HOUR) | {"station": "Guildford"})
    row = Detention.objects.get()
    custody_acts.review(cast, case_file, by=cast.second_builder, at=now - HOUR)
    said = typed("ended_at", now) | {"ended": "rui", "version": row.version}

    response = client.post(address(case_file, "release"), said)

    assert response.status_code == 422
    assert str(cast.second_builder) in words(response)
    assert client.post(address(case_file, "release"), said | {"version": row.version + 1}).status_code == 302


def test_of_nothing_on_record_nothing_is_recorded(client, case_file):
    for act in ("review", "extend", "pause", "resume", "release", "extend-bail", "end-bail"):
        assert client.get(address(case_file, act)).status_code == 302
    assert client.get(address(case_file, "forget")).status_code == 404


def test_the_cps_reads_the_clocks_and_records_none(client, cast):
    sent = stories.submitted_case(cast)
    client.force_login(cast.prosecutor)

    page = words(client.get(address(sent.case_file)))

    assert "Charging decision" in page
    assert "Record a detention" not in page
    assert client.get(address(sent.case_file, "detain")).status_code == 403
    assert "Change how urgent the decision is" in page


def test_the_stream_of_one_suspect_is_changed_with_a_reason(client, cast):
    sent = stories.submitted_case(cast)
    suspect = sent.case_file.suspects.get(number=2)
    client.force_login(cast.assistant)
    page = f"/case-files/{sent.case_file.slug}/suspects/{suspect.pk}/stream/"

    client.post(page, {"stream": "green_priority", "reason": "risk", "note": "", "version": 1})
    late = client.post(page, {"stream": "green", "reason": "mistake", "note": "", "version": 1})

    assert SuspectStream.objects.get(suspect=suspect).stream == Stream.GREEN_PRIORITY
    assert late.status_code == 422
    assert str(cast.assistant) in words(late)


def test_a_file_is_sent_with_another_stream_for_one_suspect(client, cast, case_file):
    second = case_file.suspects.get(number=2)
    page = f"/case-files/{case_file.slug}/send-to-supervisor/"
    form = client.get(page).context["form"]
    assert f"stream_{second.pk}" in form.fields
    boxes = {row.field: "Not there yet." for row in form.warnings}
    said = {"purpose": "charging", "stream": "green", f"stream_{second.pk}": "green_priority"}

    client.post(page, boxes | said | {"seen": form["seen"].value(), "typed_over": form["typed_over"].value()})

    assert Submission.objects.get().stream == Stream.GREEN_PRIORITY
    assert list(SuspectStream.objects.order_by("suspect__number").values_list("stream", flat=True)) == [
        "green",
        "green_priority",
    ]


def test_the_page_asks_no_more_of_the_database_for_more_suspects(client, cast):
    def queries(count, number):
        names = [(f"Alder{place}", "Test") for place in range(count)]
        case_file = stories.ready_case(cast, urn=stories.a_urn(number), names=names, at=MONDAY_9AM)
        client.force_login(cast.builder)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address(case_file)).status_code == 200
        return len(asked)

    few = queries(2, 1)
    assert few == queries(8, 2)
    assert few <= 15


def test_bail_that_nobody_recorded_is_said_to_be_missing_until_it_is(client, case_file, now):
    missing = "When bail began is not on record, so its clock cannot be shown."
    assert missing in words(client.get(address(case_file)))

    client.post(address(case_file, "grant-bail"), typed("granted_at", now - HOUR))

    first = words(client.get(address(case_file)))
    assert Bail.objects.count() == 1
    assert first.count(missing) == case_file.suspects.count() - 1


def row_of(code, *pauses):
    return ClockRow(replace(since(code, FRIDAY_9AM), pauses=pauses), Due(), by_hour=False)


def test_a_clock_that_stood_still_within_one_minute_is_not_said_to_have_stood_still():
    blink = Pause(FRIDAY_9AM, FRIDAY_9AM + timedelta(seconds=59))
    minute = Pause(FRIDAY_9AM + HOUR, FRIDAY_9AM + HOUR + timedelta(minutes=1))
    goes_on = Pause(FRIDAY_9AM + 2 * HOUR, None)
    assert row_of("bail_first", blink, minute, goes_on).pauses == [minute, goes_on]


@pytest.mark.parametrize(
    ("code", "rule", "to_be_confirmed"),
    [
        ("bail_first", "Police, Crime, Sentencing and Courts Act 2022", False),
        ("bail_court", "Police and Criminal Evidence Act 1984, sections 47ZF and 47ZG", True),
        ("summary_limit_domestic", "Criminal Justice Act 1988, section 39A", True),
        ("second_triage", "", True),
        ("decide_green_priority", "", True),
    ],
)
def test_of_a_limit_that_is_to_be_confirmed_only_the_law_is_told(code, rule, to_be_confirmed):
    row = row_of(code)
    assert (row.rule, row.to_be_confirmed) == (rule, to_be_confirmed)


def test_officers_are_not_told_how_we_read_a_rule(client, cast):
    sent = stories.submitted_case(cast, stream=Stream.GREEN_PRIORITY)
    client.force_login(cast.builder)
    page = words(client.get(address(sent.case_file)))
    assert page.count("This limit is to be confirmed") == sent.suspects.count()
    for ours in ("Our reading", "practitioners", "own knowledge", "own proposal"):
        assert ours not in page
