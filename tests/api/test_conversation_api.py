"""Questions over the API: the same rules, the same readers, and no mark of reading for a machine."""

import re

import pytest
from django.urls import reverse

from casework.models import Thread, ThreadSeen, UnusedItem
from tests import questions, stories
from tests.api.conftest import codes
from tests.clock import MONDAY_9AM

pytestmark = pytest.mark.django_db
ASKED = {"visibility": "shared", "subject": "Is there footage?", "text": "Of the shop door."}


def an_item(cast, case_file, *, number, sensitive=False):
    why = {"sensitivity_ground": "informant", "sensitivity_rationale": "It names him."} if sensitive else {}
    return UnusedItem(
        case_file=case_file,
        number=number,
        description="Notebook, 3 pages",
        sensitive=sensitive,
        added_at=MONDAY_9AM,
        added_by=cast.builder,
        **why,
    )


@pytest.fixture
def sent(cast):
    return stories.accepted_case(cast).case_file


def test_ask_answer_accept(callers, sent):
    address = f"case-files/{sent.slug}/threads/"
    opened = callers["prosecutor"].post(address, ASKED | {"about": f"suspect-{sent.suspects.first().pk}"}, status=201)
    thread = opened["thread"]
    assert opened["event"]["type"] == "casework.thread_opened"
    assert (thread["waiting_for"], thread["side"], thread["suspect"]) == ("police", "cps", sent.suspects.first().pk)

    said = {"act": "answer", "text": "Yes.", "version": thread["version"]}
    answered = callers["builder"].post(f"threads/{thread['id']}/messages/", said, status=201)["thread"]
    assert [message["act"] for message in answered["messages"]] == ["ask", "answer"]

    accepted = {"act": "accept", "version": answered["version"]}
    done = callers["prosecutor"].post(f"threads/{thread['id']}/messages/", accepted, status=201)["thread"]
    assert (done["state"], done["waiting_for"], done["waiting_since"]) == ("accepted", "", None)


def test_an_old_version_is_a_conflict_and_a_wrong_turn_says_why(cast, callers, sent):
    thread = questions.ask(sent, by=cast.prosecutor)
    messages = f"threads/{thread.pk}/messages/"

    assert codes(callers["builder"].post(messages, {"act": "accept", "version": 1}, status=409)) == [
        "nothing_to_accept",
        "asked_by_them",
    ]
    callers["builder"].post(messages, {"act": "answer", "text": "Yes.", "version": 1}, status=201)
    late = callers["supervisor"].post(messages, {"act": "answer", "text": "Me too.", "version": 1}, status=409)
    assert codes(late) == ["changed_meanwhile"]
    callers["supervisor"].post(messages, {"act": "comment", "text": "Me too."}, status=201)


@pytest.mark.parametrize(
    "wrong",
    [{"visibility": ""}, {"visibility": "everybody"}, {"subject": ""}, {"text": ""}, {"about": "material-0"}, {"x": 1}],
)
def test_what_has_the_wrong_shape_is_refused_and_nothing_is_asked(callers, sent, wrong):
    callers["builder"].post(f"case-files/{sent.slug}/threads/", ASKED | wrong, status=400)

    assert not Thread.objects.exists()


def test_an_unused_item_is_named_by_its_schedule_and_number_and_never_by_a_key(cast, callers, sent):
    UnusedItem.objects.bulk_create(an_item(cast, sent, number=number, sensitive=number == 2) for number in range(1, 6))
    item = UnusedItem.objects.get(number=3)
    address = f"case-files/{sent.slug}/threads/"

    callers["prosecutor"].post(address, ASKED | {"about": f"unused-{item.pk}"}, status=400)
    thread = callers["prosecutor"].post(address, ASKED | {"about": "mg6c-3"}, status=201)["thread"]

    assert thread["unused_item"] == "mg6c-3"
    assert Thread.objects.get().unused_item == item
    listed = callers["assistant"].get(address)["results"]
    assert [row["unused_item"] for row in listed] == ["mg6c-3"]
    assert callers["assistant"].get(f"threads/{thread['id']}/")["unused_item"] == "mg6c-3"


def test_who_may_not_know_of_the_sensitive_schedule_cannot_ask_about_it(cast, callers, sent):
    UnusedItem.objects.bulk_create([an_item(cast, sent, number=1, sensitive=True)])
    address = f"case-files/{sent.slug}/threads/"

    callers["builder"].post(address, ASKED | {"about": "mg6d-1"}, status=400)
    thread = callers["prosecutor"].post(address, ASKED | {"about": "mg6d-1"}, status=201)["thread"]
    assert thread["unused_item"] == "mg6d-1"


def test_the_page_that_asks_names_items_the_same_way(cast, client, sent):
    UnusedItem.objects.bulk_create([an_item(cast, sent, number=7), an_item(cast, sent, number=1, sensitive=True)])
    for person, names in ((cast.builder, ["mg6c-7"]), (cast.supervisor, ["mg6c-7", "mg6d-1"])):
        client.force_login(person)
        page = client.get(reverse("casework:thread_write", args=[sent.slug, "shared"])).content.decode()
        assert re.findall(r'value="(unused-\d+|mg6.-\d+)"', page) == names


def test_the_list_is_narrowed_like_the_page(cast, callers, sent):
    questions.ask(sent, by=cast.prosecutor)
    questions.ask(sent, by=cast.builder)
    address = f"case-files/{sent.slug}/threads/"

    assert [row["side"] for row in callers["builder"].get(address, show="us")["results"]] == ["cps"]
    assert len(callers["builder"].get(address)["results"]) == 2
    callers["builder"].get(address, status=400, show="nothing")


def test_the_other_agencys_own_thread_does_not_exist(cast, callers, sent):
    thread = questions.ask(sent, by=cast.builder, visibility="own")

    assert callers["prosecutor"].get(f"case-files/{sent.slug}/threads/")["results"] == []
    callers["prosecutor"].get(f"threads/{thread.pk}/", status=404)
    callers["prosecutor"].post(f"threads/{thread.pk}/messages/", {"act": "comment", "text": "?"}, status=404)
    assert callers["supervisor"].get(f"threads/{thread.pk}/")["visibility"] == "own"


def test_a_machine_that_fetches_a_thread_has_not_seen_it(cast, callers, sent):
    thread = questions.ask(sent, by=cast.prosecutor)

    callers["builder"].get(f"threads/{thread.pk}/")

    assert not ThreadSeen.objects.filter(user=cast.builder).exists()


def test_the_list_asks_the_database_as_little_for_many_as_for_few(cast, callers, sent, django_assert_max_num_queries):
    for _ in range(30):
        questions.say(questions.ask(sent, by=cast.prosecutor), "comment", by=cast.builder)

    with django_assert_max_num_queries(12):
        callers["builder"].get(f"case-files/{sent.slug}/threads/")
