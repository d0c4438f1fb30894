"""Nothing that was typed is lost: a tab that is closed, a session that ends, a colleague who was faster. With and
without script.
"""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import expect

from casework.models import CaseFile, Draft
from casework.operations.building import change_case
from tests import stories
from tests.clock import MONDAY_4PM
from tests.collisions import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SUMMARY = "Summary of the circumstances"


@pytest.fixture
def case_file(cast):
    return stories.opened_case(cast)


@pytest.fixture
def form(case_file, live_server):
    return f"{live_server.url}{case_file.get_absolute_url()}details/"


def sign_in(context, client, person, live_server):
    """Sign in as a person, with the session that the test client would have."""
    client.force_login(person)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    context.add_cookies([cookie])
    return Session.objects.get(session_key=cookie["value"])


@pytest.fixture
def session(browser_page, client, cast, live_server):
    return sign_in(browser_page.context, client, cast.builder, live_server)


@pytest.fixture
def no_script(browser_page, client, cast, live_server):
    """A page of a browser in which no script runs."""
    context = browser_page.context.browser.new_context(java_script_enabled=False, locale="en-GB")
    sign_in(context, client, cast.builder, live_server)
    yield context.new_page()
    context.close()


def end(session):
    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now() - timedelta(minutes=1))


def test_what_was_typed_is_there_after_the_tab_was_killed(browser_page, session, form):
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).fill("Two people left a shop")
    expect(browser_page.get_by_text(re.compile("^Draft saved"))).to_be_visible()
    context = browser_page.context
    browser_page.close(run_before_unload=False)

    again = context.new_page()
    again.goto(form)

    expect(again.get_by_label(SUMMARY)).to_have_value("Two people left a shop")
    expect(again.get_by_text("This is your draft from")).to_be_visible()
    again.get_by_role("button", name="Save", exact=True).click()
    expect(again.get_by_text("Case details saved.")).to_be_visible()
    assert not Draft.objects.exists()


def test_what_was_typed_a_moment_before_leaving_is_kept_without_a_question(browser_page, session, form, live_server):
    asked = []
    browser_page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).press_sequentially("Gone")
    browser_page.goto(f"{live_server.url}/notices/")

    until(Draft.objects.exists)
    browser_page.goto(form)

    expect(browser_page.get_by_label(SUMMARY)).to_have_value("Gone")
    assert asked == []


def test_what_was_typed_a_moment_before_signing_out_is_kept(browser_page, session, form):
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).press_sequentially("Home")
    browser_page.get_by_role("button", name="Sign out").click()

    browser_page.wait_for_url(lambda address: not address.startswith(form))
    assert Draft.objects.get().data["summary"] == ["Home"]


def test_signing_out_waits_for_no_draft_that_cannot_be_kept(browser_page, session, form):
    browser_page.route("**/drafts/save/", lambda route: None)
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).press_sequentially("Home")
    browser_page.get_by_role("button", name="Sign out").click()

    browser_page.wait_for_url(lambda address: not address.startswith(form))


def test_a_saved_form_leaves_no_draft_however_fast_it_was_saved(browser_page, session, form):
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).fill("Typed and saved at once")
    browser_page.get_by_role("button", name="Save", exact=True).click()
    expect(browser_page.get_by_text("Case details saved.")).to_be_visible()
    assert not Draft.objects.exists()


def test_a_draft_can_be_discarded_with_the_keyboard(browser_page, session, form, case_file):
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).fill("Never mind")
    expect(browser_page.get_by_text(re.compile("^Draft saved"))).to_be_visible()
    browser_page.goto(form)
    browser_page.get_by_role("button", name="Discard it").press("Enter")

    expect(browser_page.get_by_text("Draft discarded.")).to_be_visible()
    expect(browser_page.get_by_label(SUMMARY)).to_have_value("")


def test_a_second_window_that_saves_leaves_the_draft_of_the_first(browser_page, session, form):
    second = browser_page.context.new_page()
    second.goto(form)
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).fill("In the first")
    expect(browser_page.get_by_text(re.compile("^Draft saved"))).to_be_visible()
    second.get_by_label(SUMMARY).fill("In the second")
    second.get_by_role("button", name="Save", exact=True).click()

    expect(second.get_by_text("Case details saved.")).to_be_visible()
    assert Draft.objects.get().data["summary"] == ["In the first"]
    assert CaseFile.objects.get().summary == "In the second"


def test_a_second_window_is_told_that_the_first_one_is_kept(browser_page, session, form):
    second = browser_page.context.new_page()
    browser_page.goto(form)
    second.goto(form)
    browser_page.get_by_label(SUMMARY).fill("In the first")
    expect(browser_page.get_by_text(re.compile("^Draft saved"))).to_be_visible()
    second.get_by_label(SUMMARY).fill("In the second")

    expect(second.get_by_text("You have this form open in another window")).to_be_visible()
    assert Draft.objects.get().data["summary"] == ["In the first"]


