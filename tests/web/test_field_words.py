"""What is wrong with a field is said in plain words that name it, and no sentence of Django reaches a page."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from casework.forms.search import SearchForm
from web.forms import GovukForm


class Everything(GovukForm):
    """A field of each kind with each limit."""

    text = forms.CharField(label="Headline", max_length=3, min_length=2)
    number = forms.IntegerField(label="How many?", min_value=1, max_value=1_000)
    one = forms.ChoiceField(label="Plea", choices=[("a", "A")])
    several = forms.MultipleChoiceField(label="Flags", choices=[("a", "A")])
    email = forms.EmailField(label="Address")
    file = forms.FileField(label="Scan", max_length=4)
    hidden = forms.IntegerField(widget=forms.HiddenInput)
    own = forms.CharField(label="Own", max_length=1, error_messages={"max_length": "One letter, please"})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["later"] = forms.CharField(label="Later", max_length=2)


SOUND = {"text": "ab", "number": "5", "one": "a", "several": ["a"], "email": "a@example.com", "hidden": "1"}


def errors(name, value, **files):
    sent = SOUND | {"own": "x", "later": "ab", name: value}
    form = Everything(sent, {"file": SimpleUploadedFile("a.p", b"x"), **files})
    return [error for field, said in form.errors.items() if field == name for error in said]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("text", "abcd", "“Headline” must be 3 characters or fewer"),
        ("text", "a", "“Headline” must be 2 characters or more"),
        ("text", "a\0", "“Headline” has a character that cannot be kept. Type it again"),
        ("text", "", "Enter headline"),
        ("number", "x", "“How many?” must be a whole number"),
        ("number", "0", "“How many?” must be 1 or more"),
        ("number", "2000", "“How many?” must be 1,000 or less"),
        ("one", "b", "Select one of the answers that “Plea” offers"),
        ("several", ["b"], "Select one of the answers that “Flags” offers"),
        ("email", "nobody", "“Address” must be an email address, like name@example.com"),
        ("hidden", "x", "What was sent must be a whole number"),
        ("own", "xy", "One letter, please"),
        ("later", "abc", "“Later” must be 2 characters or fewer"),
    ],
)
def test_what_is_wrong_with_a_field_names_it(name, value, said):
    assert errors(name, value) == [said]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("a.p", b""), "The file is empty. Select another"),
        (SimpleUploadedFile("long.pdf", b"x"), "The name of the file in “Scan” must be 4 characters or fewer"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_in_plain_words(file, said):
    assert errors("file", "", file=file) == [said]


def test_a_search_that_is_too_long_says_how_long_it_may_be():
    assert SearchForm({"q": "x" * 500}).errors["q"] == ["“Find a case” must be 120 characters or fewer"]
