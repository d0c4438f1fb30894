"""A reader's own notices: told once, marked as read by a post, and never somebody else's."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.models import CaseEvent, CaseFile, Notice
from casework.operations.notices import mark_read
from charging.operations import notices
from tests import stories
from tests.clock import FRIDAY_2PM, FRIDAY_9AM, NEXT_MONDAY_9AM

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast):
    """Let a triage be noticed."""
    stories.rejected_case(cast)
    notices.deliver(at=FRIDAY_2PM)


def page(client, person):
    client.force_login(person)
    return client.get(reverse("casework:notices")).content.decode()


def test_a_notice_names_the_case_once_and_leads_to_it(cast, client, told):
    html = page(client, cast.builder)

    assert html.count("45AD 12345/26") == 1
    assert "rejected at CPS triage, respond by 16 March 2026" in html
    assert f'href="{reverse("charging:case_file_detail", args=[stories.URN])}"' in html


def test_a_notice_says_nothing_of_what_the_case_says(cast, client, told):
    html = page(client, cast.builder)

    assert not [word for word in ("Alder", "tools", "Wensum", "Not in the file") if word in html]


def test_nobody_reads_the_notices_of_somebody_else(cast, client, told):
    assert "Nothing yet" in page(client, cast.second_builder)
    assert "45AD" not in page(client, cast.outsider)


def test_looking_marks_nothing_as_read_and_the_button_marks_ones_own(cast, client, told):
    stories.send_to_supervisor(cast, stories.ready_case(cast, urn=stories.a_urn(2)))
    notices.deliver(at=FRIDAY_2PM)
    page(client, cast.builder)
    assert Notice.objects.filter(read_at__isnull=True).count() == 2

    response = client.post(reverse("casework:notices"))

    assert response.status_code == 302
    assert not Notice.objects.filter(read_at__isnull=True, recipient=cast.builder).exists()
    assert Notice.objects.get(read_at__isnull=True).recipient == cast.supervisor
    assert ">New<" not in page(client, cast.builder)


def test_what_was_read_keeps_the_time_at_which_it_was(cast, told):
    assert mark_read(by=cast.builder, at=FRIDAY_2PM) == 1
    assert mark_read(by=cast.builder, at=NEXT_MONDAY_9AM) == 0

    assert Notice.objects.get(recipient=cast.builder).read_at == FRIDAY_2PM


WORDS = "reminder: action plan not answered"


def reminded(cast, number, *, at=FRIDAY_9AM, words=WORDS, urgent=False):
    """Tell the builder the same of so many cases, as the service does in the morning."""
    case_file = stories.ready_case(cast, urn=stories.a_urn(1 + CaseFile.objects.count()))
    told = Notice.objects.values("event_id")
    events = CaseEvent.objects.filter(case_id=case_file.pk).exclude(pk__in=told).order_by("pk")[:number]
    rows = [
        Notice(
            event_id=event.pk,
            recipient=cast.builder,
            case_file=case_file,
            text=f"45AD {count:05}/26: {words}",
            at=at,
            kind="plan",
            urgent=urgent,
        )
        for count, event in enumerate(events)
    ]
    assert len(rows) == number
    return Notice.objects.bulk_create(rows)


def folds(html):
    return [" ".join(each.split()) for each in re.findall(r'id="together-[0-9]+">(.*?)</span></summary>', html, re.S)]


def test_more_than_five_that_say_the_same_on_one_day_are_one_fold_with_each_case_in_it(cast, client):
    rows = reminded(cast, 6)

    html = page(client, cast.builder)

    assert [re.sub(r"<[^>]+>", "", each) for each in folds(html)] == [
        "New Reminder: action plan not answered: 6 notices, 6 March 2026"
    ]
    assert html.count("45AD 0000") == len(rows)
    assert html.index("45AD 00005/26") < html.index("45AD 00000/26"), "the latest first"
    assert f">45AD 00005/26: {WORDS}<" not in html


@pytest.mark.parametrize(
    "second",
    [
        {"at": FRIDAY_9AM - timedelta(days=1)},
        {"words": "reminder: action item overdue"},
        {"urgent": True},
    ],
)
def test_of_another_day_in_other_words_or_urgent_they_are_not_alike(cast, client, second):
    reminded(cast, 3)
    reminded(cast, 3, **second)

    html = page(client, cast.builder)

    assert folds(html) == []
    assert html.count("/26: reminder") == 6


def test_a_day_is_that_of_london(cast, client):
    reminded(cast, 3, at=datetime(2026, 6, 1, 22, 59, tzinfo=UTC))
    reminded(cast, 3, at=datetime(2026, 6, 1, 23, 1, tzinfo=UTC))
    assert folds(page(client, cast.builder)) == []


def test_a_fold_is_read_at_once_without_what_came_since_and_without_the_rest(cast, client):
    reminded(cast, 6)
    others = reminded(cast, 1, words="ready to charge")
    html = page(client, cast.builder)
    like, seen = re.search(r'name="like" value="(\d+)"><input type="hidden" name="seen" value="(\d+)"', html).groups()
    since = reminded(cast, 1)

    client.post(reverse("casework:notices"), {"like": like, "seen": seen})

    unread = Notice.objects.filter(read_at__isnull=True, recipient=cast.builder)
    assert {row.pk for row in unread} == {others[0].pk, since[0].pk}
    assert folds(page(client, cast.builder))[0].startswith("Reminder"), "what was read is folded without a tag"


def test_nobody_reads_away_what_others_were_told(cast, client):
    rows = reminded(cast, 6)
    client.force_login(cast.second_builder)
    client.post(reverse("casework:notices"), {"like": rows[0].pk, "seen": rows[-1].pk})
    client.post(reverse("casework:notices"), {"like": "x" * 30})
    assert Notice.objects.filter(read_at__isnull=True).count() == 6


def test_all_of_a_fold_are_marked_with_the_rest_of_the_page(cast, client):
    reminded(cast, 6)
    page(client, cast.builder)
    seen = client.get(reverse("casework:notices")).context["seen"]
    client.post(reverse("casework:notices"), {"seen": seen})
    assert not Notice.objects.filter(read_at__isnull=True, recipient=cast.builder).exists()


def test_folds_cost_the_same_however_many_there_are(cast, client):
    def cost():
        client.force_login(cast.builder)
        client.get(reverse("casework:notices"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("casework:notices"))
        return len(asked)

    reminded(cast, 6)
    one = cost()
    reminded(cast, 6, words="ready to charge")
    assert cost() == one <= 15
