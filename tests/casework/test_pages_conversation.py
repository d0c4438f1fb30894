"""The pages of a conversation: who can read it is chosen first, what was typed survives, and pages stay cheap."""

import pytest
from django.urls import reverse

from casework.models import Thread, ThreadSeen, Visibility
from tests import questions, stories

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15


@pytest.fixture
def sent(cast):
    return stories.accepted_case(cast).case_file


@pytest.fixture
def page(client):
    """Return what reads a page of the conversation as somebody."""

    def read(user, name, *keys, status=200, **query):
        client.force_login(user)
        response = client.get(reverse(f"casework:{name}", args=keys), query)
        assert response.status_code == status, response.content
        return response.content.decode()

    return read


@pytest.fixture
def post(client):
    """Return what sends a form of the conversation as somebody."""

    def send(user, name, *keys, status=302, **typed):
        client.force_login(user)
        response = client.post(reverse(f"casework:{name}", args=keys), typed)
        assert response.status_code == status, response.content
        return response

    return send


def test_who_can_read_a_question_is_chosen_first_and_nothing_is_chosen_beforehand(cast, sent, page, client):
    html = page(cast.builder, "thread_ask", sent.slug)
    assert "<textarea" not in html
    assert "checked" not in html
    assert "Select who can read this" in page(cast.builder, "thread_ask", sent.slug, status=422, go="on")

    chosen = client.get(reverse("casework:thread_ask", args=[sent.slug]), {"visibility": "own", "about": "material-1"})
    assert chosen["Location"] == f"{reverse('casework:thread_write', args=[sent.slug, 'own'])}?about=material-1"


def test_every_page_of_a_thread_says_in_words_who_can_read_it(cast, sent, page):
    for visibility, words in (("own", "Police only"), ("shared", "Police and the CPS can read everything here")):
        thread = questions.ask(sent, by=cast.builder, visibility=Visibility(visibility))
        for html in (
            page(cast.builder, "thread_write", sent.slug, visibility),
            page(cast.builder, "thread", sent.slug, thread.pk),
        ):
            assert f"tandem-audience--{visibility}" in html
            assert words in " ".join(html.replace('<strong class="tandem-audience__who">', "").split())
    html = page(cast.builder, "threads", sent.slug)
    assert "Police only" in html
    assert "Shared" in html


def test_a_question_starts_from_the_thing_it_is_about(cast, sent, page, post):
    item = sent.material.get()
    address = reverse("casework:thread_write", args=[sent.slug, "shared"])
    html = page(cast.prosecutor, "thread_write", sent.slug, "shared", about=f"material-{item.pk}")
    assert f'value="material-{item.pk}" selected' in html

    typed = {"about": f"material-{item.pk}", "subject": "Is it signed?", "text": "Page 2 has no signature."}
    answer = post(cast.prosecutor, "thread_write", sent.slug, "shared", **typed)
    thread = Thread.objects.get()
    assert answer["Location"] == reverse("casework:thread", args=[sent.slug, thread.pk])
    assert (thread.material, thread.visibility, thread.waiting_for) == (item, "shared", "police")
    assert address


def test_an_unknown_thing_to_ask_about_is_the_whole_case(cast, sent, page):
    html = page(cast.builder, "thread_write", sent.slug, "own", about="material-999999")
    assert 'value="case" selected' in html


def test_sensitive_things_are_not_offered_to_those_who_may_not_know_of_them(cast, sent, page):
    sent.material.update(sensitive=True)
    item = sent.material.get()

    assert f"material-{item.pk}" not in page(cast.builder, "thread_write", sent.slug, "own")
    assert f"material-{item.pk}" in page(cast.supervisor, "thread_write", sent.slug, "own")


def test_before_submission_the_page_says_why_only_colleagues_can_be_asked(cast, page, post):
    case_file = stories.ready_case(cast)
    html = page(cast.builder, "thread_ask", case_file.slug)
    assert 'value="shared"' not in html
    assert "before it is first submitted" in html

    typed = {"about": "case", "subject": "Hello", "text": "Are you there?"}
    post(cast.builder, "thread_write", case_file.slug, "shared", status=422, **typed)
    assert not Thread.objects.exists()


def test_ask_answer_accept_on_pages(cast, sent, page, post):
    thread = questions.ask(sent, by=cast.prosecutor)
    html = page(cast.builder, "thread", sent.slug, thread.pk)
    assert 'value="answer"' in html
    assert 'value="accept"' not in html

    post(cast.builder, "thread", sent.slug, thread.pk, act="answer", text="Yes, from both doors.", version=1)
    html = page(cast.prosecutor, "thread", sent.slug, thread.pk)
    assert "Yes, from both doors." in html
    assert "Waiting for the CPS to accept" in " ".join(html.split())
    post(cast.prosecutor, "thread", sent.slug, thread.pk, act="accept", text="", version=2)
    assert questions.said(thread) == ["ask", "answer", "accept"]
    assert "Accepted" in page(cast.builder, "threads", sent.slug, show="accepted")


