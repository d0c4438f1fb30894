"""Another name of a suspect."""

from django import forms

from casework.operations.aliases import OtherName
from web.forms import GovukForm


class AliasForm(GovukForm):
    """A name in its two parts; a nickname goes into the second."""

    given_names = forms.CharField(
        label="Given names", max_length=120, required=False, widget=forms.TextInput(attrs={"data-width": "20"})
    )
    family_name = forms.CharField(
        label="Family name, or nickname", max_length=80, widget=forms.TextInput(attrs={"data-width": "20"})
    )

    def name(self) -> OtherName:
        """The name that was typed."""
        return OtherName(**self.cleaned_data)
