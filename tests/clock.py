"""Named instants: one ordinary week in March 2026, with no bank holiday and no change of clocks in it."""

from datetime import date, datetime, timedelta

from foundation.periods import LONDON

MONDAY = date(2026, 3, 2)
MONDAY_9AM = datetime(2026, 3, 2, 9, tzinfo=LONDON)
MONDAY_4PM = datetime(2026, 3, 2, 16, tzinfo=LONDON)
TUESDAY_9AM = datetime(2026, 3, 3, 9, tzinfo=LONDON)
TUESDAY_2PM = datetime(2026, 3, 3, 14, tzinfo=LONDON)
TUESDAY_11PM = datetime(2026, 3, 3, 23, tzinfo=LONDON)
WEDNESDAY_2AM = datetime(2026, 3, 4, 2, tzinfo=LONDON)
WEDNESDAY_9AM = datetime(2026, 3, 4, 9, tzinfo=LONDON)
WEDNESDAY_2PM = datetime(2026, 3, 4, 14, tzinfo=LONDON)
THURSDAY_9AM = datetime(2026, 3, 5, 9, tzinfo=LONDON)
FRIDAY_9AM = datetime(2026, 3, 6, 9, tzinfo=LONDON)
FRIDAY_2PM = datetime(2026, 3, 6, 14, tzinfo=LONDON)
NEXT_MONDAY_9AM = datetime(2026, 3, 9, 9, tzinfo=LONDON)
IN_A_MONTH = (datetime.now(LONDON) + timedelta(days=30)).date().isoformat()
"""By the true clock, which the pages read: as a date is typed."""
