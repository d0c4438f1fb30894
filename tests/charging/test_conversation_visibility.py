"""Whatever is said: what an agency sees is what it would see if the other's own threads did not exist."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Side
from casework.models import CaseFile, Material, Notice, Thread, Visibility
from casework.permissions import side_on
from casework.queries.case_page import told_ledger
from casework.queries.conversation import counts_of, standing_of, thread_page, threads_of, waiting_for
from casework.rules import conversation as rules
from charging.operations import notices
from charging.queries.case.timeline import timeline
from foundation.periods import local_date
from tests import questions, stories
from tests.api.conftest import Caller
from tests.clock import FRIDAY_9AM

AGENCIES = {Side.POLICE: ("builder", "supervisor"), Side.CPS: ("prosecutor", "assistant")}
WRITERS = [name for names in AGENCIES.values() for name in names]
OPENINGS = st.tuples(
    st.just("open"),
    st.sampled_from(WRITERS),
    st.sampled_from([visibility.value for visibility in Visibility]),
    st.sampled_from(["case", "suspect", "material", "requirement"]),
)
SAYINGS = st.tuples(
    st.just("say"),
    st.sampled_from(WRITERS),
    st.integers(0, 5),
    st.sampled_from(["answer", "accept", "reopen", "comment"]),
)
PAGES = ("casework:threads", "casework:questions", "casework:notices", "charging:case_file_detail", "api")
# What names a thread by its key, or differs from one response to the next.
VARIES = (
    (re.compile(r"conversation/\d+/"), "conversation/N/"),
    (re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"'), "csrf"),
    (re.compile(r'(nonce|data-[a-z-]+)="[^"]*"'), ""),
    # Keys are drawn from counters of the whole service: they tell nothing of one case.
    (re.compile(r'name="seen" value="\d+"'), "seen"),
)


class Talk:
    """A case in which people ask and answer as drawn, skipping what is not theirs to say."""

    def __init__(self, cast, case_file, hidden_from=None):
        self.cast, self.case_file, self.hidden_from = cast, case_file, hidden_from
        self.threads, self.at = [], FRIDAY_9AM

    def play(self, script):
        for number, (kind, name, *rest) in enumerate(script):
            self.at += timedelta(minutes=7)
            by = getattr(self.cast, name)
            if kind == "open":
                self.open(number, by, *rest)
            elif self.threads:
                self.say(by, self.threads[rest[0] % len(self.threads)], rest[1])
        return self

    def open(self, number, by, visibility, about):
        """Ask; a question that one agency keeps from the reader takes its place in the list and is not asked."""
        if visibility == "own" and self.hidden_from not in {None, side_on(by, self.case_file)}:
            self.threads.append(None)
            return
        things = {
            "suspect": {"suspect": self.case_file.suspects.first()},
            "material": {"material": Material.objects.get(case_file=self.case_file)},
            "requirement": {"requirement": "summary"},
        }
        asked = {"subject": f"Question {number}", "visibility": visibility, **things.get(about, {})}
        self.threads.append(questions.ask(self.case_file, by=by, at=self.at, **asked))

    def say(self, by, thread, act):
        """Say it, where it is their turn; what they cannot read they cannot speak in."""
        if thread is None or not Thread.objects.visible_to(by).filter(pk=thread.pk).exists():
            return
        now = standing_of(Thread.objects.get(pk=thread.pk))
        if rules.for_act(questions.MessageAct(act), now, side=side_on(by, self.case_file), by_id=by.pk):
            questions.say(thread, act, by=by, at=self.at)


def sight_of(reader, talk):
    """Everything that a reader is shown of a case: lists, counts, threads, notices, timeline, pages, API."""
    case_file, at = CaseFile.objects.get(pk=talk.case_file.pk), talk.at + timedelta(hours=1)
    notices.deliver(at=at, limit=1000)
    threads = list(threads_of(case_file, reader))
    rows = list(told_ledger(case_file, reader=reader))
    address = {"urn": case_file.slug}
    client = Client()
    client.force_login(reader)
    pages = {
        name: client.get(
            reverse(name, kwargs=address if name not in {"casework:questions", "casework:notices"} else {})
        )
        for name in PAGES
        if ":" in name
    }
    caller = Caller(reader)
    return {
        "list": [(row.subject, row.state, row.waiting_for, row.version, row.unseen) for row in threads],
        "counts": counts_of(case_file, reader),
        "waiting": [row.subject for row in waiting_for(reader, on=local_date(at))],
        "threads": [spoken(row, reader, at) for row in threads],
        "notices": list(Notice.objects.filter(recipient=reader).order_by("at", "id").values_list("text", "at")),
        "timeline": timeline(rows, list(case_file.suspects.all())),
        "pages": {name: steady(page.content.decode()) for name, page in pages.items()},
        "api threads": [without_key(row) for row in caller.get(f"case-files/{case_file.slug}/threads/")["results"]],
        "api timeline": caller.get(f"case-files/{case_file.slug}/timeline/"),
    }


def spoken(thread, reader, at):
    page = thread_page(thread, reader, at=at)
    said = [(message.number, message.act, message.text, message.by_id) for message in page.messages]
    return said, page.waits, [(offer.act, offer.verdict) for offer in page.offers]


def without_key(row):
    return {name: value for name, value in row.items() if name != "id"}


def steady(html):
    for pattern, word in VARIES:
        html = pattern.sub(word, html)
    return html


def seen(cast, case_file, script, name, *, hidden_from=None):
    """What somebody sees after a script, which is then taken back."""
    with transaction.atomic():
        found = sight_of(getattr(cast, name), Talk(cast, case_file, hidden_from).play(script))
        transaction.set_rollback(True)
    return found


@pytest.mark.slow
@pytest.mark.django_db
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(script=st.lists(st.one_of(OPENINGS, SAYINGS), min_size=2, max_size=10), data=st.data())
def test_the_other_agencys_own_threads_might_as_well_not_exist(cast, script, data):
    case_file = CaseFile.objects.first() or stories.accepted_case(cast).case_file
    side = data.draw(st.sampled_from(list(Side)))
    name = data.draw(st.sampled_from(AGENCIES[side]))

    whole = seen(cast, case_file, script, name)
    without = seen(cast, case_file, script, name, hidden_from=side)

    for part, shown in whole.items():
        assert shown == without[part], part


@pytest.mark.django_db
def test_the_comparison_would_notice_a_thread_that_is_shown(cast):
    case_file = stories.accepted_case(cast).case_file
    script = [("open", "builder", "own", "case")]

    whole, without = (seen(cast, case_file, script, "supervisor", hidden_from=side) for side in (None, Side.CPS))

    assert sorted(part for part in whole if whole[part] != without[part]) == sorted(whole)
