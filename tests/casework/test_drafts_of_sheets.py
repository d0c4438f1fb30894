"""Drafts of pages with many questions: what others answered since stands beside mine, and mine alone was touched."""

import re
from html import unescape

import pytest
from django.urls import reverse

from casework.models import Answer, Draft
from casework.operations import answers
from casework.operations.answers import Part
from casework.rules.answers import Given
from casework.rules.forms import catalogue_on
from tests import stories
from tests.clock import MONDAY, TUESDAY_9AM


@pytest.fixture
def case_file(cast):
    return stories.ready_case(cast)


@pytest.fixture
def form(client, cast, case_file):
    client.force_login(cast.builder)
    return reverse("casework:form_edit", args=[case_file.slug, "mg3"])


def page(client, address):
    return client.get(address).content.decode()


def inputs(html):
    """The hidden inputs and text areas of a page, as a browser would send them."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?', html)
    areas = re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', html, flags=re.S)
    return {name: unescape(value) for name, value in hidden + areas if not name.startswith("csrf")}


def answer(case_file, code, value, *, by, seen):
    form, section = catalogue_on(MONDAY).sections[code]
    given = {code: Given(state="given", value=value, seen=seen)}
    part = Part(form=form, section=section, subject=case_file)
    answers.answer_section(case_file=case_file, part=part, given=given, by=by, at=TUESDAY_9AM)


def texts_of(sent):
    """The names of two text questions on the page."""
    return [name for name in sent if f"{name}.seen" in sent][:2]


def test_what_others_answered_since_stands_beside_mine_and_in_place_of_what_i_left_alone(client, cast, case_file, form):
    sent = inputs(page(client, form))
    mine, left = texts_of(sent)
    client.post(form, sent | {mine: "Mine", "finish_later": "1"})
    for name, words in ((mine, "Theirs on the same"), (left, "Theirs on another")):
        answer(case_file, name.rpartition("-")[2], words, by=cast.supervisor, seen=sent[f"{name}.seen"])

    html = page(client, form)
    again = inputs(html)

    assert again[mine] == "Mine"
    assert "Sam Supervisor saved this" in html
    assert "Theirs on the same" in html
    assert again[left] == "Theirs on another"

    assert client.post(form, again).status_code == 302
    assert set(Answer.objects.values_list("value", flat=True)) >= {"Mine", "Theirs on another"}
    assert not Draft.objects.exists()


def test_each_page_of_a_long_form_has_a_draft_of_its_own(client, cast, case_file, form):
    sent = inputs(page(client, form))
    mine = texts_of(sent)[0]
    client.post(form, sent | {mine: "On the first page", "finish_later": "1"})
    client.post(f"{form}?page=2", {"anything": "On the second", "finish_later": "1"})

    assert set(Draft.objects.values_list("address", flat=True)) == {form, f"{form}?page=2"}
    assert "On the first page" in page(client, form)
    listed = page(client, reverse("casework:drafts"))
    discard = 'Discard<span class="govuk-visually-hidden"> the draft of '
    assert listed.count(discard) == listed.count(f", {case_file.reference}: ") == 2
    assert f", page 2, {case_file.reference}" in listed
