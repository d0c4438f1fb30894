"""Forms with which somebody decides something about the whole file."""

from django import forms

from web.forms import GovukForm

MOST = 2**31 - 1


class DecisionForm(GovukForm):
    """Carries how much of what others did the page showed; the page fills it in."""

    seen = forms.IntegerField(required=False, min_value=0, max_value=MOST, widget=forms.HiddenInput)
