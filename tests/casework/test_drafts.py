"""Drafts: whatever is typed and not saved is there again when the form is opened, for who typed it and nobody else."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework import tasks
from casework.models import CaseFile, Draft, Suspect
from casework.operations import drafts
from casework.operations.building import change_case
from foundation.verdicts import Conflict, Refused
from tests import stories
from tests.clock import MONDAY_4PM, MONDAY_9AM

FORM = "/case-files/45AD1234526/details/"


@pytest.fixture
def case_file(cast):
    return stories.opened_case(cast)


@pytest.fixture
def builder(client, cast):
    client.force_login(cast.builder)
    return client


def details(case_file, **typed):
    said = {"version": case_file.version, "headline": case_file.headline, "summary": "", "lines_of_enquiry": ""}
    return said | {"crime_reference": "", "casework_type": "magistrates"} | typed


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_what_was_refused_is_in_the_form_when_it_is_opened_again(builder, case_file):
    refused = builder.post(FORM, details(case_file, headline="", summary="Half a story"))
    assert refused.status_code == 422

    again = page(builder, FORM)

    assert "This is your draft from" in again
    assert "Half a story" in again
    assert "Enter what the case is about" not in again  # nothing is judged before it is sent


def test_a_saved_form_leaves_no_draft(builder, case_file):
    builder.post(FORM, details(case_file, headline="", summary="Half a story"))
    saved = builder.post(FORM, details(case_file, summary="The whole story"))

    assert saved.status_code == 302
    assert not Draft.objects.exists()
    assert "This is your draft" not in page(builder, FORM)


def test_finishing_later_keeps_what_is_there_however_little(builder, case_file):
    answer = builder.post(FORM, {"summary": "A beginning", "finish_later": "1", "csrfmiddlewaretoken": "secret"})

    assert answer.url == case_file.get_absolute_url()
    assert Draft.objects.get().data == {"summary": ["A beginning"]}
    assert "Draft saved" in page(builder, answer.url)
    assert "A beginning" in page(builder, FORM)


def test_a_draft_of_an_older_state_shows_what_was_saved_since_and_keeps_mine(builder, case_file, cast):
    builder.post(FORM, details(case_file, summary="Mine", finish_later="1"))
    colleague = {"summary": "Theirs"}
    change_case(case_file=case_file, changes=colleague, expected_version=1, by=cast.supervisor, at=MONDAY_4PM)

    again = page(builder, FORM)

    assert "What Sam Supervisor saved" in again
    assert "Theirs" in again
    assert '<textarea name="summary"' in again
    assert ">\nMine</textarea>" in again
    assert 'name="version" value="2"' in again


def test_a_draft_is_nobody_elses(client, builder, case_file, cast):
    builder.post(FORM, details(case_file, summary="Between me and my pen", finish_later="1"))

    client.force_login(cast.supervisor)

    assert "Between me" not in page(client, FORM)
    assert "You have no drafts" in page(client, reverse("casework:drafts"))


def test_a_draft_of_a_case_that_is_no_longer_visible_is_neither_shown_nor_listed(builder, case_file, cast):
    builder.post(FORM, details(case_file, summary="From before I moved", finish_later="1"))
    assert case_file.reference in page(builder, reverse("casework:drafts"))

    cast.builder.memberships.update(unit=cast.organisations.other_force_unit)

    page(builder, FORM, status=404)
    assert "You have no drafts" in page(builder, reverse("casework:drafts"))


def test_the_list_names_form_and_case_and_can_discard(builder, case_file):
    builder.post(FORM, details(case_file, summary="Not for lists", finish_later="1"))

    listed = page(builder, reverse("casework:drafts"))
    assert "Case details" in listed
    assert "Not for lists" not in listed

    builder.post(reverse("casework:draft_discard"), {"address": FORM})
    assert not Draft.objects.exists()


def test_discarding_goes_back_only_to_our_own_pages(builder, case_file):
    for back, to in ((FORM, FORM), ("https://example.test/", "/drafts/"), ("//example.test/", "/drafts/")):
        assert builder.post(reverse("casework:draft_discard"), {"address": FORM, "back": back}).url == to


def test_an_error_in_the_operation_loses_nothing(builder, case_file, monkeypatch):
    builder.raise_request_exception = False
    monkeypatch.setattr("casework.operations.building.apply_changes", lambda *_args, **_kwargs: 1 / 0)

    answer = builder.post(FORM, details(case_file, summary="Long thought about"))

    assert answer.status_code == 500
    assert f'href="{FORM}"' in answer.content.decode()
    assert "Long thought about" in page(builder, FORM)


def test_without_a_database_the_page_itself_carries_what_was_typed(builder, case_file):
    builder.raise_request_exception = False

    def away(*_):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away):
        answer = builder.post(FORM, details(case_file, summary="Still here & <safe>"))

    said = answer.content.decode()
    assert answer.status_code == 500
    assert "Still here &amp; &lt;safe&gt;</textarea>" in said
    assert f'action="{FORM}"' in said
    assert 'name="csrfmiddlewaretoken"' in said


def test_a_refusal_that_is_a_page_of_its_own_says_that_the_text_is_kept(client, cast):
    sent = stories.prepared_case(cast)
    client.force_login(cast.builder)
    address = reverse("charging:submission_sign_off", args=[sent.case_file.slug, sent.pk])

    answer = client.post(address, {"comments": "Not mine to sign", "sign_off": "1"})

    assert answer.status_code == 403
    assert "kept as your draft" in answer.content.decode()


def test_a_section_of_a_review_comes_back_as_it_was_typed(client, cast):
    consultation = stories.accepted_case(cast)
    client.force_login(cast.prosecutor)
    address = reverse("charging:review_section", args=[consultation.case_file.slug, consultation.pk, "evidence"])

    client.post(address, {"text": "So far", "version": "0", "finish_later": "1"})
    again = page(client, address)

    assert "So far" in again
    assert "There is a problem" not in again
    assert not consultation.sections.exists()


def test_opening_a_form_with_a_draft_never_saves_it(builder, case_file):
    builder.post(FORM, details(case_file, summary="Ready to go", finish_later="1"))
    page(builder, FORM)
    assert CaseFile.objects.get(pk=case_file.pk).summary == ""


@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b"])
def test_characters_that_no_database_takes_are_replaced(cast, bad):
    typed = drafts.fit_to_keep([("summary", [bad]), (bad, ["x"])])
    drafts.keep(address=FORM, typed=typed, by=cast.builder, at=MONDAY_9AM)
    assert len(Draft.objects.get().data["summary"][0]) == 3


def test_tokens_and_passwords_are_never_kept():
    sent = [("csrfmiddlewaretoken", ["t"]), ("new_password1", ["p"]), ("headline", ["h"]), ("finish_later", ["1"])]
    assert drafts.fit_to_keep(sent) == {"headline": ["h"]}


def test_what_is_too_long_is_refused_and_the_draft_from_before_stays(cast):
    drafts.keep(address=FORM, typed={"summary": ["short"]}, by=cast.builder, at=MONDAY_9AM)
    with pytest.raises(Refused):
        drafts.keep(address=FORM, typed={"summary": ["x" * 400_001]}, by=cast.builder, at=MONDAY_4PM)
    assert Draft.objects.get().data == {"summary": ["short"]}


def test_nobody_keeps_more_than_a_hundred_and_the_oldest_goes(cast):
    for number in range(102):
        at = MONDAY_9AM + timedelta(minutes=number)
        drafts.keep(address=f"/people/{number}/", typed={"a": ["b"]}, by=cast.builder, at=at)
    kept = set(Draft.objects.values_list("address", flat=True))
    assert kept == {f"/people/{number}/" for number in range(2, 102)}


def test_a_draft_goes_when_nobody_touched_it_for_fourteen_days(cast):
    now = timezone.now()
    for days in (13, 15):
        drafts.keep(address=f"/{days}/", typed={"a": ["b"]}, by=cast.builder, at=now - timedelta(days=days))
    assert tasks.prune_drafts() == 1
    assert Draft.objects.get().address == "/13/"


# --- what an open page sends -----------------------------------------------------------------------------------


def from_page(client, cast, *, page="page-1", seen="", person=None, **typed):
    frame = {"draft-address": FORM, "draft-page": page, "draft-seen": seen}
    return client.post(reverse("casework:draft_save"), {**frame, "draft-person": (person or cast.builder).pk, **typed})


def test_a_page_keeps_what_is_typed_and_goes_on_keeping_it(builder, case_file, cast):
    assert from_page(builder, cast, summary="One").status_code == 200
    assert "saved" in from_page(builder, cast, summary="One two").json()
    assert "One two" in page(builder, FORM)


def test_a_second_window_does_not_write_over_the_draft_of_the_first(builder, case_file, cast):
    from_page(builder, cast, page="first", summary="In the first window")

    answer = from_page(builder, cast, page="second", summary="In the second")

    assert answer.status_code == 409
    assert "another window" in answer.json()["problem"]
    assert Draft.objects.get().data["summary"] == ["In the first window"]


def test_a_page_that_was_filled_from_the_draft_may_go_on_with_it(builder, case_file, cast):
    seen = from_page(builder, cast, page="first", summary="One").json()["seen"]
    assert from_page(builder, cast, page="second", seen=seen, summary="Two").status_code == 200


@pytest.mark.parametrize("headline", ["A shop", ""], ids=["saved", "refused"])
def test_what_a_second_window_hands_in_leaves_the_draft_of_the_first_where_it_is(builder, case_file, cast, headline):
    from_page(builder, cast, page="first", summary="In the first window")
    second = {"draft-page": "second", "draft-seen": ""}

    answer = builder.post(FORM, details(case_file, headline=headline, summary="In the second", **second))

    assert answer.status_code == (302 if headline else 422)
    assert Draft.objects.get().data["summary"] == ["In the first window"]
    assert stories.fresh(case_file).summary == ("In the second" if headline else "")
    if not headline:
        assert "In the second" in answer.content.decode()


@pytest.mark.parametrize("knows", ["page", "seen"])
def test_a_window_that_wrote_the_draft_or_was_filled_from_it_is_done_with_it_once_it_is_saved(
    builder, case_file, cast, knows
):
    seen = from_page(builder, cast, page="first", summary="So far").json()["seen"]
    marks = {"draft-page": "first", "draft-seen": ""} if knows == "page" else {"draft-seen": seen}

    assert builder.post(FORM, details(case_file, summary="All of it", **marks)).status_code == 302

    assert not Draft.objects.exists()


def test_without_script_a_form_that_was_opened_before_another_was_put_off_leaves_that_ones_draft(builder, case_file):
    hidden = '<input type="hidden" name="draft-seen" value="">'
    assert hidden in page(builder, FORM)
    builder.post(FORM, details(case_file, summary="For later", finish_later="1", **{"draft-seen": ""}))

    builder.post(FORM, details(case_file, summary="Saved", **{"draft-seen": ""}))

    assert Draft.objects.get().data["summary"] == ["For later"]


def test_without_script_a_refused_form_is_done_with_once_it_is_mended(builder, case_file):
    refused = builder.post(FORM, details(case_file, headline="", **{"draft-seen": ""}))
    seen = re.search('name="draft-seen" value="([^"]+)"', refused.content.decode())[1]

    assert builder.post(FORM, details(case_file, **{"draft-seen": unescape(seen)})).status_code == 302

    assert not Draft.objects.exists()


def test_a_page_that_says_nothing_of_drafts_leaves_what_an_open_page_wrote(builder, case_file, cast):
    from_page(builder, cast, page="first", summary="In the first window")

    builder.post(FORM, details(case_file, summary="Saved"))

    assert Draft.objects.get().data["summary"] == ["In the first window"]


def test_a_draft_that_was_written_while_the_form_was_saved_stays(cast):
    kept = drafts.keep(address=FORM, typed={"summary": ["One"]}, by=cast.builder, at=MONDAY_9AM)
    drafts.keep(address=FORM, typed={"summary": ["Two"]}, by=cast.builder, at=MONDAY_4PM)

    drafts.discard_saved(kept)

    assert Draft.objects.get().data == {"summary": ["Two"]}


def test_whoever_finishes_later_in_a_second_window_chooses_and_loses_nothing_before(builder, case_file, cast):
    from_page(builder, cast, page="first", summary="In the first window")
    second = {"draft-page": "second", "draft-seen": "", "finish_later": "1", "summary": "In the <second>"}

    asked = builder.post(FORM, second)

    said = asked.content.decode()
    assert asked.status_code == 409
    assert "open in another window" in said
    assert "In the &lt;second&gt;</textarea>" in said
    assert Draft.objects.get().data["summary"] == ["In the first window"]
    carried = dict(re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', said, flags=re.S))
    chosen = builder.post(FORM, {name: unescape(value) for name, value in carried.items()})
    assert chosen.url == case_file.get_absolute_url()
    assert Draft.objects.get().data == {"summary": ["In the <second>"]}


def test_what_is_handed_in_after_the_session_ended_is_kept_before_what_another_page_shows_still(case_file, cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.builder)
    typed = {"summary": ["In the first window"], drafts.PAGE: ["first"]}
    drafts.keep(address=FORM, typed=typed, by=cast.builder, at=MONDAY_9AM)

    strict.post(FORM, details(case_file, summary="Handed in"), headers={"Origin": "http://testserver"})

    assert Draft.objects.get().data["summary"] == ["Handed in"]


def test_a_page_left_open_by_somebody_else_keeps_nothing_for_whoever_signed_in_since(client, case_file, cast):
    client.force_login(cast.supervisor)
    assert from_page(client, cast, summary="Typed by the builder").status_code == 403
    assert not Draft.objects.exists()


def test_only_forms_of_ours_are_kept(builder, cast):
    for address in ("/accounts/login/", "/drafts/save/", "/nowhere/", "https://example.test/", "/api/v1/docs/"):
        frame = {"draft-address": address, "draft-person": cast.builder.pk, "a": "b"}
        assert builder.post(reverse("casework:draft_save"), frame).status_code == 400
    assert not Draft.objects.exists()


def test_keeping_asks_for_the_token_of_our_own_pages(case_file, cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.builder)
    assert from_page(strict, cast, summary="Forged").status_code == 403
    assert not Draft.objects.exists()


# --- the page was from before signing in again -----------------------------------------------------------------


def test_a_form_with_an_old_token_is_kept_where_the_browser_vouches_for_our_page(case_file, cast):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.builder)

    answer = strict.post(FORM, details(case_file, summary="Typed before"), headers={"Origin": "http://testserver"})

    assert answer.status_code == 403
    assert Draft.objects.get().data["summary"] == ["Typed before"]


@pytest.mark.parametrize("origin", [None, "https://evil.example.test", "null", "http://testserver.evil.test"])
def test_a_forged_form_is_never_kept(case_file, cast, origin):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.builder)
    strict.post(FORM, details(case_file, summary="Forged"), headers={"Origin": origin} if origin else {})
    assert not Draft.objects.exists()


def test_a_conflict_is_refused_whoever_calls(cast):
    drafts.keep(address=FORM, typed={"a": ["1"]}, by=cast.builder, at=MONDAY_9AM)
    with pytest.raises(Conflict):
        drafts.keep_from_page(address=FORM, typed={"a": ["2"]}, page="p", seen="", by=cast.builder, at=MONDAY_4PM)


def test_a_suspect_form_keeps_dates_and_choices(builder, cast):
    case_file = stories.ready_case(cast)
    suspect = Suspect.objects.filter(case_file=case_file).first()
    address = reverse("casework:suspect_edit", args=[case_file.slug, suspect.pk])
    typed = {"version": suspect.version, "given_names": "Nora", "date_of_birth_day": "31", "date_of_birth_month": "2"}

    builder.post(address, {**typed, "custody_basis": "police_custody", "finish_later": "1"})
    again = page(builder, address)

    assert 'value="Nora"' in again
    assert 'name="date_of_birth_day" value="31"' in again
    assert "must be a real date" not in again


def test_the_list_names_the_very_form_and_whom_it_is_about(builder, cast, case_file):
    suspect = stories.add_suspect(case_file, by=cast.builder)
    form = reverse("casework:form_edit", args=[case_file.slug, "mg3"])
    builder.post(form, {"anything": "Typed", "finish_later": "1"})
    builder.post(f"{form}?page=2", {"anything": "Typed", "finish_later": "1"})
    address = reverse("casework:suspect_edit", args=[case_file.slug, suspect.pk])
    builder.post(address, {"family_name": "Typed", "finish_later": "1"})

    listed = page(builder, reverse("casework:drafts"))

    assert "MG3 Report for a charging decision</a>" in listed
    assert "MG3 Report for a charging decision, page 2</a>" in listed
    assert f"Suspect: {suspect}</a>" in listed


def test_the_list_names_nobody_of_a_case_that_the_reader_may_not_see(builder, cast, case_file):
    other = stories.opened_case(cast, urn=stories.a_urn(8))
    suspect = stories.add_suspect(other, by=cast.builder, family_name="Hidden")
    CaseFile.objects.filter(pk=other.pk).update(force=cast.organisations.other_force_unit.organisation)
    address = reverse("casework:suspect_edit", args=[case_file.slug, suspect.pk])
    builder.post(address, {"family_name": "Typed", "finish_later": "1"})

    assert "Hidden" not in page(builder, reverse("casework:drafts"))


def test_a_form_that_only_looks_something_up_keeps_nothing(builder, case_file, cast):
    sent = stories.submitted_case(cast, urn=stories.a_urn(9))
    for address in (
        reverse("charging:submission_check", args=[sent.case_file.slug, sent.pk]),
        reverse("casework:search"),
    ):
        for typed in ({"digest": "wrong", "q": ""}, {"digest": "wrong", "q": "", "finish_later": "1"}):
            builder.post(address, typed)
        assert not Draft.objects.exists()
        assert "data-drafts" not in page(builder, address)
        Draft.objects.create(user=cast.builder, address=address, data={"digest": ["wrong"]}, saved_at=MONDAY_4PM)
        assert "This is your draft" not in page(builder, address)
        Draft.objects.all().delete()
