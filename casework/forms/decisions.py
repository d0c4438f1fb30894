"""Forms with which somebody decides something about the whole file."""

from django import forms
from django.db.models import Q

from web.forms import GovukForm

MOST = 2**31 - 1


class DecisionForm(GovukForm):
    """Carries how much of what others did the page showed; the page fills it in.

    `about` says which events of the case count; None for all of them, where the whole file is decided about.
    """

    about: Q | None = None
    seen = forms.IntegerField(required=False, min_value=0, max_value=MOST, widget=forms.HiddenInput)