def test_the_second_to_answer_sees_the_first_and_keeps_their_words(cast, sent, post):
    thread = questions.ask(sent, by=cast.prosecutor)
    questions.say(thread, "answer", by=cast.builder, text="Hers came first.")

    typed = {"act": "answer", "text": "His own.", "version": 1}
    html = post(cast.second_builder, "thread", sent.slug, thread.pk, status=422, **typed).content.decode()
    assert questions.said(thread) == ["ask", "answer"]
    assert "Hers came first." in html
    assert ">\nHis own.</textarea>" in html
    assert 'name="version" value="2"' in html


@pytest.mark.parametrize(
    "typed", [{"act": "answer", "text": ""}, {"act": "", "text": "Yes"}, {"act": "ask", "text": "x"}]
)
def test_a_message_that_does_nothing_is_refused_with_its_words_kept(cast, sent, post, typed):
    thread = questions.ask(sent, by=cast.prosecutor)

    response = post(cast.builder, "thread", sent.slug, thread.pk, status=422, version=1, **typed)
    assert questions.said(thread) == ["ask"]
    assert typed["text"] in response.content.decode()


def test_reading_a_thread_notes_who_saw_it_and_the_other_agency_sees_that(cast, sent, page):
    thread = questions.ask(sent, by=cast.prosecutor)
    assert "Nobody else has seen" in page(cast.prosecutor, "thread", sent.slug, thread.pk)
    assert "New" in page(cast.builder, "threads", sent.slug)

    page(cast.builder, "thread", sent.slug, thread.pk)

    assert ThreadSeen.objects.filter(thread=thread, user=cast.builder).exists()
    assert "was seen by Bea Builder" in " ".join(page(cast.prosecutor, "thread", sent.slug, thread.pk).split())


@pytest.mark.parametrize("name", ["prosecutor", "assistant", "legal_manager", "area_manager", "outsider"])
def test_the_other_agencys_own_thread_is_not_there(cast, sent, page, post, name):
    thread = questions.ask(sent, by=cast.builder, visibility=Visibility.OWN, subject="Is our seal intact?")
    user = getattr(cast, name)

    page(user, "thread", sent.slug, thread.pk, status=404)
    post(user, "thread", sent.slug, thread.pk, status=404, act="comment", text="Hello", version=1)
    assert "Is our seal intact?" not in page(user, "questions")
    if name != "outsider":
        assert "Is our seal intact?" not in page(user, "threads", sent.slug)


def test_a_thread_has_its_address_in_its_own_case_only(cast, sent, page):
    other = stories.accepted_case(cast, urn=stories.a_urn(8)).case_file
    thread = questions.ask(sent, by=cast.builder)

    page(cast.builder, "thread", other.slug, thread.pk, status=404)


def test_readers_without_a_part_in_the_work_read_and_are_told_why_they_cannot_write(cast, sent, page):
    thread = questions.ask(sent, by=cast.builder)
    html = page(cast.area_manager, "thread", sent.slug, thread.pk)
    assert "<textarea" not in html
    assert "Ask a question" not in page(cast.area_manager, "threads", sent.slug)
    page(cast.area_manager, "thread_ask", sent.slug, status=403)


def test_the_queue_of_questions_names_case_and_wait(cast, sent, page):
    questions.ask(sent, by=cast.prosecutor, subject="Which door?")
    html = page(cast.builder, "questions")
    assert "Which door?" in html
    assert sent.reference in html
    assert "Which door?" in page(cast.builder, "questions", whose="mine")
    assert "Nothing waits for you" in page(cast.prosecutor, "questions")


@pytest.mark.parametrize("name", ["threads", "thread", "thread_write", "questions"])
def test_pages_ask_the_database_as_little_for_fifty_threads_as_for_five(
    cast, sent, client, django_assert_max_num_queries, name
):
    keys = {"threads": [sent.slug], "thread_write": [sent.slug, "own"], "questions": []}
    client.force_login(cast.builder)
    for count in (5, 45):
        for number in range(count):
            item = {"material": sent.material.get()} if number % 2 else {"suspect": sent.suspects.first()}
            thread = questions.ask(sent, by=cast.prosecutor, **item)
            questions.say(thread, "comment", by=cast.builder)
        with django_assert_max_num_queries(MOST_QUERIES):
            client.get(reverse(f"casework:{name}", args=keys.get(name, [sent.slug, thread.pk])))
