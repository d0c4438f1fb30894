from datetime import UTC, date, datetime

import pytest

from web.dates import GovukDateField, GovukDateTimeField
from web.forms import GovukForm


class Dated(GovukForm):
    born_on = GovukDateField(label="Date of birth")


class Timed(GovukForm):
    arrested_at = GovukDateTimeField(label="Date of arrest", required=False)


def typed(name, *parts):
    return dict(zip((f"{name}_day", f"{name}_month", f"{name}_year", f"{name}_time"), parts, strict=False))


@pytest.mark.parametrize(
    "data",
    [
        typed("born_on", "27", "3", "1987"),
        typed("born_on", "27", "Mar", "1987"),
        typed("born_on", " 27", "march ", "1987"),
        typed("born_on", "1987-03-27", "", ""),
        {"born_on": "1987-03-27"},
    ],
)
def test_a_date_is_read_however_it_is_typed(data):
    form = Dated(data)

    assert form.is_valid()
    assert form.cleaned_data["born_on"] == date(1987, 3, 27)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        (("", "", ""), "Enter date of birth"),
        (("27", "", "1987"), "Date of birth must include a month"),
        (("", "", "1987"), "Date of birth must include a day and month"),
        (("31", "2", "1987"), "Date of birth must be a real date"),
        (("x", "2", "1987"), "Date of birth must be a real date"),
        (("1", "Smarch", "1987"), "Date of birth must be a real date"),
        (("27", "3", "87"), "Year in date of birth must have 4 numbers"),
    ],
)
def test_what_is_wrong_with_a_date_is_named_and_kept(parts, message):
    form = Dated(typed("born_on", *parts))

    assert form.errors["born_on"] == [message]
    assert all(f'value="{part}"' in str(form) for part in parts if part)


@pytest.mark.parametrize("clock", ["14:30", "1430", "14.30", "2:30pm", "2.30 pm", "2:30 p.m."])
def test_a_time_is_read_however_it_is_typed(clock):
    form = Timed(typed("arrested_at", "1", "7", "2026", clock))

    assert form.is_valid(), form.errors
    assert form.cleaned_data["arrested_at"] == datetime(2026, 7, 1, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize("clock", ["25:00", "13pm", "noon", "12:61"])
def test_a_time_that_is_none_is_refused(clock):
    form = Timed(typed("arrested_at", "1", "7", "2026", clock))

    assert form.errors["arrested_at"] == ["Date of arrest must have a real time, like 2:30pm or 14:30"]


def test_twelve_in_the_morning_is_midnight():
    form = Timed(typed("arrested_at", "1", "12", "2026", "12am"))

    assert form.is_valid()
    assert form.cleaned_data["arrested_at"] == datetime(2026, 12, 1, tzinfo=UTC)


def test_a_time_that_the_clocks_skipped_is_refused():
    form = Timed(typed("arrested_at", "29", "3", "2026", "1:30"))

    assert form.errors["arrested_at"] == ["The clocks went forward then: that time did not exist"]


def test_nothing_typed_is_none_where_it_may_be():
    form = Timed({})

    assert form.is_valid()
    assert form.cleaned_data["arrested_at"] is None


def test_an_iso_instant_is_read_as_london_time():
    form = Timed({"arrested_at": "2026-07-01T14:30"})

    assert form.is_valid(), form.errors
    assert form.cleaned_data["arrested_at"] == datetime(2026, 7, 1, 13, 30, tzinfo=UTC)


def test_a_known_instant_is_spread_over_the_boxes_in_london():
    html = str(Timed(initial={"arrested_at": datetime(2026, 7, 1, 23, 30, tzinfo=UTC)}))

    assert 'name="arrested_at_day" value="2"' in html
    assert 'name="arrested_at_time" value="00:30"' in html


def test_an_unchanged_date_counts_as_unchanged():
    assert not Dated({"born_on": "1987-03-27"}, initial={"born_on": date(1987, 3, 27)}).has_changed()
