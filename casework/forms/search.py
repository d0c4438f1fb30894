"""The one search box."""

from django import forms

from casework.queries.search import LONGEST
from web.forms import GovukForm


class SearchForm(GovukForm):
    """One box for a reference in any spelling, a name, or words of the case."""

    mark_optional = False
    q = forms.CharField(
        label="Find a case",
        help_text="URN, ASN or crime reference in any spelling, a name or the beginning of one, or words of the case",
        max_length=LONGEST,
        error_messages={"required": "Enter a reference, a name or some words to search for"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
