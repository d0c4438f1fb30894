from html.parser import HTMLParser

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from web.forms import GovukForm, summary_errors
from web.gallery import SpecimenFilter, SpecimenForm


class Elements(HTMLParser):
    """Every start tag of a page with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def by_name(self, name):
        return next(attrs for _, attrs in self.found if attrs.get("name") == name)

    @property
    def ids(self):
        return [attrs["id"] for _, attrs in self.found if "id" in attrs]


@pytest.fixture
def empty():
    return SpecimenForm({})


def test_every_kind_of_field_gets_its_class(empty):
    page = Elements(SpecimenForm())

    assert page.by_name("name")["class"] == "govuk-input"
    assert page.by_name("grounds")["class"] == "govuk-textarea govuk-js-character-count"
    assert page.by_name("unit")["class"] == "govuk-select"
    assert page.by_name("anticipated")["class"] == "govuk-radios__input"
    assert page.by_name("needs")["class"] == "govuk-checkboxes__input"
    assert page.by_name("statement")["class"] == "govuk-file-upload"
    assert page.by_name("confirmed")["class"] == "govuk-checkboxes__input"
    assert "govuk-password-input__input" in page.by_name("password")["class"]
    assert page.by_name("born_on_year")["class"] == "govuk-input govuk-input--width-4"
    assert page.by_name("items")["class"] == "govuk-input govuk-input--width-3"
    assert page.by_name("case")["type"] == "hidden"


def test_ids_are_unique_and_everything_described_exists(empty):
    page = Elements(empty)

    assert len(page.ids) == len(set(page.ids))
    for _, attrs in page.found:
        for target in (attrs.get("aria-describedby") or "").split():
            assert target in page.ids
        if "for" in attrs:
            assert attrs["for"] in page.ids


def test_an_error_is_shown_tied_and_marked(empty):
    page = Elements(empty)
    name = page.by_name("name")

    assert "govuk-input--error" in name["class"]
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert "aria-invalid" not in page.by_name("anticipated")
    assert "Enter full name" in str(empty)


def test_the_summary_links_to_the_first_input_of_each_field(empty):
    hrefs = {error["message"]: error["href"] for error in empty.summary_errors()}

    assert hrefs["Enter full name"] == "#id_name"
    assert hrefs["Enter date of birth"] == "#id_born_on_0"
    assert hrefs["Select anticipated plea"] == "#id_anticipated_0"
    assert set(hrefs.values()) <= {f"#{each}" for each in Elements(empty).ids}


def test_errors_of_the_whole_form_come_first_without_a_link():
    form = SpecimenForm({})
    form.add_error(None, "The bail date is before the arrest")

    assert summary_errors(form)[0] == {"message": "The bail date is before the arrest", "href": ""}


def test_nothing_of_the_browsers_own_checks_or_of_our_wishes_reaches_the_page(empty):
    unwanted = {"required", "placeholder", "maxlength", "data-width", "data-inline", "style", "min", "step"}

    assert not [attrs for _, attrs in Elements(empty).found if unwanted & attrs.keys()]


def test_a_long_answer_is_counted():
    html = str(SpecimenForm())

    assert 'data-module="govuk-character-count" data-maxlength="200"' in html
    assert "You can enter up to 200 characters" in html


def test_what_may_be_left_out_says_so_except_in_a_filter():
    assert "(optional)" in str(SpecimenForm())
    assert "(optional)" not in str(SpecimenFilter())


def test_a_file_that_was_too_large_is_said_to_be_so_and_the_rest_survives():
    refused = [{"field": "statement", "name": "big.pdf", "limit": 100 * 1024 * 1024}]
    form = SpecimenForm({"name": "Jo Sample"}, {}, refused_uploads=refused)

    assert form.errors["statement"] == ["The file must be smaller than 100 MB"]
    assert 'value="Jo Sample"' in str(form)


def test_a_file_of_another_form_is_not_ours():
    refused = [{"field": "other-statement", "name": "big.pdf", "limit": 1}]
    sent = {"statement": SimpleUploadedFile("small.pdf", b"%PDF-")}

    assert "statement" not in SpecimenForm({}, sent, refused_uploads=refused).errors


def test_the_label_may_be_the_heading_of_the_page():
    class Question(GovukForm):
        reason = forms.CharField(widget=forms.TextInput(attrs={"data-heading": True, "data-label-size": "l"}))

    html = str(Question())

    assert '<h1 class="govuk-label-wrapper"><label class="govuk-label govuk-label--l"' in html


def test_what_people_type_is_escaped():
    assert "<script>" not in str(SpecimenForm({"name": '"><script>alert(1)</script>'}))