def test_the_connection_goes_and_comes_back(browser_page, session, form):
    browser_page.goto(form)
    browser_page.context.set_offline(True)
    browser_page.get_by_label(SUMMARY).fill("In a tunnel")
    expect(browser_page.get_by_text("the service cannot be reached")).to_be_visible()
    browser_page.context.set_offline(False)
    expect(browser_page.get_by_text(re.compile("^Draft saved"))).to_be_visible()


def test_without_script_a_button_keeps_the_draft_and_leaves(no_script, form):
    no_script.goto(form)
    no_script.get_by_label("What the case is about").fill("")
    no_script.get_by_label(SUMMARY).fill("Half a story")
    no_script.get_by_role("button", name="Save and finish later").click()

    expect(no_script.get_by_text("Draft saved.")).to_be_visible()
    no_script.get_by_role("link", name="Drafts").click()
    no_script.get_by_role("link", name="Case details").click()

    expect(no_script.get_by_label(SUMMARY)).to_have_value("Half a story")
    expect(no_script.get_by_text("This is your draft from")).to_be_visible()


def test_without_script_a_session_that_ends_in_the_middle_loses_nothing(no_script, form, client, cast, live_server):
    no_script.goto(form)
    no_script.get_by_label(SUMMARY).fill("Longer than half an hour")
    end(Session.objects.get())
    no_script.get_by_role("button", name="Save", exact=True).click()
    expect(no_script).to_have_url(re.compile("/accounts/login/"))
    assert CaseFile.objects.get().summary == ""

    sign_in(no_script.context, client, cast.builder, live_server)
    no_script.goto(form)

    expect(no_script.get_by_label(SUMMARY)).to_have_value("Longer than half an hour")


def test_two_people_edit_one_case_and_both_texts_are_in_sight(browser_page, session, form, case_file, cast):
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).fill("Mine")
    theirs = {"summary": "Theirs"}
    change_case(case_file=case_file, changes=theirs, expected_version=1, by=cast.supervisor, at=MONDAY_4PM)

    browser_page.get_by_role("button", name="Save", exact=True).click()

    expect(browser_page.get_by_role("heading", name=re.compile("What Sam Supervisor saved"))).to_be_visible()
    row = browser_page.get_by_role("row", name=SUMMARY)
    expect(row.get_by_role("cell")).to_have_text(["Theirs", "Mine"])
    expect(browser_page.get_by_label(SUMMARY)).to_have_value("Mine")
    browser_page.get_by_role("button", name="Save", exact=True).click()
    expect(browser_page.get_by_text("Case details saved.")).to_be_visible()
    assert CaseFile.objects.get().summary == "Mine"


def test_the_conflict_is_in_sight_as_soon_as_an_old_draft_is_opened(browser_page, session, form, case_file, cast):
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).fill("Mine from yesterday")
    expect(browser_page.get_by_text(re.compile("^Draft saved"))).to_be_visible()
    theirs = {"summary": "Theirs"}
    change_case(case_file=case_file, changes=theirs, expected_version=1, by=cast.supervisor, at=MONDAY_4PM)

    browser_page.goto(form)

    expect(browser_page.get_by_role("heading", name=re.compile("What Sam Supervisor saved"))).to_be_visible()
    expect(browser_page.get_by_label(SUMMARY)).to_have_value("Mine from yesterday")


def test_a_warning_comes_before_the_session_ends_and_one_press_puts_it_off(browser_page, session, form, live_server):
    browser_page.clock.install()
    browser_page.goto(form)
    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now() + timedelta(minutes=4))
    browser_page.get_by_label(SUMMARY).focus()
    browser_page.clock.fast_forward("26:00")

    dialog = browser_page.get_by_role("alertdialog", name="You will be signed out soon")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_text("You will be signed out in 4 minutes").first).to_be_visible()
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    browser_page.keyboard.press("Enter")

    expect(dialog).to_be_hidden()
    expect(browser_page.get_by_label(SUMMARY)).to_be_focused()
    assert Session.objects.get(pk=session.pk).expire_date > timezone.now() + timedelta(minutes=28)


def test_escape_closes_the_warning_and_it_comes_back_for_the_last_minute(browser_page, session, form):
    browser_page.clock.install()
    browser_page.goto(form)
    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now() + timedelta(minutes=3))
    browser_page.clock.fast_forward("27:00")
    dialog = browser_page.get_by_role("alertdialog", name="You will be signed out soon")
    expect(dialog).to_be_visible()
    browser_page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()

    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now() + timedelta(seconds=50))
    browser_page.clock.fast_forward("00:11")

    expect(dialog).to_be_visible()


def test_when_it_has_ended_the_page_says_so_and_leads_back_here(browser_page, session, form):
    browser_page.clock.install()
    browser_page.goto(form)
    browser_page.get_by_label(SUMMARY).fill("Before lunch")
    browser_page.clock.fast_forward("00:02")
    expect(browser_page.get_by_text(re.compile("^Draft saved"))).to_be_visible()
    end(session)
    browser_page.clock.fast_forward("31:00")

    dialog = browser_page.get_by_role("alertdialog", name="You have been signed out")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Sign in").click()
    expect(browser_page).to_have_url(re.compile(r"/accounts/login/\?next=.*details"))
