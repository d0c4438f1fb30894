"""Notices: who is told of what, once, and never of their own acts."""

import pytest

from casework.models import Notice
from charging.operations import notices
from tests import stories
from tests.clock import FRIDAY_2PM

pytestmark = pytest.mark.django_db


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("at", "id").values_list("text", flat=True))


def test_people_are_told_once_and_never_of_their_own_acts(cast):
    stories.answered_case(cast)
    assert notices.deliver(at=FRIDAY_2PM) > 0
    assert notices.deliver(at=FRIDAY_2PM) == 0
    reference = "45AD 12345/26"
    assert told(cast.supervisor) == [f"{reference}: supervisor sign-off needed"]
    assert told(cast.builder) == [f"{reference}: CPS triage completed", f"{reference}: action plan answers needed"]
    assert told(cast.prosecutor) == [
        f"{reference}: review allocated to you",
        f"{reference}: action plan answers returned",
    ]


def test_more_than_the_limit_is_delivered_in_turns(cast):
    stories.submitted_case(cast)
    assert notices.deliver(at=FRIDAY_2PM, limit=2) == 2
    assert notices.deliver(at=FRIDAY_2PM) > 0
