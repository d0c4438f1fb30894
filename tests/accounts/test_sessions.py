"""Sessions end: after a while in which nothing is done, and some hours after signing in. No text is lost by it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import tasks
from accounts.http import BEGAN, SessionStore
from accounts.operations.sessions import end_of, last_end_of
from casework.models import CaseFile, Draft
from tests import stories
from tests.clock import MONDAY_9AM

HOME = "/notices/"
STATUS = "/session/"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def builder(client, cast):
    client.force_login(cast.builder)
    return client


def row_of(client):
    return Session.objects.get(session_key=client.cookies["session"].value)


def ends_in(client, span):
    """Let the client's session be one that ends so long from now."""
    Session.objects.filter(pk=row_of(client).pk).update(expire_date=timezone.now() + span)


def began(client, ago):
    """Let somebody have signed in so long ago."""
    store = SessionStore(row_of(client).session_key)
    store[BEGAN] = (timezone.now() - ago).timestamp()
    store.save()


def is_signed_in(client):
    return client.get(HOME).status_code == 200


def test_an_end_is_half_an_hour_from_now_but_never_later_than_twelve_hours_from_the_beginning():
    later = MONDAY_9AM + timedelta(hours=11, minutes=45)
    assert end_of(began=MONDAY_9AM, at=MONDAY_9AM) == MONDAY_9AM + timedelta(minutes=30)
    assert end_of(began=MONDAY_9AM, at=later) == last_end_of(MONDAY_9AM) == MONDAY_9AM + timedelta(hours=12)


def test_whoever_does_something_stays_signed_in(builder):
    ends_in(builder, A_MINUTE)
    assert is_signed_in(builder)
    assert row_of(builder).expire_date > timezone.now() + timedelta(minutes=29)


def test_the_row_is_not_written_for_every_page(builder, django_assert_max_num_queries):
    builder.get(HOME)
    before = row_of(builder).expire_date
    builder.get(HOME)
    assert row_of(builder).expire_date == before


def test_whoever_does_nothing_is_signed_out(builder):
    ends_in(builder, -A_MINUTE)
    assert not is_signed_in(builder)


def test_whatever_is_done_twelve_hours_are_the_most(builder):
    began(builder, timedelta(hours=11, minutes=59))
    assert is_signed_in(builder)
    assert row_of(builder).expire_date < timezone.now() + 2 * A_MINUTE
    began(builder, timedelta(hours=12, minutes=1))
    assert not is_signed_in(builder)


def test_saving_something_in_a_session_does_not_make_it_longer(builder):
    began(builder, timedelta(hours=11, minutes=59))
    store = SessionStore(row_of(builder).session_key)
    store["anything"] = 1
    store.save()
    assert row_of(builder).expire_date < timezone.now() + 2 * A_MINUTE


def test_asking_how_long_is_left_does_not_put_the_end_off_and_saying_so_does(builder):
    ends_in(builder, 3 * A_MINUTE)
    asked = builder.get(STATUS).json()
    assert 120 < asked["left"] <= 180
    assert row_of(builder).expire_date < timezone.now() + 4 * A_MINUTE

    assert builder.post(STATUS).json()["left"] > 29 * 60


def test_who_is_signed_out_is_told_so(builder):
    ends_in(builder, -A_MINUTE)
    assert builder.get(STATUS).status_code == 403
    assert builder.post(STATUS).status_code == 403


def test_the_page_says_how_long_it_is_without_any_script(builder):
    html = builder.get(HOME).content.decode()
    assert "signed out after 30 minutes" in html


def test_ended_sessions_are_forgotten_after_twelve_hours(builder):
    ends_in(builder, -timedelta(hours=11))
    assert tasks.forget_ended_sessions() == 0
    ends_in(builder, -timedelta(hours=13))
    assert tasks.forget_ended_sessions() == 1


# --- what is sent after the end -------------------------------------------------------------------------------


@pytest.fixture
def form(cast):
    return reverse("casework:case_file_edit", args=[stories.opened_case(cast).slug])


TYPED = {
    "version": "1",
    "headline": "Theft",
    "casework_type": "magistrates",
    "summary": "Written while the clock ran out",
}


def test_what_is_sent_after_the_end_is_kept_and_offered_after_signing_in(builder, cast, form):
    ends_in(builder, -A_MINUTE)

    answer = builder.post(form, TYPED)

    to = urlsplit(answer.url)
    assert to.path == reverse("account_login")
    assert parse_qs(to.query)["next"] == [form]
    assert CaseFile.objects.get().summary == ""
    builder.force_login(cast.builder)
    assert "Written while the clock ran out" in builder.get(form).content.decode()


def test_it_is_kept_even_where_another_window_was_looked_at_first(builder, form):
    ends_in(builder, -A_MINUTE)
    assert builder.get(HOME).status_code == 302
    builder.post(form, TYPED)
    assert Draft.objects.get().data["summary"] == [TYPED["summary"]]


def test_what_a_page_sends_by_itself_is_kept_too_and_says_that_somebody_is_signed_out(builder, cast, form):
    ends_in(builder, -A_MINUTE)
    frame = {"draft-address": form, "draft-person": cast.builder.pk, "draft-page": "p", "draft-seen": ""}

    answer = builder.post("/drafts/save/", {**frame, "summary": "Last words"})

    assert answer.status_code == 403
    assert "is kept" in answer.json()["problem"]
    assert Draft.objects.get().data["summary"] == ["Last words"]


def test_nothing_is_kept_for_nobody(client, form):
    client.post(form, TYPED)
    client.cookies["session"] = "made-up"
    client.post(form, TYPED)
    assert not Draft.objects.exists()


def test_nothing_is_kept_long_after_the_end_nor_for_an_account_that_was_closed_or_has_a_new_password(
    builder, cast, form
):
    ends_in(builder, -timedelta(hours=13))
    builder.post(form, TYPED)
    builder.force_login(cast.builder)
    ends_in(builder, -A_MINUTE)
    cast.builder.set_password("another one altogether")
    cast.builder.save()
    builder.post(form, TYPED)
    assert not Draft.objects.exists()

    builder.force_login(cast.builder)
    ends_in(builder, -A_MINUTE)
    cast.builder.is_active = False
    cast.builder.save()
    builder.post(form, TYPED)
    assert not Draft.objects.exists()


def test_a_session_that_somebody_ended_themselves_is_nobodys(builder, form):
    key = builder.cookies["session"].value
    builder.post(reverse("account_logout"))
    late = Client()
    late.cookies["session"] = key
    late.post(form, TYPED)
    assert not Draft.objects.exists()


def test_a_forged_form_is_not_kept_for_the_person_of_an_ended_session(cast, form):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.builder)
    ends_in(strict, -A_MINUTE)
    strict.post(form, TYPED, headers={"Origin": "https://evil.example.test"})
    assert not Draft.objects.exists()
