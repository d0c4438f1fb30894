"""When somebody is mailed, and how fast mails leave; compared with the clock on a wall in London."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casework.models import MailChoice, NoticePreference
from casework.rules import mailing
from foundation.periods import LONDON
from foundation.working_days import Calendar, bundled
from tests.clock import FRIDAY_2PM, MONDAY_9AM

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SPRING, AUTUMN = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)
EASTER, NEW_YEAR = datetime(2026, 4, 2, 16, tzinfo=UTC), datetime(2026, 12, 30, 23, 30, tzinfo=UTC)
EVERY_DAY = Calendar(frozenset())
MOST_A_MINUTE = 3_000

moments = st.builds(
    lambda anchor, minutes: anchor + minutes * MINUTE,
    st.sampled_from([SPRING, AUTUMN, EASTER, NEW_YEAR]),
    st.integers(-3000, 6000),
)
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))


def wishes(choice=MailChoice.DIGEST, at=time(8), working_days_only=True):
    return NoticePreference(choice=choice, digest_at=at, working_days_only=working_days_only)


def on_the_wall(moment):
    """What clock and calendar show in London: nothing is worked out with them here."""
    local = moment.astimezone(LONDON)
    return local.date(), local.time().replace(tzinfo=None)


def walked(after, preference, calendar):
    """Go minute by minute until the clock on the wall first shows the time of day, or has just passed over it."""
    moment = after + MINUTE
    while True:
        today, clock = on_the_wall(moment)
        _, before = on_the_wall(moment - MINUTE)
        shows = clock == preference.digest_at and not moment.astimezone(LONDON).fold
        leapt = before < preference.digest_at < clock and (moment - MINUTE).astimezone(LONDON).date() == today
        if (shows or leapt) and (not preference.working_days_only or calendar.is_working_day(today)):
            return moment
        moment += MINUTE


@given(moments, clocks, st.booleans())
@example(SPRING, time(1, 30), False)
@example(AUTUMN, time(1, 30), False)
@example(EASTER, time(8), True)
def test_the_next_summary_is_when_the_clock_on_the_wall_says_so(after, clock, working_days_only):
    preference = wishes(at=clock, working_days_only=working_days_only)
    found = mailing.next_digest(after, preference, bundled())
    expected = walked(after, preference, bundled())

    # Where the clocks go forward over it, the summary comes within the hour that they leap.
    assert timedelta(0) <= found - expected < timedelta(hours=1)
    assert found == expected or on_the_wall(expected)[1] != clock


@given(moments, clocks, st.booleans())
def test_every_day_has_one_summary_also_where_the_clocks_change(after, clock, working_days_only):
    preference = wishes(at=clock, working_days_only=working_days_only)
    days, moment = [], after
    for _ in range(5):
        moment = mailing.next_digest(moment, preference, bundled())
        days.append(on_the_wall(moment)[0])

    assert days == sorted(set(days))
    between = [days[0] + number * DAY for number in range((days[-1] - days[0]).days + 1)]
    assert days == [day for day in between if not working_days_only or bundled().is_working_day(day)]


@pytest.mark.parametrize(
    ("after", "clock", "expected"),
    [
        (datetime(2026, 3, 29, 0, tzinfo=UTC), time(8), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (datetime(2026, 3, 29, 0, tzinfo=UTC), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (datetime(2026, 10, 24, 23, tzinfo=UTC), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), time(1, 30), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_summary_on_the_days_on_which_the_clocks_change(after, clock, expected):
    preference = wishes(at=clock, working_days_only=False)
    assert mailing.next_digest(after, preference, EVERY_DAY) == expected


def test_a_weekend_and_a_bank_holiday_have_no_summary_unless_wanted():
    thursday = datetime(2026, 4, 2, 12, tzinfo=LONDON)
    assert on_the_wall(mailing.next_digest(thursday, wishes(), bundled()))[0] == date(2026, 4, 7)
    daily = wishes(working_days_only=False)
    assert on_the_wall(mailing.next_digest(thursday, daily, bundled()))[0] == date(2026, 4, 3)


@pytest.mark.parametrize(
    ("choice", "urgent", "expected"),
    [
        (MailChoice.DIGEST, True, FRIDAY_2PM),
        (MailChoice.DIGEST, False, datetime(2026, 3, 9, 8, tzinfo=LONDON)),
        (MailChoice.INSTANT, True, FRIDAY_2PM),
        (MailChoice.INSTANT, False, FRIDAY_2PM),
        (MailChoice.NONE, True, None),
        (MailChoice.NONE, False, None),
    ],
)
def test_when_a_notice_is_mailed_follows_from_the_choice_and_from_its_urgency(choice, urgent, expected):
    assert mailing.mail_at(wishes(choice), urgent=urgent, at=FRIDAY_2PM) == expected


def test_whoever_has_chosen_nothing_gets_urgent_notices_at_once_and_the_rest_at_8_on_working_days():
    default = NoticePreference()
    assert (default.choice, default.digest_at, default.working_days_only) == (MailChoice.DIGEST, time(8), True)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=400))
def test_in_no_minute_more_mails_leave_than_the_mail_service_takes(pauses):
    held = mailing.pace(MONDAY_9AM)
    tokens, filled, moment, left = float(held.burst), MONDAY_9AM, MONDAY_9AM, []
    for pause in pauses:
        moment += timedelta(seconds=pause)
        tokens, filled = mailing.refilled(tokens, filled, moment, held), moment
        taken = int(tokens)  # the greediest of workers
        tokens -= taken
        left.append((moment, taken))

    for start, _ in left:
        assert sum(taken for at, taken in left if start <= at < start + MINUTE) < MOST_A_MINUTE


def test_a_clock_that_goes_back_gives_nothing_and_takes_nothing():
    held = mailing.pace(MONDAY_9AM)
    assert mailing.refilled(3.0, MONDAY_9AM, MONDAY_9AM - MINUTE, held) == 3.0


def test_a_mail_is_tried_six_times_further_and_further_apart():
    pauses = [mailing.retry_at(attempts, MONDAY_9AM) for attempts in range(1, 7)]
    assert pauses[-1] is None
    assert pauses[:-1] == sorted(pauses[:-1])
    assert mailing.pace(MONDAY_9AM).tries == 6


def test_what_became_of_a_mail_is_asked_until_notify_is_sure_of_it():
    moment, checks = MONDAY_9AM, 0
    while (following := mailing.check_at(checks, moment)) is not None:
        moment, checks = following, checks + 1
    assert moment - MONDAY_9AM > timedelta(hours=72)


def test_before_the_first_edition_nothing_says_how_mails_are_sent():
    with pytest.raises(LookupError):
        mailing.pace(datetime(2020, 1, 1, tzinfo=LONDON))
